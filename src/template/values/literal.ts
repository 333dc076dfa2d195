import { parsePythonLiteral } from '../../value/python-literal.js';
import type { Runtime } from '../runtime.js';

/** The words of JSON for what Python writes with a capital letter. */
const JSON_WORDS: ReadonlyMap<string, string> = new Map([
  ['true', 'True'],
  ['false', 'False'],
  ['null', 'None'],
]);

/** Strings, which are to be left alone, or words of JSON. */
const STRINGS_AND_WORDS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\b(?:true|false|null)\b/gs;

/**
 * What Ansible up to core 2.18 takes a text for that templates have put together: a list or a dict if it is written as
 * one, and a boolean if it is `True` or `False`. Many roles build lists that way: `[{% for x in y %}'{{ x }}',{% endfor %}]`.
 */
export const withLiteral = (text: string): Runtime => {
  if (text === 'True') return true;
  if (text === 'False') return false;
  if (!/^[[{]/.test(text)) return text;
  const python = text.replace(STRINGS_AND_WORDS, part => JSON_WORDS.get(part) ?? part);
  return (parsePythonLiteral(python) as Runtime | undefined) ?? text;
};
