import { existsSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Diagnostic, DiagnosticError, mistake } from '../source/diagnostic.js';
import { type Location, SourceFile } from '../source/file.js';
import { didYouMean } from '../source/suggest.js';
import { importFile } from './import-file.js';
import { syntaxComplaint } from './strip.js';

/** Names as the hooks' file has them; that one runs in a thread of its own. */
const API = Symbol.for('trueup.api');

let registered: Promise<readonly string[]> | undefined;

/** Lets plugins import `trueup`, and TypeScript. Gives the names that `trueup` exports. */
const registerHooks = async (): Promise<readonly string[]> => {
  const api = await import('./api.js');
  Object.defineProperty(globalThis, API, { value: api });
  const names = Object.keys(api);
  register('./hooks.js', import.meta.url, { data: names });
  return names;
};

/** What a plugin's file exports. Throws a DiagnosticError with a place in the file if it can't be loaded. */
export const importPlugin = async (path: string): Promise<{ readonly [name: string]: unknown }> => {
  registered ??= registerHooks();
  const names = await registered;
  try {
    return await importFile(pathToFileURL(path).href);
  } catch (error) {
    throw new DiagnosticError(explainImport(error, path, names));
  }
};

/** A plugin's file as messages name it. */
export const pluginSource = (path: string): SourceFile => {
  const near = relative(process.cwd(), path);
  const shown = near.startsWith('..') ? path : near;
  return new SourceFile(shown, existsSync(path) ? readFileSync(path, 'utf8') : '');
};

/** The first line of a plugin's file, for what is wrong with it as a whole. */
export const wholeFile = (path: string): Location => {
  const file = pluginSource(path);
  return { file, start: 0, end: Math.max(0, file.text.search(/\r?\n|$/)) };
};

/** Where a text stands in a plugin's file, the first line if it is not to be found. */
export const placeOf = (path: string, text: string | RegExp): Location => {
  const file = pluginSource(path);
  const found = typeof text === 'string' ? { 0: text, index: file.text.indexOf(text) } : text.exec(file.text);
  if (!found || found.index === -1) return wholeFile(path);
  return { file, start: found.index, end: found.index + found[0].length };
};

const atLine = (path: string, line: number, column: number, width = 1): Location => {
  const file = pluginSource(path);
  const before = file.text.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  return { file, start, end: start + width };
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
};

/**
 * What a plugin's code threw, with the place in the user's files where that was.
 * @param what the plugin is called in messages
 */
export const explainThrown = (error: unknown, what: string, path: string): DiagnosticError =>
  mistake(`${what} has failed: ${reasonOf(error)}`, thrownAt(error) ?? wholeFile(path));

/** The innermost place outside of this program and of packages. */
const thrownAt = (error: unknown): Location | undefined => {
  const own = new URL('..', import.meta.url).href;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const [, url = '', line, column] of stack.matchAll(/\(?(file:\/\/[^\s)]+?):(\d+):(\d+)\)?$/gm)) {
    if (url.startsWith(own) || url.includes('/node_modules/')) continue;
    return atLine(fileURLToPath(url), Number(line), Number(column));
  }
  return undefined;
};

/** The last declaration of a name. */
const declaredAgain = (name: string): RegExp =>
  new RegExp(
    `(?<=\\b(?:const|let|var|class|function|import)\\b[^\\n]*?)\\b${name}\\b(?![^]*\\b(?:const|let|var|class|function|import)\\b[^\\n]*\\b${name}\\b)`,
  );

const explainImport = (error: unknown, path: string, names: readonly string[]): Diagnostic => {
  const message = error instanceof Error ? error.message : '';
  const severity = 'error';
  const [, absent, from] = /^Cannot find (?:module|package) '(.*)' imported from (.*)$/.exec(message) ?? [];
  if (absent !== undefined && from !== undefined) {
    const specifier = absent.slice(absent.lastIndexOf('/') + 1);
    const place = placeOf(from.startsWith('file:') ? fileURLToPath(from) : from, specifier);
    return { severity, message: `there is no ${absent} to import`, location: place };
  }
  const [, gone] = /does not provide an export named '(.*)'/.exec(message) ?? [];
  if (gone !== undefined) {
    const module = /requested module '(.*?)'/.exec(message)?.[1] ?? 'the module';
    const hint = module === 'trueup' ? didYouMean(gone, names) : undefined;
    const location = placeOf(path, gone);
    return { severity, message: `"${module}" exports no "${gone}"`, location, ...(hint && { hint }) };
  }
  if (error instanceof SyntaxError) {
    const complaint = syntaxComplaint(path);
    if (!complaint) {
      const twice = /^Identifier '(\w+)' has already been declared$/.exec(message)?.[1];
      const location = twice === undefined ? wholeFile(path) : placeOf(path, declaredAgain(twice));
      return { severity, message: message === '' ? reasonOf(error) : message, location };
    }
    const { line, column, width } = complaint;
    return { severity, message: complaint.message, location: atLine(path, line, column, width) };
  }
  return explainThrown(error, 'loading this plugin', path).diagnostics[0]!;
};
