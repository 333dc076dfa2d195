import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { mistake } from '../source/diagnostic.js';
import { SourceFile } from '../source/file.js';
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
  readonly newline: string;
}

const HEADER = /^#jinja2:(?<settings>[^\r\n]*)(?:\r?\n|$)/;

/** Reads the header and the newlines of a template file. */
export const readTemplate = (file: SourceFile, options: TemplateOptions): TemplateText => {
  const header = HEADER.exec(file.text);
  const offset = header?.[0].length ?? 0;
  const settings = header ? readHeader(header.groups!.settings!, file) : {};
  const { newlineSequence = '\n', ...others } = { ...options, ...settings };
  const text = file.text.slice(offset).replace(/\r\n?/g, '\n');
  const syntax: Syntax = {
    blockStart: others.blockStart ?? '{%',
    blockEnd: others.blockEnd ?? '%}',
    variableStart: others.variableStart ?? '{{',
    variableEnd: others.variableEnd ?? '}}',
    commentStart: others.commentStart ?? '{#',
    commentEnd: others.commentEnd ?? '#}',
    trimBlocks: others.trimBlocks ?? true,
    lstripBlocks: others.lstripBlocks ?? false,
    literalBackslashes: false,
  };
  return { text, syntax: shared(syntax), offset, newline: newlineSequence };
};

const known = new Map<string, Syntax>();

/** One object for equal settings, so that what is derived from them can be remembered. */
const shared = (syntax: Syntax): Syntax => {
  const key = JSON.stringify(syntax);
  const found = known.get(key);
  if (found) return found;
  known.set(key, syntax);
  return syntax;
};

const NAMES: ReadonlyMap<string, keyof TemplateOptions> = new Map(
  Object.entries({
    newline_sequence: 'newlineSequence',
    variable_start_string: 'variableStart',
    variable_end_string: 'variableEnd',
    block_start_string: 'blockStart',
    block_end_string: 'blockEnd',
    comment_start_string: 'commentStart',
    comment_end_string: 'commentEnd',
    trim_blocks: 'trimBlocks',
    lstrip_blocks: 'lstripBlocks',
  } as const),
);

/** `#jinja2: trim_blocks: False, variable_start_string: '[['` */
const readHeader = (settings: string, file: SourceFile): TemplateOptions => {
  const read: { [name: string]: string | boolean } = {};
  const location = { file, start: 0, end: settings.length + 8 };
  for (const setting of settings.split(/,(?=\s*[a-z_]+\s*:)/)) {
    if (setting.trim() === '') continue;
    const [, name = '', value = ''] = /^\s*([a-z_]+)\s*:\s*(.*?)\s*$/.exec(setting) ?? [];
    const option = NAMES.get(name);
    // Settings that change nothing in what a template gives are let through.
    if (
      option === undefined &&
      !['keep_trailing_newline', 'autoescape', 'auto_reload', 'optimized'].includes(name)
    )
      throw mistake(`unknown setting "${name || setting.trim()}" in the #jinja2 header`, location);
    if (option === undefined) continue;
    const text = value
      .replace(/^(['"])(.*)\1$/, '$2')
      .replaceAll('\\r', '\r')
      .replaceAll('\\n', '\n');
    read[option] = option.endsWith('Blocks') ? /^(true|yes|on|1)$/i.test(text) : text;
  }
  return read;
};

/** The file that a template includes: beside the including file, by the scope's search path, or undefined. */
export const readIncluded = (
  name: string,
  scope: Scope,
  from: string | undefined,
): SourceFile | undefined => {
  const path = findIncluded(name, scope, from);
  if (path === undefined) return undefined;
  const text = (scope.files ? scope.files.read(path) : readFileSync(path)).toString('utf8');
  return new SourceFile(path, text.replace(/^\uFEFF/, ''));
};

const findIncluded = (name: string, scope: Scope, from: string | undefined): string | undefined => {
  const beside = from === undefined || isAbsolute(name) ? undefined : resolve(dirname(from), name);
  if (beside !== undefined && existsSync(beside)) return beside;
  if (scope.files) return scope.files.find('templates', name);
  return existsSync(name) ? resolve(name) : undefined;
};
