import type { Diagnostic } from '../source/diagnostic.js';
import { didYouMean } from '../source/suggest.js';
import { describeNode, type MappingNode, type YamlNode } from '../source/yaml-node.js';
import { Template } from '../value/value.js';
import { type Action, readAction } from './action.js';
import { describeAction, isOwnAction } from './actions.js';
import { readKeywords, readLoopControl } from './keyword-values.js';
import { keywordAt, type Level } from './keywords.js';
import { isNothing, type Loading, nameOf, valueAt } from './loading.js';
import { isLookup, LOOKUPS } from './lookups.js';
import type { Apply, Field, Loop, Node, Parent, Task } from './model.js';
import { readModuleDefaults } from './module-defaults.js';
import { readOldInclude } from './old-include.js';
import { checkOwnArguments } from './own-arguments.js';
import { asFarAsReached } from './reach.js';
import type { Scope } from './scope.js';
import { isLeftOut } from './tags.js';

/** Reads a task; imports are replaced by what they bring in. Undefined if it is so wrong that nothing is left. */
export const readTask = (scope: Scope, parent: Parent, node: MappingNode): Node | undefined => {
  const { loading, handlers } = scope;
  const place: Level = handlers ? 'handler' : 'task';
  if (loading.options.mustReadAgain?.() && !mayImport(loading, node, place)) return undefined;
  const written = readAction(loading, parent, node, place);
  const old = written?.name === 'include' ? readOldInclude(written, parent, node) : undefined;
  const action = old?.action ?? written;
  const isInclude = action?.name === 'include_tasks' || action?.name === 'include_role';
  const keywords = readTaskKeywords(loading, node, isInclude ? 'include' : place, handlers);
  if (action?.local) keywords.set('delegate_to', { value: 'localhost', location: action.local });
  const vars = valueAt(node, 'vars');
  const name = valueAt(node, 'name');
  const loop = readLoop(loading, node);
  const parts = {
    parent,
    location: node.location,
    name: name && readName(loading, name),
    keywords,
    vars: new Map<string, Field>([...(old?.vars ?? []), ...(vars ? loading.variables(vars) : [])]),
    loop,
  };
  if (!action) return undefined;
  const isOwn = isOwnAction(action.name);
  if (isOwn && !checkOwnArguments(loading, action, handlers)) return undefined;
  if (action.name === 'import_tasks' || action.name === 'import_role') {
    if (loop)
      loading.error(
        `"${action.name}" can not be looped over`,
        loop.value.location,
        `use "${action.name.replace('import', 'include')}"`,
      );
    const call = { ...parts, args: action.args, location: action.location };
    return action.name === 'import_tasks'
      ? scope.imports.tasks(scope, parent, call)
      : scope.imports.role(scope, parent, call);
  }
  const task = toTask(loading, parts, action, handlers);
  if (!isOwn && !isLeftOut(task, loading.options.selection)) checkModule(loading, task, action);
  return task;
};

/** Reports a module that is not supported, and what is wrong with arguments. */
const checkModule = (loading: Loading, task: Task, action: Action): void => {
  const { options } = loading;
  const found = options.checkArguments?.(action.name, action.args, action.location) ?? [];
  const unsupported: Diagnostic[] = [];
  if (action.isUnsupported && !loading.isUncertain)
    unsupported.push({
      severity: 'error',
      message: `the module "${action.called}" is not supported`,
      location: action.location,
      hint: 'docs/modules.md lists those that are',
      isForeign: true,
    });
  if (unsupported.length + found.length > 0)
    loading.diagnostics.push(...asFarAsReached(task, [...unsupported, ...found], options));
};

/** Whether a task may bring in others. Asks for its module and looks at nothing else. */
const mayImport = (loading: Loading, node: MappingNode, place: Level): boolean =>
  node.entries.some(({ key }) => {
    const name = nameOf(key);
    if (name === 'action' || name === 'local_action') return true;
    if (keywordAt(place, name) || name.startsWith('with_')) return false;
    return /^(?:import_|include$)/.test(describeAction(loading.options, name)?.name ?? '');
  });

