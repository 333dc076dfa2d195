import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Value } from '../value/value.js';
import { formatDate } from './date-format.js';
import { DateTime } from './date-time.js';

/** What `ansible_managed` is if nothing is set. */
export const MANAGED = 'Ansible managed';

/** A template file as a task has it. */
export interface NamedFile {
  /** Absolute. */
  readonly path: string;
  /** What the task calls it. */
  readonly name: string;
  /** Where what it gives goes to. */
  readonly destination?: string | undefined;
}

/**
 * The variables that a template file has beyond those of its task.
 * @param setting what `ansible_managed` is made of: `{file}`, `{uid}` (its owner) and `{host}` (this machine) are replaced, and
 *   strftime's directives by the time when the file was changed
 */
export const fileVariables = (
  setting: string,
  { path, name, destination }: NamedFile,
): Map<string, Value> => {
  const { mtimeMs, uid } = statSync(path);
  const changed = DateTime.at(mtimeMs / 1000, false);
  const fields: { readonly [field: string]: string } = {
    file: name,
    uid: accountName(uid),
    host: hostname(),
  };
  const managed = setting.replace(/\{\{|\}\}|\{(\w+)\}/g, (whole, field?: string) =>
    field === undefined ? whole.slice(1) : (fields[field] ?? whole),
  );
  return new Map<string, Value>([
    ['ansible_managed', formatDate(changed, managed)],
    ['template_path', name],
    ['template_fullpath', path],
    ['template_host', fields.host!],
    ['template_uid', fields.uid!],
    ['template_mtime', formatDate(changed, TIME)],
    ['template_run_date', formatDate(DateTime.at(Date.now() / 1000, false), TIME)],
    ['template_destpath', destination ?? null],
  ]);
};

const TIME = '%Y-%m-%d %H:%M:%S';

const accounts = new Map<number, string>();

const accountName = (uid: number): string => {
  const known = accounts.get(uid) ?? readAccount(uid) ?? String(uid);
  accounts.set(uid, known);
  return known;
};

const readAccount = (uid: number): string | undefined => {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    return lines.map(line => line.split(':')).find(([, , id]) => id === String(uid))?.[0];
  } catch {
    return undefined;
  }
};
