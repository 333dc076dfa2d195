import { didYouMean } from '../source/suggest.js';
import { describeNode, type MappingNode, type ScalarNode, type YamlNode } from '../source/yaml-node.js';
import { Float, Template, type Unrendered } from '../value/value.js';
import { type Keyword, keywordAt, type Level } from './keywords.js';
import { isNothing, isVariableName, type Loading, nameOf, VARIABLE_NAME } from './loading.js';
import type { Field, Keywords } from './model.js';

/**
 * Reads the keywords of a play, a task and so on. What has a structure of its own, and what `skip` names, is left to the caller; keys
 * that are no keywords are given to `unknown`.
 */
export const readKeywords = (
  loading: Loading,
  node: MappingNode,
  level: Level,
  unknown: (key: ScalarNode, value: YamlNode) => void,
): Map<string, Field> => {
  const found = new Map<string, Field>();
  for (const { key, value } of node.entries) {
    const name = nameOf(key);
    const keyword = keywordAt(level, name);
    if (!keyword) unknown(key, value);
    else if (keyword.type !== 'structure' && !isNothing(value)) {
      const field = readKeyword(loading, name, keyword, value);
      if (field) found.set(name, field);
    }
  }
  return found;
};

/** `loop_control` with its keys checked; undefined if it is wrong as a whole. */
export const readLoopControl = (loading: Loading, node: YamlNode): Field | undefined => {
  if (node.kind !== 'mapping') {
    loading.error(
      `"loop_control" must be a dictionary, not ${describeNode(node)}`,
      node.location,
      'templates can stand in its values, not in its place',
    );
    return undefined;
  }
  const keywords: Keywords = readKeywords(loading, node, 'loop_control', key =>
    loading.unknownKey('loop_control', key),
  );
  const value = new Map<Unrendered, Unrendered>([...keywords].map(([name, field]) => [name, field.value]));
  return { value, location: node.location };
};

/** A keyword's value, checked and in its normal form; undefined if it is wrong, which is reported. */
const readKeyword = (loading: Loading, name: string, keyword: Keyword, node: YamlNode): Field | undefined => {
  const wrong = (expected: string, at: YamlNode = node, hint?: string): undefined => {
    loading.error(`"${name}" must be ${expected}, not ${shown(at)}`, at.location, hint);
    return undefined;
  };
  const field = (value: Unrendered): Field => ({ value, location: node.location });
  const template = node.kind === 'scalar' && node.value instanceof Template ? node.value : undefined;
  if (template && keyword.static) return wrong('written out, without a template');
  const { type } = keyword;
  if (type === 'raw') return loading.field(node);
  if (type === 'tags') return list(loading, node, splitTags, wrong, true);
  if (type === 'strings')
    return list(loading, node, item => [item], wrong, name === 'notify' || name === 'listen');
  if (type === 'conditions') return conditions(loading, node, wrong);
  if (type === 'batches') return batches(loading, node, wrong);
  if (type === 'dictionaries') return dictionaries(loading, node, wrong);
  if (template) return field(template);
  if (node.kind === 'vault' && type === 'string') return loading.field(node);
  if (node.kind !== 'scalar') return wrong(EXPECTED[type] ?? 'a string');
  if (type === 'boolean') {
    const truth = toBoolean(node);
    return truth === undefined ? wrong('a boolean', node, 'write "true" or "false"') : field(truth);
  }
  if (type === 'integer' || type === 'number' || type === 'percent') return number(node, type, wrong);
  if (type === 'choice' && !keyword.choices?.includes(node.text))
    return wrong(`one of ${keyword.choices?.join(', ')}`, node, didYouMean(node.text, keyword.choices ?? []));
  if (type === 'variable' && !isVariableName(node.text)) {
    // In Ansible's words, by which people look for it.
    loading.error(
      `Invalid variable name in '${name}' specified: '${node.text}'`,
      node.location,
      VARIABLE_NAME,
    );
    return undefined;
  }
  return field(node.text);
};

type Wrong = (expected: string, at?: YamlNode, hint?: string) => undefined;

const EXPECTED: { readonly [type: string]: string } = {
  string: 'a string',
  boolean: 'a boolean',
  integer: 'an integer',
  number: 'a number',
  percent: 'a percentage',
  choice: 'a string',
  variable: 'the name of a variable',
};

