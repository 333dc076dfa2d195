import { execFileSync } from 'node:child_process';
import { splitLines } from '../../value/lines.js';
import { foldersOf } from '../files.js';
import { type Regex, regexOf } from '../regex.js';
import { Fault, type Runtime, UndefinedError } from '../runtime.js';
import type { Scope } from '../scope.js';
import { strip } from '../values/strings.js';
import { requireDefined, toText, typeName } from '../values/text.js';
import type { Lookup } from './lookup.js';
import { textTerm } from './options.js';
import { password } from './password.js';
import { url } from './url.js';

const environment: Lookup = (terms, options) =>
  terms.map(term => {
    const name = textTerm(term).trim().split(/\s+/)[0] ?? '';
    const value = process.env[name] ?? options.get('default') ?? '';
    // `default=undef()` makes a variable that isn't set a mistake.
    requireDefined(value);
    return value;
  });

/** What a command prints, run by the shell in the playbook's folder. Throws a Fault with its complaint if it fails. */
const run = (command: string, scope: Scope): string => {
  try {
    return execFileSync('/bin/sh', ['-c', command], {
      cwd: foldersOf(scope, 'files').at(-1),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { status, stderr } = error as { status?: number | null; stderr?: string };
    throw new Fault(`"${command}" ended with status ${status ?? 'unknown'}`, stderr?.trim() || undefined);
  }
};

const variables: Lookup = (terms, options, { session }) =>
  terms.map(term => {
    const name = textTerm(term);
    const fallback: Runtime = options.get('default') ?? null;
    try {
      const raw = session.scope.lookup(name);
      if (raw === undefined && fallback === null) throw new Fault(`there is no variable "${name}"`);
      if (raw === undefined) return fallback;
      const value = session.force(session.resolve(raw, name), name);
      requireDefined(value);
      return value;
    } catch (error) {
      if (error instanceof UndefinedError && fallback !== null) return fallback;
      throw error;
    }
  });

const searchParameter = (pattern: string): Regex => {
  try {
    return regexOf(pattern);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const reason = error.message.slice(error.message.lastIndexOf('": ') + 3);
    throw new Fault(
      `Unable to use "${pattern}" as a search parameter: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
      error.hint,
    );
  }
};

const variableNames: Lookup = (terms, _, { session }) => {
  const names = [...(session.scope.names?.() ?? [])];
  return terms.flatMap(term => {
    if (typeof term !== 'string')
      throw new Fault(
        `Invalid setting identifier, "${toText(term)}" is not a string, it is a ${typeName(term)}`,
      );
    const regex = searchParameter(term);
    return names.filter(name => regex.search(name) !== undefined);
  });
};

/** Lookups that ask the runner: its environment, its commands, the variables, what it can reach. */
export const runnerLookups: [string, Lookup][] = [
  ['env', environment],
  ['lines', (terms, _, { session }) => terms.flatMap(term => splitLines(run(toText(term), session.scope)))],
  ['password', password],
  [
    'pipe',
    (terms, _, { session }) =>
      terms.map(term => strip(run(toText(term), session.scope), undefined, false, true)),
  ],
  ['url', url],
  ['varnames', variableNames],
  ['vars', variables],
];
