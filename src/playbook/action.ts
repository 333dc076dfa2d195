import { DiagnosticError } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import { didYouMean } from '../source/suggest.js';
import { describeNode, type MappingNode, type ScalarNode, type YamlNode } from '../source/yaml-node.js';
import { Template, type Unrendered } from '../value/value.js';
import { ACTION_ADVICE, actionNames, describeAction, isCommand } from './actions.js';
import { parseArgumentText, splitWords } from './argument-text.js';
import { adviceFor, keywordAt, keywordsAt, type Level } from './keywords.js';
import { isNothing, type Loading, nameOf, textField, valueAt } from './loading.js';
import type { Field, FieldVariables, Parent } from './model.js';
import type { ModuleDescription } from './options.js';
import { variableLayers } from './variables.js';

/** What a task does. */
export interface Action {
  readonly name: string;
  /** As it was written. */
  readonly called: string;
  readonly location: Location;
  readonly args: FieldVariables;
  /** The module is Ansible's and not trueup's. */
  readonly isUnsupported: boolean;
  /** Where `local_action` stands: the task is delegated to localhost. */
  readonly local: Location | undefined;
  /** The `apply` of an include. */
  readonly apply: MappingNode | undefined;
}

interface Candidate {
  readonly module: ModuleDescription | undefined;
  readonly name: string;
  readonly location: Location;
  /** What stands behind the name: text, a dictionary, or nothing. */
  readonly args: FieldVariables;
  readonly local?: Location;
}

/**
 * Finds a task's action among its keys and reads its arguments. Whatever is wrong is reported, keys that are neither keyword nor module
 * included; undefined if no action can be told.
 */
export const readAction = (
  loading: Loading,
  parent: Parent,
  node: MappingNode,
  level: Level,
): Action | undefined => {
  const candidates: Candidate[] = [];
  const unknown: ScalarNode[] = [];
  for (const { key, value } of node.entries) {
    const name = nameOf(key);
    if (name === 'action' || name === 'local_action') {
      const candidate = readOldStyle(loading, parent, key, value);
      if (!candidate) return undefined;
      candidates.push(candidate);
    } else if (!keywordAt(level, name) && !keywordAt('handler', name) && !name.startsWith('with_')) {
      const module = describeAction(loading.options, name);
      if (module) {
        const args = readArguments(loading, module, value);
        candidates.push({ module, name, location: key.location, args });
      } else unknown.push(key);
    }
  }
  const [first, second] = candidates;
  if (!first) return reportMissing(loading, node, unknown, level);
  for (const key of unknown) reportUnknown(loading, key, level);
  if (second) {
    loading.error(
      `conflicting actions: a task has one, not both "${first.name}" and "${second.name}"`,
      second.location,
    );
    return undefined;
  }
  const { module } = first;
  if (!module) {
    reportUnknownModule(loading, first.name, first.location);
    return undefined;
  }
  const args = withArgs(loading, node, module, first.args);
  const { name: called } = first;
  return {
    name: module.name,
    called,
    location: first.location,
    args,
    isUnsupported: module.isUnsupported === true,
    local: first.local,
    apply: findApply(node),
  };
};

/** `apply` under an action, or under its `args`; what is not there as a dictionary is refused with the other arguments. */
const findApply = (node: MappingNode): MappingNode | undefined => {
  for (const { key, value } of node.entries) {
    if (value.kind !== 'mapping') continue;
    const isArguments = key.value === 'args' || !keywordAt('handler', nameOf(key));
    const apply = isArguments ? valueAt(value, 'apply') : undefined;
    if (apply?.kind === 'mapping') return apply;
  }
  return undefined;
};

const reportUnknownModule = (loading: Loading, name: string, location: Location): void => {
  const { options } = loading;
  const refusal = options.plugins?.moduleRefusal(name);
  if (refusal) loading.missing(refusal.message, location, refusal.hint);
  else {
    const hint = ACTION_ADVICE[name] ?? didYouMean(name, actionNames(options));
    loading.missing(`unknown module "${name}"`, location, hint);
  }
};

