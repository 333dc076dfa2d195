import { describeNode, type YamlNode } from '../source/yaml-node.js';
import type { Unrendered } from '../value/value.js';
import { isActionGroup } from './action-groups.js';
import { describeAction } from './actions.js';
import { isNothing, type Loading, nameOf } from './loading.js';
import type { Field } from './model.js';

/** `module_defaults` with modules under their canonical short names; action groups keep `group/NAME`. */
export const readModuleDefaults = (loading: Loading, node: YamlNode): Field => {
  const items: Field[] = [];
  for (const part of node.kind === 'sequence' ? node.items : [node]) {
    if (isNothing(part)) continue;
    if (part.kind !== 'mapping') {
      loading.error(`"module_defaults" must be a dictionary, not ${describeNode(part)}`, part.location);
      continue;
    }
    const defaults = new Map<Unrendered, Unrendered>();
    for (const { key, value } of part.entries) {
      const name = nameOf(key);
      const module = describeAction(loading.options, name);
      if (module) defaults.set(module.name, loading.value(value));
      else if (name.startsWith('group/')) {
        if (isActionGroup(name.slice('group/'.length))) defaults.set(name, loading.value(value));
        else loading.error(`there is no group of modules "${name.slice('group/'.length)}"`, key.location);
      } else loading.missing(`unknown module "${name}"`, key.location);
    }
    items.push({ value: defaults, location: part.location });
  }
  return { value: items.map(item => item.value), location: node.location, items };
};
