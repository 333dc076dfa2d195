import { Template, type Unrendered } from '../value/value.js';
import type { Field, RoleUse, Task } from './model.js';

/** The task that checks a role's arguments before all others, if the role says what they must be. */
export const validationOf = (use: RoleUse): Task | undefined => {
  const field = use.role.argumentSpec;
  if (field === undefined || !use.validates || !(field.value instanceof Map)) return undefined;
  if (field.value.size === 0) return undefined;
  const { location } = field;
  const { entry, path, name } = use.role;
  const described = field.value.get('short_description');
  const text = described instanceof Template ? described.source : described;
  const title = `Validating arguments against arg spec '${entry}'${text ? ` - ${String(text)}` : ''}`;
  const at = (value: Unrendered): Field => ({ value, location });
  const given = new Map<Unrendered, Unrendered>([...use.params].map(([param, { value }]) => [param, value]));
  const context = new Map<Unrendered, Unrendered>([
    ['type', 'role'],
    ['name', name],
    ['argument_spec_name', entry],
    ['path', path],
  ]);
  const tags = [at('always')];
  return {
    kind: 'task',
    parent: use,
    location,
    name: at(title),
    action: 'validate_argument_spec',
    called: 'ansible.builtin.validate_argument_spec',
    actionLocation: location,
    args: new Map([
      ['argument_spec', at(field.value.get('options') ?? new Map())],
      ['provided_arguments', at(given)],
      ['validate_args_context', at(context)],
    ]),
    keywords: new Map([['tags', { value: ['always'], location, items: tags }]]),
    vars: new Map(),
    loop: undefined,
    handler: false,
  };
};
