import { shellFunction } from '../../agent/protocol.js';

// The comment at the top of each function's file, NAME.sh, says what it takes and prints.

export const account = shellFunction(import.meta.url, 'account');
export const content = shellFunction(import.meta.url, 'content');
export const describe = shellFunction(import.meta.url, 'describe');
export const destination = shellFunction(import.meta.url, 'destination');
export const digest = shellFunction(import.meta.url, 'digest');
export const put = shellFunction(import.meta.url, 'put');

export const observe = shellFunction(import.meta.url, 'observe', [destination, describe, digest, content]);
