import type { Special } from '../runtime.js';

/** Specials whose text is what a template wants of them, such as dates. */
export interface Printable {
  readonly printable: true;
}

/** Whether something that exists only in templates may leave them as text. */
export const isPrintable = (value: Special): boolean => 'printable' in value && value.printable === true;
