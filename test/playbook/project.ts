import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { YamlFiles } from '../../src/playbook/files.js';
import { type Loaded, loadPlaybook } from '../../src/playbook/load.js';
import type { Field, Node, Task } from '../../src/playbook/model.js';
import type { LoadOptions, ModuleDescription } from '../../src/playbook/options.js';
import type { Diagnostic } from '../../src/source/diagnostic.js';
import { Template, type Unrendered } from '../../src/value/value.js';

/** Files by path, as a user's project has them. */
export type Files = { readonly [path: string]: string };

/** A project in a folder of its own, which is gone after the test. */
export interface Project {
  readonly folder: string;
  readonly options: LoadOptions;
  load(path?: string): Loaded;
}

const MODULES: { readonly [name: string]: Partial<ModuleDescription> } = {
  apt: {},
  assert: { options: { that: { type: 'condition' } } },
  command: { freeForm: 'cmd' },
  copy: {},
  debug: {},
  docker_container: {},
  fail: {},
  file: {},
  include_vars: { freeForm: 'file' },
  ping: {},
  service: {},
  set_fact: {},
  shell: { freeForm: 'cmd' },
  template: {},
};

const describeModule = (name: string): ModuleDescription | undefined => {
  const short = name.replace(/^ansible\.(?:builtin|legacy)\./, '');
  return Object.hasOwn(MODULES, short) ? { name: short, options: {}, ...MODULES[short] } : undefined;
};

/** Writes a project's files and makes the options to load it with. */
export const project = (t: ExecutionContext, files: Files, more: Partial<LoadOptions> = {}): Project => {
  const folder = mkdtempSync(join(tmpdir(), 'trueup-playbook-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const options: LoadOptions = {
    files: new YamlFiles(),
    rolesPath: [],
    describeModule,
    moduleNames: () => Object.keys(MODULES),
    ...more,
  };
  return { folder, options, load: (path = 'site.yml') => loadPlaybook(join(folder, path), options) };
};

/** Diagnostics as `file:line:column severity: message (hint)`, files below the project's folder. */
export const told = (diagnostics: readonly Diagnostic[], folder: string): readonly string[] =>
  diagnostics.map(({ severity, message, location, hint }) => {
    const position = location?.file.position(location.start);
    const path = location?.file.path.replace(`${folder}/`, '');
    const place = position ? `${path}:${position.line}:${position.column} ` : '';
    const tail = hint === undefined ? '' : ` (${hint.replaceAll(folder, '.')})`;
    return `${place}${severity}: ${message.replaceAll(folder, '.')}${tail}`;
  });

/** Loads a playbook that must be right. */
export const loadGood = (t: ExecutionContext, files: Files, more: Partial<LoadOptions> = {}): Loaded => {
  const made = project(t, files, more);
  const loaded = made.load();
  const errors = loaded.diagnostics.filter(diagnostic => diagnostic.severity === 'error');
  t.deepEqual(told(errors, made.folder), []);
  return loaded;
};

/** A value with templates as `T(source)`, dictionaries as objects. */
export const plain = (value: Unrendered): unknown => {
  if (value instanceof Template) return `T(${value.source})`;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, entry]) => [String(key), plain(entry)]));
  return value;
};

/** Fields by name as an object of plain values. */
export const plainFields = (fields: ReadonlyMap<string, Field>): { readonly [name: string]: unknown } =>
  Object.fromEntries([...fields].map(([name, field]) => [name, plain(field.value)]));

/** What a field's place holds in its file. */
export const textAt = (field: Field | undefined): string | undefined =>
  field?.location.file.text.slice(field.location.start, field.location.end);

/** A node that must be a task. */
export const asTask = (node: Node | undefined): Task => {
  if (node?.kind !== 'task') throw new Error(`a ${node?.kind} is no task`);
  return node;
};
