import type { Fields } from '../shell/fields.js';
import { type Status, statusOfLine } from './status.js';

/** Something that stands at a path. */
export interface Place {
  readonly path: string;
  readonly status: Status | undefined;
}

/** Reads what the shell function `walk` printed; undefined if some of it went away while it was read. */
export const parseWalk = (fields: Fields): Place[] | undefined => {
  const places: Place[] = [];
  let whole = true;
  for (let lines = fields.text(); lines !== ''; lines = fields.text()) {
    const statuses = lines
      .trimEnd()
      .split('\n')
      .map(line => statusOfLine(line));
    const paths: string[] = [];
    for (let path = fields.text(); path !== ''; path = fields.text()) paths.push(path);
    whole &&= paths.length === statuses.length;
    for (const [index, path] of paths.entries()) places.push({ path, status: statuses[index] });
  }
  return whole ? places : undefined;
};
