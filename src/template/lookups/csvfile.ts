import { Fault } from '../runtime.js';
import { fileTerm } from './files.js';
import type { Lookup } from './lookup.js';
import { inlineOptions, textOption, textTerm, withInline } from './options.js';

/** The rows of a text with separated values: quotes group, two of them stand for one. */
const rowsOf = (text: string, delimiter: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  const endRow = (): void => {
    rows.push(row.length === 0 && field === '' ? [] : [...row, field]);
    row = [];
    field = '';
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text[at++];
      else isQuoted = false;
    } else if (character === '"' && field === '') isQuoted = true;
    else if (character === delimiter) {
      row.push(field);
      field = '';
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') at++;
      endRow();
    } else field += character;
  }
  if (field !== '' || row.length > 0) endRow();
  return rows;
};

const NAMES = ['col', 'default', 'delimiter', 'file', 'encoding'];

/** A column of the row that begins with the term, from a file with values between tabs or another delimiter. */
export const csvFile: Lookup = (terms, given, evaluation) =>
  terms.flatMap(term => {
    const { rest: key, given: inline } = inlineOptions(textTerm(term));
    if (key === '') throw new Fault('it needs the key to look for');
    const options = withInline(given, inline, NAMES);
    const written = textOption(options, 'delimiter', 'TAB');
    const delimiter = written === 'TAB' || written === '\\t' ? '\t' : written;
    if ([...delimiter].length !== 1) throw new Fault('the delimiter is one character');
    const name = textOption(options, 'file', 'ansible.csv');
    const text = fileTerm(name, evaluation, textOption(options, 'encoding', 'utf-8'));
    const row = rowsOf(text, delimiter).find(candidate => candidate[0] === key);
    if (!row) {
      const fallback = options.get('default') ?? null;
      return fallback === null ? [] : Array.isArray(fallback) ? fallback : [fallback];
    }
    const column = Number(textOption(options, 'col', '1'));
    const value = Number.isInteger(column) ? row.at(column) : undefined;
    if (value === undefined)
      throw new Fault(
        `the row of "${key}" in "${name}" has no column ${textOption(options, 'col', '1')}`,
        `it has ${row.length}, counted from 0`,
      );
    return [value];
  });
