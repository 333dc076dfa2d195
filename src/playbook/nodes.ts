import { describeNode, type MappingNode, type YamlNode } from '../source/yaml-node.js';
import { readKeywords } from './keyword-values.js';
import { isNothing, nameOf, valueAt } from './loading.js';
import type { Block, Field, Node, Parent, Task } from './model.js';
import { readModuleDefaults } from './module-defaults.js';
import type { Scope } from './scope.js';
import { readName, readTask } from './task.js';

/** Reads a list of tasks and blocks; imports are replaced by what they bring in. Mistakes are reported. */
export const readNodes = (scope: Scope, parent: Parent, node: YamlNode | undefined): readonly Node[] => {
  if (!node || isNothing(node)) return [];
  const { loading } = scope;
  if (node.kind !== 'sequence') {
    const hint = node.kind === 'mapping' ? 'start each task with "- "' : undefined;
    loading.error(`a list of tasks must stand here, not ${describeNode(node)}`, node.location, hint);
    return [];
  }
  const nodes: Node[] = [];
  for (const item of node.items) {
    if (isNothing(item)) continue;
    if (item.kind !== 'mapping') {
      loading.error(
        `a task must be a dictionary, not ${describeNode(item)}`,
        item.location,
        'write "module: arguments"',
      );
      continue;
    }
    const read = isBlock(item) ? readBlock(scope, parent, item) : readTask(scope, parent, item);
    if (read) nodes.push(read);
  }
  return nodes;
};

/** The tasks among nodes that are handlers: imports and plain blocks only group them. */
export const flatHandlers = (nodes: readonly Node[]): readonly Task[] =>
  nodes.flatMap(node =>
    node.kind === 'task' ? [node] : node.kind === 'block' ? flatHandlers(node.body) : [],
  );

const isBlock = (node: MappingNode): boolean =>
  node.entries.some(({ key }) => key.value === 'block' || key.value === 'rescue' || key.value === 'always');

const readBlock = (scope: Scope, parent: Parent, node: MappingNode): Block | undefined => {
  const { loading, handlers } = scope;
  const keywords = readKeywords(loading, node, 'block', key => loading.unknownKey('block', key));
  const name = valueAt(node, 'name');
  const vars = valueAt(node, 'vars');
  const defaults = valueAt(node, 'module_defaults');
  if (defaults) keywords.set('module_defaults', readModuleDefaults(loading, defaults));
  const body: Node[] = [];
  const rescue: Node[] = [];
  const always: Node[] = [];
  const block: Block = {
    kind: 'block',
    parent,
    name: name && readName(loading, name),
    location: node.location,
    keywords,
    vars: vars ? loading.variables(vars) : new Map<string, Field>(),
    body,
    rescue,
    always,
  };
  // Only the tasks of the body find a rescue: they alone are rescued.
  always.push(...readNodes(scope, block, valueAt(node, 'always')));
  rescue.push(...readNodes(scope, block, valueAt(node, 'rescue')));
  body.push(...readNodes(scope, block, valueAt(node, 'block')));
  for (const { key } of node.entries) {
    const section = nameOf(key);
    if (section !== 'rescue' && section !== 'always') continue;
    const inside = valueAt(node, 'block');
    const isEmpty = inside === undefined || (inside.kind === 'sequence' && inside.items.length === 0);
    if (handlers && inside !== undefined)
      loading.error(`a block of handlers has no "${section}"`, key.location);
    else if (isEmpty) loading.error(`"${section}" can not stand without "block"`, key.location);
  }
  return block;
};
