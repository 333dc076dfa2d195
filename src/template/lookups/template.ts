import { resolve } from 'node:path';
import { SourceFile } from '../../source/file.js';
import { fromUtf8 } from '../../value/utf8.js';
import type { Unrendered } from '../../value/value.js';
import type { Session } from '../evaluation.js';
import { findFile, readFile } from '../files.js';
import type { Runtime } from '../runtime.js';
import type { Scope } from '../scope.js';
import { withLiteral } from '../values/literal.js';
import { toText } from '../values/text.js';
import { notFound } from './files.js';
import type { Lookup } from './lookup.js';
import { booleanOption, textTerm } from './options.js';

/** The scope of a template lookup: its own variables before those of the task. */
const withVariables = (
  { scope, engine }: Session,
  extra: Runtime | undefined,
  name: string,
  path: string,
): Scope => {
  const added = new Map<string, Unrendered>(engine.fileVariables({ path: resolve(path), name }));
  if (extra instanceof Map) for (const [key, value] of extra) added.set(toText(key), value as Unrendered);
  const { names } = scope;
  return {
    lookup: key => (added.has(key) ? added.get(key) : scope.lookup(key)),
    ...(names && { names: () => [...added.keys(), ...names.call(scope)] }),
    ...(scope.files && { files: scope.files }),
  };
};

const STRINGS: {
  readonly [option: string]: 'variableStart' | 'variableEnd' | 'commentStart' | 'commentEnd';
} = {
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
};

/**
 * What template files give, rendered with the task's variables and `template_vars`: a text, or unless `convert_data` is off the list or dict
 * that it is written as.
 */
export const template: Lookup = (terms, options, evaluation) => {
  const { session } = evaluation;
  const { engine, scope } = session;
  const delimiters = Object.entries(STRINGS).flatMap(([name, key]) => {
    const value = options.get(name) ?? null;
    return value === null ? [] : [[key, toText(value)]];
  });
  const { variableStart = '{{', commentStart = '{#' } = Object.fromEntries(delimiters);
  // A text without any template stays as it is.
  const starts = [variableStart, commentStart, '{%'];
  const converts = booleanOption(options, 'convert_data', true);
  return terms.map(term => {
    const name = textTerm(term);
    const path = findFile(scope, 'templates', name);
    if (path === undefined) throw notFound('template', name, evaluation, 'templates');
    const source = new SourceFile(path, fromUtf8(readFile(scope, path)));
    const inner = withVariables(session, options.get('template_vars'), name, path);
    const text = engine.renderFile(source, inner, Object.fromEntries(delimiters));
    return converts && starts.some(start => source.text.includes(start)) ? withLiteral(text) : text;
  });
};