/** What stands there, short enough for a message: `"maybe"`, `a list`. */
const shown = (node: YamlNode): string =>
  node.kind === 'scalar' && node.text !== '' && node.text.length <= 40
    ? `"${node.text}"`
    : describeNode(node);

const TRUE = new Set(['y', 'yes', 'on', '1', 'true', 't']);
const FALSE = new Set(['n', 'no', 'off', '0', 'false', 'f']);

/** A boolean in any of Ansible's forms; undefined if it is none. */
export const toBoolean = (node: ScalarNode): boolean | undefined => {
  if (typeof node.value === 'boolean') return node.value;
  const text = node.text.trim().toLowerCase();
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
};

const number = (
  node: ScalarNode,
  type: 'integer' | 'number' | 'percent',
  wrong: Wrong,
): Field | undefined => {
  const { location, value } = node;
  if (typeof value === 'number') return { value, location };
  const text = type === 'percent' ? node.text.replace('%', '').trim() : node.text.trim();
  if (type === 'integer')
    return /^[+-]?\d+$/.test(text) ? { value: Number(text), location } : wrong('an integer');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return wrong(EXPECTED[type] ?? '');
  return { value: Number.isInteger(Number(text)) ? Number(text) : new Float(Number(text)), location };
};

type Split = (item: Field) => readonly Field[];

/** A list of strings from a list or a single string. */
const list = (
  loading: Loading,
  node: YamlNode,
  split: Split,
  wrong: Wrong,
  flat: boolean,
): Field | undefined => {
  const items: Field[] = [];
  const entries = node.kind === 'sequence' ? node.items : [node];
  for (const entry of entries) {
    if (isNothing(entry)) continue;
    if (entry.kind === 'sequence' && flat)
      items.push(...(list(loading, entry, item => [item], wrong, true)?.items ?? []));
    else if (entry.kind === 'mapping' || entry.kind === 'sequence') return wrong('a list of strings', entry);
    else if (entry.kind === 'vault') items.push(loading.field(entry));
    else {
      const item = {
        value: entry.value instanceof Template ? entry.value : entry.text,
        location: entry.location,
      };
      items.push(...(node.kind === 'sequence' ? [item] : split(item)));
    }
  }
  return { value: items.map(item => item.value), location: node.location, items };
};

/** `a, b` are two tags. */
const splitTags: Split = item => {
  if (typeof item.value !== 'string') return [item];
  const { file, start, end } = item.location;
  const exact = file.text.slice(start, end) === item.value;
  let at = start;
  return item.value.split(',').map(part => {
    const lead = part.length - part.trimStart().length;
    const place = { file, start: at + lead, end: at + part.trimEnd().length };
    at += part.length + 1;
    return { value: part.trim(), location: exact ? place : item.location };
  });
};

const conditions = (loading: Loading, node: YamlNode, wrong: Wrong): Field | undefined => {
  const items: Field[] = [];
  for (const entry of node.kind === 'sequence' ? node.items : [node]) {
    if (isNothing(entry)) continue;
    if (entry.kind === 'mapping' || entry.kind === 'sequence')
      return wrong('a condition, or a list of those', entry, 'quote a condition that holds ": "');
    items.push(loading.field(entry));
  }
  return { value: items.map(item => item.value), location: node.location, items };
};

const batches = (loading: Loading, node: YamlNode, wrong: Wrong): Field | undefined => {
  const items: Field[] = [];
  for (const entry of node.kind === 'sequence' ? node.items : [node]) {
    const isTemplate = entry.kind === 'scalar' && entry.value instanceof Template;
    if (!isTemplate && (entry.kind !== 'scalar' || !/^\s*\d+(\.\d+)?\s*%?\s*$/.test(entry.text)))
      return wrong('a number of hosts or a percentage, or a list of those', entry);
    items.push(loading.field(entry));
  }
  return { value: items.map(item => item.value), location: node.location, items };
};

const dictionaries = (loading: Loading, node: YamlNode, wrong: Wrong): Field | undefined => {
  const items: Field[] = [];
  for (const entry of node.kind === 'sequence' ? node.items : [node]) {
    if (isNothing(entry)) continue;
    if (entry.kind !== 'mapping' && !(entry.kind === 'scalar' && entry.value instanceof Template))
      return wrong('a dictionary, or a list of those', entry);
    items.push(loading.field(entry));
  }
  return { value: items.map(item => item.value), location: node.location, items };
};
