import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { mistake } from '../source/diagnostic.js';
import { SourceFile } from '../source/file.js';
import { didYouMean } from '../source/suggest.js';
import { fromUtf8 } from '../value/utf8.js';
import type { Scope } from './scope.js';
import type { Syntax } from './syntax.js';

/** How a template file is rendered: the template module's options of the same names. */
export interface TemplateOptions {
  readonly newlineSequence?: string;
  readonly variableStart?: string;
  readonly variableEnd?: string;
  readonly blockStart?: string;
  readonly blockEnd?: string;
  readonly commentStart?: string;
  readonly commentEnd?: string;
  readonly trimBlocks?: boolean;
  readonly lstripBlocks?: boolean;
}

/** A template file's text as it is parsed. */
export interface TemplateText {
  /** Without the header, newlines as `\n`. */
  readonly text: string;
  readonly syntax: Syntax;
  /** How much of the file stands before the text. */
  readonly offset: number;
}

const HEADER = /^#jinja2:(?<settings>[^\r\n]*)(?:\r?\n|$)/;

/** Reads the header and the newlines of a template file. */
export const readTemplate = (file: SourceFile, options: TemplateOptions, base: Syntax): TemplateText => {
  const header = HEADER.exec(file.text);
  const offset = header?.[0].length ?? 0;
  const { newlineSequence, ...given } = options;
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const syntax: Syntax = {
    ...base,
    literalBackslashes: false,
    ...(newlineSequence !== undefined && { newline: newlineSequence }),
    ...defined,
    ...(header && readHeader(header.groups!.settings!, file)),
  };
  return { text: withPlainNewlines(file.text.slice(offset)), syntax: shared(syntax), offset };
};

/** The text of a file that another one includes: in that one's syntax, and without a header of its own. */
export const readPart = (file: SourceFile, syntax: Syntax): TemplateText => ({
  text: withPlainNewlines(file.text),
  syntax: syntax.literalBackslashes ? shared({ ...syntax, literalBackslashes: false }) : syntax,
  offset: 0,
});

const withPlainNewlines = (text: string): string => text.replace(/\r\n?/g, '\n');

const known = new Map<string, Syntax>();

/** One object for equal settings, so that what is derived from them can be remembered. */
const shared = (syntax: Syntax): Syntax => {
  const key = JSON.stringify(syntax);
  const found = known.get(key);
  if (found) return found;
  known.set(key, syntax);
  return syntax;
};

/** What the header can set: the part of the syntax, and whether it is a text or a boolean. */
const SETTINGS: ReadonlyMap<string, readonly [keyof Syntax, 'text' | 'boolean']> = new Map(
  Object.entries({
    newline_sequence: ['newline', 'text'],
    variable_start_string: ['variableStart', 'text'],
    variable_end_string: ['variableEnd', 'text'],
    block_start_string: ['blockStart', 'text'],
    block_end_string: ['blockEnd', 'text'],
    comment_start_string: ['commentStart', 'text'],
    comment_end_string: ['commentEnd', 'text'],
    line_statement_prefix: ['lineStatementPrefix', 'text'],
    line_comment_prefix: ['lineCommentPrefix', 'text'],
    trim_blocks: ['trimBlocks', 'boolean'],
    lstrip_blocks: ['lstripBlocks', 'boolean'],
    keep_trailing_newline: ['keepTrailingNewline', 'boolean'],
  } as const),
);
/** Settings of Jinja that change nothing in what a template gives. */
const WITHOUT_EFFECT = ['autoescape', 'auto_reload', 'optimized', 'cache_size', 'extensions'];

/** `#jinja2: trim_blocks: False, variable_start_string: '[['`, the values as Python writes them. */
const readHeader = (settings: string, file: SourceFile): Partial<Syntax> => {
  const read: { [name: string]: string | boolean | undefined } = {};
  const location = { file, start: 0, end: settings.length + 8 };
  for (const setting of settings.split(/,(?=\s*[a-z_]+\s*:)/)) {
    const [, name = '', written = ''] = /^\s*([a-z_]+)\s*:\s*(.*?)\s*$/.exec(setting) ?? [];
    const option = SETTINGS.get(name);
    if (option === undefined && WITHOUT_EFFECT.includes(name)) continue;
    if (option === undefined)
      throw mistake(
        name === ''
          ? `"${setting.trim()}" in the #jinja2 header is no "name: value"`
          : `unknown setting "${name}" in the #jinja2 header`,
        location,
        didYouMean(name, SETTINGS.keys()),
      );
    const value = literal(written);
    const [part, kind] = option;
    const fits =
      kind === 'boolean' ? typeof value === 'boolean' : typeof value === 'string' || value === null;
    if (!fits)
      throw mistake(
        `"${name}" in the #jinja2 header can't be ${written === '' ? 'empty' : written}`,
        location,
        kind === 'boolean' ? 'True or False' : "a text in quotes, such as '[['",
      );
    read[part] = value ?? undefined;
  }
  return read;
};

/** A text, a boolean, a number or None as Python writes it; undefined for anything else. */
const literal = (written: string): string | boolean | null | undefined => {
  const [, , text] = /^(['"])((?:(?!\1)[^\\]|\\.)*)\1$/s.exec(written) ?? [];
  if (text !== undefined)
    return text.replace(/\\(.)/gs, (_, letter: string) => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? letter);
  const words = new Map([
    ['True', true],
    ['1', true],
    ['False', false],
    ['0', false],
    ['None', null],
  ]);
  return words.get(written);
};

/** The file that a template includes: beside the including file, by the scope's search path, or undefined. */
export const readIncluded = (
  name: string,
  scope: Scope,
  from: string | undefined,
): SourceFile | undefined => {
  const path = findIncluded(name, scope, from);
  if (path === undefined) return undefined;
  const text = fromUtf8(scope.files ? scope.files.read(path) : readFileSync(path));
  return new SourceFile(path, text.replace(/^\uFEFF/, ''));
};

const findIncluded = (name: string, scope: Scope, from: string | undefined): string | undefined => {
  const beside = from === undefined || isAbsolute(name) ? undefined : resolve(dirname(from), name);
  if (beside !== undefined && existsSync(beside)) return beside;
  if (scope.files) return scope.files.find('templates', name);
  return existsSync(name) ? resolve(name) : undefined;
};