const reportMissing = (
  loading: Loading,
  node: MappingNode,
  unknown: readonly ScalarNode[],
  level: Level,
): undefined => {
  const [first, ...others] = [...unknown].sort(
    (a, b) => Number(isLikeKeyword(a, level)) - Number(isLikeKeyword(b, level)),
  );
  if (!first) {
    const { file, start } = node.location;
    const line = file.text.slice(start).search(/\r?\n|$/);
    loading.error(
      'this task has no action',
      { file, start, end: start + line },
      'name a module with its arguments',
    );
    return undefined;
  }
  if (isLikeKeyword(first, level)) reportUnknown(loading, first, level);
  else reportUnknownModule(loading, nameOf(first), first.location);
  for (const key of others) reportUnknown(loading, key, level);
  return undefined;
};

const isLikeKeyword = (key: ScalarNode, level: Level): boolean =>
  didYouMean(nameOf(key), keywordsAt(level)) !== undefined || adviceFor(level, nameOf(key)) !== undefined;

const reportUnknown = (loading: Loading, key: ScalarNode, level: Level): void => {
  const name = nameOf(key);
  const hint =
    adviceFor(level, name) ?? didYouMean(name, [...keywordsAt(level), ...actionNames(loading.options)]);
  loading.error(`"${name}" is neither a keyword of a task nor a module`, key.location, hint);
};

/** `action: copy src=a dest=b`, `action: {module: copy, src: a}`, and `local_action` alike. */
const readOldStyle = (
  loading: Loading,
  parent: Parent,
  key: ScalarNode,
  node: YamlNode,
): Candidate | undefined => {
  const local = nameOf(key) === 'local_action' ? { local: key.location } : {};
  if (node.kind === 'mapping') {
    const named = node.entries.find(entry => entry.key.value === 'module');
    if (named?.value.kind !== 'scalar') {
      loading.error(`"${nameOf(key)}" names no module`, node.location, 'write "module: NAME" in it');
      return undefined;
    }
    const head = readOldStyleText(loading, parent, named.value, nameOf(key));
    if (!head) return undefined;
    const others = node.entries.filter(entry => entry !== named && entry.key.value !== 'args');
    const nested = node.entries.find(entry => entry.key.value === 'args')?.value;
    const dictionary: MappingNode = { ...node, entries: others };
    const args = new Map([
      ...(head.module ? readArguments(loading, head.module, dictionary) : []),
      ...head.args,
      ...(nested && head.module ? readArguments(loading, head.module, nested) : []),
    ]);
    return { ...head, args, ...local };
  }
  if (node.kind !== 'scalar' || node.text === '') {
    loading.error(
      `"${nameOf(key)}" must be a module with its arguments, not ${describeNode(node)}`,
      node.location,
    );
    return undefined;
  }
  const head = readOldStyleText(loading, parent, node, nameOf(key));
  return head && { ...head, ...local };
};

const readOldStyleText = (
  loading: Loading,
  parent: Parent,
  node: ScalarNode,
  keyword: string,
): Candidate | undefined => {
  const word = splitWords(node.text)?.[0];
  if (!word) {
    loading.error(`can't take the text of "${keyword}" apart`, node.location, UNBALANCED);
    return undefined;
  }
  const written = node.text.slice(word.start, word.end);
  const location = place(node, word.start, word.end);
  const name = written.includes('{{') ? renderedName(loading, parent, written, location) : written;
  if (name === undefined) return undefined;
  const module = describeAction(loading.options, name);
  const args = module ? textArguments(loading, module, node, word.end) : new Map();
  return { module, name, location, args };
};

/** The module that a template names, by the variables that no host has a say in; undefined if it can't be known, which is reported. */
const renderedName = (
  loading: Loading,
  parent: Parent,
  text: string,
  location: Location,
): string | undefined => {
  const { roleVars, taskVars, roleParams, includeParams } = variableLayers(parent);
  const variables = new Map<string, Unrendered>();
  for (const layer of [...roleVars, ...taskVars, ...roleParams, ...includeParams])
    for (const [name, { value }] of layer) variables.set(name, value);
  try {
    const name = loading.options.render?.(new Template(text, location), variables);
    if (typeof name === 'string') return name.trim();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
  }
  loading.error(
    'which module this is can not be known before hosts are',
    location,
    'its name may come from -e and from the vars of roles, blocks and includes',
  );
  return undefined;
};

const UNBALANCED =
  'a quote or a brace "{{" is not closed; quote the whole line, or write the arguments as a dictionary';

