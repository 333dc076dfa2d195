import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readVariables } from '../inventory/variable-files.js';
import { conditions, effective, lineage } from '../playbook/inherit.js';
import type { Field, Node, Play, Playbook, Task } from '../playbook/model.js';
import { isTaskSelected, type TagSelection, tagsOf } from '../playbook/tags.js';
import { nodesOf, walk } from '../playbook/walk.js';
import { type Diagnostic, DiagnosticError, placed } from '../source/diagnostic.js';
import { SourceFile } from '../source/file.js';
import { isVaultText, type Vault } from '../source/vault.js';
import type { Engine } from '../template/index.js';
import { fromUtf8 } from '../value/utf8.js';
import { searchPathOf, TaskFiles } from './local-files.js';
import { varsFilePaths } from './play-variables.js';

/** Arguments that name a local file, by module, and the folder in which it is looked for first. */
const FILE_ARGUMENTS: {
  readonly [action: string]: { readonly arguments: readonly string[]; readonly folder: string };
} = {
  copy: { arguments: ['src'], folder: 'files' },
  template: { arguments: ['src'], folder: 'templates' },
  include_vars: { arguments: ['file', 'free_form'], folder: 'vars' },
};

/** Arguments of `template` under which its file is read otherwise. */
const SYNTAX_ARGUMENT = /_string$|_blocks$|^newline_sequence$/;

/**
 * Local files that tasks and `vars_files` name outright and that are not there, and templates among them that can't be parsed: told
 * before the first host is connected. What a run may never reach is left out, as is everything behind the first task that may itself
 * write local files.
 */
export const checkLocalFiles = (
  playbooks: readonly Playbook[],
  tools: Tools & { readonly selection: TagSelection },
): readonly Diagnostic[] => {
  const diagnostics: Diagnostic[] = [];
  for (const play of playbooks.flatMap(playbook => playbook.plays)) {
    diagnostics.push(...play.varsFiles.flatMap(field => checkVarsFile(play, field, tools)));
    if (runsHere(play)) return diagnostics;
    for (const node of walk(nodesOf(play))) {
      if (mayRunHere(node)) return diagnostics;
      if (node.kind === 'task' && isReached(node, tools.selection))
        diagnostics.push(...checkTask(play, node, tools));
    }
    if (play.handlers.some(mayRunHere)) return diagnostics;
  }
  return diagnostics;
};

/** Whether a play may be for the machine that trueup runs on. */
const runsHere = (play: Play): boolean =>
  play.keywords.has('connection') ||
  [play.hosts.value].flat().some(pattern => /localhost|127\.0\.0\.1|::1/.test(String(pattern)));

/** Whether something of a play may run on this machine by itself, or bring in what does. */
const mayRunHere = (node: Node): boolean =>
  node.keywords.has('connection') ||
  node.keywords.has('delegate_to') ||
  (node.kind === 'task' && (node.action === 'include_tasks' || node.action === 'include_role'));

const isReached = (task: Task, selection: TagSelection): boolean =>
  conditions(task).length === 0 &&
  task.loop === undefined &&
  !tagsOf(task).includes('never') &&
  isTaskSelected(task, selection) &&
  effective(task, 'ignore_errors') === undefined &&
  !lineage(task).some(holder => holder.kind === 'block' && holder.rescue.length > 0);

const checkVarsFile = (play: Play, field: Field, tools: Tools): readonly Diagnostic[] => {
  const names = [field.value].flat();
  if (!names.every(name => typeof name === 'string')) return [];
  const paths = names.flatMap(name => varsFilePaths(dirname(resolve(play.file.path)), name));
  const path = paths.find(candidate => existsSync(candidate));
  if (path !== undefined) return problemsInVariables(field, path, tools);
  return [missing(`vars file ${names.join(' or ')} was not found`, field, paths)];
};

const missing = (message: string, { location }: Field, tried: readonly string[]): Diagnostic => ({
  severity: 'error',
  message,
  location,
  hint: `looked for ${tried.join(', ')}`,
  isAbsent: true,
});

const checkTask = (play: Play, task: Task, tools: Tools): readonly Diagnostic[] => {
  const source = localSource(play, task, tools);
  if (source === undefined) return [];
  const { path, field, folder, name, files } = source;
  if (path === undefined)
    return [missing(`could not find or access "${name}"`, field, files.candidates(folder, name))];
  return checkContent(task, source, path, tools);
};

interface Tools {
  readonly engine: Engine;
  readonly vault: Vault | undefined;
  /** Without a vault, templates that are vaulted are passed over. */
  readonly passesVaulted?: boolean;
}

/** The local file that a task names outright. */
interface LocalSource {
  readonly field: Field;
  readonly folder: string;
  readonly name: string;
  readonly files: TaskFiles;
  /** Undefined if it is not there. */
  readonly path: string | undefined;
}

const localSource = (play: Play, task: Task, { vault }: Tools): LocalSource | undefined => {
  const named = Object.hasOwn(FILE_ARGUMENTS, task.action) ? FILE_ARGUMENTS[task.action] : undefined;
  const field = named?.arguments.map(name => task.args.get(name)).find(found => found !== undefined);
  if (named === undefined || typeof field?.value !== 'string' || task.args.has('remote_src'))
    return undefined;
  const files = new TaskFiles(searchPathOf(task, dirname(resolve(play.file.path))), vault);
  const path = files.find(named.folder, field.value);
  return { field, folder: named.folder, name: field.value, files, path };
};

/** What is wrong with the template files that tasks name outright, whether the tasks are reached or not. */
export const checkTemplateFiles = (
  play: Play,
  nodes: Iterable<Node>,
  tools: Tools,
): readonly Diagnostic[] => {
  const diagnostics: Diagnostic[] = [];
  for (const node of nodes) {
    if (node.kind !== 'task' || node.action !== 'template') continue;
    const source = localSource(play, node, tools);
    if (source?.path !== undefined) diagnostics.push(...checkContent(node, source, source.path, tools));
  }
  return diagnostics;
};

/** What is wrong in a local file. */
const checkContent = (
  task: Task,
  { field, files }: LocalSource,
  path: string,
  tools: Tools,
): readonly Diagnostic[] => {
  if (task.action === 'include_vars') return problemsInVariables(field, path, tools);
  if (task.action !== 'template' || [...task.args.keys()].some(name => SYNTAX_ARGUMENT.test(name))) return [];
  if (isPassedOver(path, tools)) return [];
  const { engine } = tools;
  return problemsOf(field, () => engine.checkFile(new SourceFile(path, fromUtf8(files.read(path)))));
};

const problemsInVariables = (field: Field, path: string, tools: Tools): readonly Diagnostic[] =>
  problemsOf(field, () => {
    if (!isPassedOver(path, tools)) readVariables(path, tools.vault, []);
    return [];
  });

/** Whether a file is vaulted and may stay so. */
const isPassedOver = (path: string, { vault, passesVaulted }: Tools): boolean => {
  if (!passesVaulted || vault !== undefined) return false;
  try {
    return isVaultText(readFileSync(path, 'latin1'));
  } catch {
    return false;
  }
};

/** What is wrong with a file that a field names: found in it, or that it can't be read. */
const problemsOf = (field: Field, find: () => readonly Diagnostic[]): readonly Diagnostic[] => {
  try {
    return find();
  } catch (error) {
    if (error instanceof DiagnosticError) return placed(error, field.location).diagnostics;
    throw error;
  }
};