type Parts = Pick<Task, 'parent' | 'location' | 'name' | 'keywords' | 'vars' | 'loop'>;

const toTask = (loading: Loading, parts: Parts, action: Action, handler: boolean): Task => {
  const apply = action.apply && readApply(loading, action.apply);
  return {
    kind: 'task',
    ...parts,
    action: action.name,
    called: action.called,
    actionLocation: action.location,
    args: action.args,
    handler,
    ...(apply && { apply }),
  };
};

/** The `apply` of a dynamic include: what a block around the tasks inside would have. */
const readApply = (loading: Loading, node: MappingNode): Apply => {
  const keywords = readKeywords(loading, node, 'block', key => loading.unknownKey('block', key));
  const defaults = valueAt(node, 'module_defaults');
  if (defaults) keywords.set('module_defaults', readModuleDefaults(loading, defaults));
  const vars = valueAt(node, 'vars');
  return { keywords, vars: vars ? loading.variables(vars) : new Map() };
};

const readTaskKeywords = (
  loading: Loading,
  node: MappingNode,
  level: Level,
  handlers: boolean,
): Map<string, Field> => {
  const keywords = readKeywords(loading, node, level, key => {
    if (keywordAt('handler', nameOf(key))) loading.unknownKey(level, key);
  });
  const listen = node.entries.find(({ key }) => key.value === 'listen');
  if (listen && level === 'include' && !handlers) loading.unknownKey('task', listen.key);
  const control = valueAt(node, 'loop_control');
  const read = control && readLoopControl(loading, control);
  if (read) keywords.set('loop_control', read);
  const defaults = valueAt(node, 'module_defaults');
  if (defaults && keywordAt(level, 'module_defaults'))
    keywords.set('module_defaults', readModuleDefaults(loading, defaults));
  return keywords;
};

/** A name, or undefined if it can't be one, which is reported. */
export const readName = (loading: Loading, node: YamlNode): Field | undefined => {
  if (node.kind === 'scalar')
    return { value: node.value instanceof Template ? node.value : node.text, location: node.location };
  loading.error(`"name" must be a string, not ${describeNode(node)}`, node.location);
  return undefined;
};

const readLoop = (loading: Loading, node: MappingNode): Loop | undefined => {
  let loop: Loop | undefined;
  for (const { key, value } of node.entries) {
    const name = nameOf(key);
    const isLoop = name === 'loop';
    if (!isLoop && !name.startsWith('with_')) continue;
    const kind = isLoop ? 'loop' : name.slice('with_'.length);
    const refusal = isLoop ? undefined : loading.options.plugins?.lookupRefusal(kind);
    if (refusal) {
      loading.error(refusal.message, key.location, refusal.hint);
      continue;
    }
    if (!isLoop && !isLookup(kind) && !loading.options.plugins?.hasLookup(kind)) {
      loading.error(
        `"${name}" names no lookup`,
        key.location,
        didYouMean(
          name,
          [...LOOKUPS].map(lookup => `with_${lookup}`),
        ),
      );
      continue;
    }
    if (isNothing(value)) {
      if (!isLoop) loading.error(`"${name}" has no value`, key.location);
      continue;
    }
    if (loop) loading.error('a task has one loop', key.location);
    const isList = value.kind === 'sequence' || (value.kind === 'scalar' && value.value instanceof Template);
    if (isLoop && !isList)
      loading.error(`"loop" must be a list, not ${describeNode(value)}`, value.location, loopHint(value));
    loop = { kind: shortLookup(kind), value: loading.field(value) };
  }
  return loop;
};

const shortLookup = (kind: string): string => kind.replace(/^ansible\.(?:builtin|legacy)\./, '');

const loopHint = (node: YamlNode): string | undefined => {
  if (node.kind === 'mapping') return 'use "{{ ... | dict2items }}" to loop over a dictionary';
  return node.kind === 'scalar' ? `write "{{ ${node.text} }}" if this is a variable` : undefined;
};
