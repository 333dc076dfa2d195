import { shellFunction } from '../../agent/protocol.js';

// The comment at the top of each function's file, NAME.sh, says what it takes and prints.

export const account = shellFunction(import.meta.url, 'account');
export const compare = shellFunction(import.meta.url, 'compare');
export const content = shellFunction(import.meta.url, 'content');
export const describe = shellFunction(import.meta.url, 'describe');
export const digest = shellFunction(import.meta.url, 'digest');
export const download = shellFunction(import.meta.url, 'download');
export const folder = shellFunction(import.meta.url, 'folder');
export const inode = shellFunction(import.meta.url, 'inode');
export const obstacle = shellFunction(import.meta.url, 'obstacle');
export const rename = shellFunction(import.meta.url, 'rename');
export const resolve = shellFunction(import.meta.url, 'resolve');
export const walk = shellFunction(import.meta.url, 'walk');
export const survey = shellFunction(import.meta.url, 'survey');
export const search = shellFunction(import.meta.url, 'search');

export const contentUnless = shellFunction(import.meta.url, 'content_unless', [digest, content]);
export const destination = shellFunction(import.meta.url, 'destination', [resolve]);
export const observe = shellFunction(import.meta.url, 'observe', [destination, describe, digest, content]);
export const placeLink = shellFunction(import.meta.url, 'place_link', [rename]);
export const put = shellFunction(import.meta.url, 'put', [rename]);