/** The arguments behind a module's name. */
const readArguments = (loading: Loading, module: ModuleDescription, node: YamlNode): FieldVariables => {
  if (node.kind === 'mapping') return dictionaryArguments(loading, module, node);
  if (isNothing(node)) return new Map();
  if (node.kind === 'vault' && module.freeForm !== undefined)
    return new Map([[module.freeForm, loading.field(node)]]);
  const isText = node.kind === 'scalar' && (typeof node.value === 'string' || node.value instanceof Template);
  if (node.kind === 'scalar' && isText) return textArguments(loading, module, node, 0);
  const hint = node.kind === 'scalar' ? `quote it to have it as text: "${node.text}"` : undefined;
  loading.error(`the arguments of "${module.name}" can not be ${describeNode(node)}`, node.location, hint);
  return new Map();
};

const dictionaryArguments = (
  loading: Loading,
  module: ModuleDescription,
  node: MappingNode,
): FieldVariables => {
  const args = new Map(loading.fields(node));
  const raw = args.get('_raw_params');
  if (raw && module.freeForm !== undefined) {
    args.delete('_raw_params');
    args.set(module.freeForm, raw);
  }
  return args;
};

/** One-line arguments from an offset in a scalar's text on. */
const textArguments = (
  loading: Loading,
  module: ModuleDescription,
  node: ScalarNode,
  from: number,
): FieldVariables => {
  const { freeForm, name } = module;
  const offset = from + (node.text.slice(from).length - node.text.slice(from).trimStart().length);
  const parsed = parseArgumentText(node.text.slice(offset), isCommand(name));
  const args = new Map<string, Field>();
  if (!parsed) {
    loading.error(`can't take the arguments of "${name}" apart`, node.location, UNBALANCED);
    return args;
  }
  const literal = node.value instanceof Template ? undefined : node.value;
  for (const pair of parsed.pairs) {
    const location = place(node, offset + pair.start, offset + pair.end);
    const nameLocation = place(node, offset + pair.nameStart, offset + pair.start - 1);
    const field = literal === undefined ? textField(pair.value, location) : { value: pair.value, location };
    args.set(pair.name, { nameLocation, ...field });
  }
  const { rest } = parsed;
  if (rest === '') return args;
  const field =
    literal === undefined ? textField(rest, node.location) : { value: rest, location: node.location };
  if (freeForm !== undefined) {
    if (args.has(freeForm)) loading.error(`"${freeForm}" of "${name}" is given twice`, node.location);
    args.set(freeForm, field);
  } else if (field.value instanceof Template) args.set('*', field);
  else
    loading.error(
      `"${name}" takes no text: "${firstLine(rest)}" is no argument`,
      node.location,
      'write arguments as "name=value" (quote values with spaces), or as a dictionary',
    );
  return args;
};

const firstLine = (text: string): string => {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 40 ? `${line.slice(0, 40)}...` : line;
};

/** A part of a scalar's text as a place in its file; the whole scalar where the text is not written as it reads. */
const place = (node: ScalarNode, start: number, end: number): Location => {
  const { file, start: from, end: to } = node.location;
  const quote = node.style === 'single' || node.style === 'double' ? 1 : 0;
  const written = file.text.slice(from + quote, to - quote);
  return written === node.text
    ? { file, start: from + quote + start, end: from + quote + end }
    : node.location;
};

/** What the keyword `args` adds; the arguments beside the module's name win. */
const withArgs = (
  loading: Loading,
  node: MappingNode,
  module: ModuleDescription,
  own: FieldVariables,
): FieldVariables => {
  const args = node.entries.find(entry => entry.key.value === 'args')?.value;
  if (!args || isNothing(args)) return own;
  if (args.kind === 'mapping') {
    const more = dictionaryArguments(loading, module, args);
    const { freeForm } = module;
    if (freeForm !== undefined && own.has(freeForm) && more.has(freeForm))
      loading.error(`"${freeForm}" of "${module.name}" is given twice`, more.get(freeForm)!.location);
    return new Map([...more, ...own]);
  }
  if (args.kind === 'scalar' && args.value instanceof Template)
    return new Map([['*', loading.field(args)], ...own]);
  loading.error(`"args" must be a dictionary, not ${describeNode(args)}`, args.location);
  return own;
};
