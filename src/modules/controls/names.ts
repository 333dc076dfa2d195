import type { Unrendered } from '../../value/value.js';

/** Names that are given as a list, or as a text with commas. */
export const namesOf = (value: Unrendered | undefined): readonly string[] => {
  if (value === undefined || value === null) return [];
  const names = Array.isArray(value) ? value.map(String) : String(value).split(',');
  return names.map(name => name.trim()).filter(name => name !== '');
};
