import type { Location } from '../source/file.js';
import { Template, type Value } from '../value/value.js';
import type { Loading } from './loading.js';
import type { Field, FieldVariables, Keywords, Node, Parent, Play, Role, RoleUse } from './model.js';
import { playLayers, variableLayers } from './variables.js';

/** Where in a playbook tasks are being read. */
export interface Scope {
  readonly loading: Loading;
  readonly play: Play;
  /** Folder of the playbook that the play is in. */
  readonly folder: string;
  readonly role: Role | undefined;
  readonly handlers: boolean;
  /** The files around, outermost first: relative names are looked for beside them. */
  readonly around: readonly string[];
  /** Task files that are being imported: one of them again would never end. */
  readonly importing: readonly string[];
  readonly imports: Imports;
  /** Is told of every role that import_role brings in. */
  register(use: RoleUse): void;
}

/** A static import, as a task names it. */
export interface Import {
  readonly location: Location;
  readonly name: Field | undefined;
  readonly args: FieldVariables;
  readonly keywords: Keywords;
  readonly vars: FieldVariables;
}

/** How imports are resolved where they stand. */
export interface Imports {
  /** What import_tasks brings in: a block, or nothing where that fails, which is reported. */
  tasks(scope: Scope, parent: Parent, call: Import): Node | undefined;
  role(scope: Scope, parent: Parent, call: Import): RoleUse | undefined;
}

/**
 * The text of a file's or role's name that must be known at load, templates rendered with what is known before hosts are; undefined if it is none,
 * which is reported.
 * @param vars of the import itself
 */
export const staticName = (
  scope: Scope,
  parent: Parent,
  what: string,
  field: Field,
  vars: FieldVariables = NO_VARIABLES,
): string | undefined => {
  const { loading } = scope;
  const { value, location } = field;
  const name = value instanceof Template ? render(scope, parent, value, vars) : value;
  if (name === undefined || (typeof name === 'string' && name.trim() !== '')) return name?.trim();
  loading.error(`${what} must be a name, not ${name === null || name === '' ? 'nothing' : 'data'}`, location);
  return undefined;
};

const NO_VARIABLES: FieldVariables = new Map();

const render = (
  scope: Scope,
  parent: Parent,
  template: Template,
  vars: FieldVariables,
): Value | undefined => {
  const { loading, play } = scope;
  const { render } = loading.options;
  if (!render) {
    loading.error(
      `"${template.source}" can not be known before hosts are`,
      template.location ?? play.location,
      'what is imported must have a fixed name; use include_tasks or include_role to have it chosen later',
    );
    return undefined;
  }
  const shared = playLayers(play);
  const own = variableLayers(parent);
  const layers = [
    ...shared.roleDefaults,
    ...own.roleDefaults,
    play.vars,
    ...shared.roleVars,
    ...own.roleVars,
    ...own.taskVars,
    vars,
    ...own.roleParams,
    ...own.includeParams,
  ];
  const variables = new Map(
    layers.flatMap(layer => [...layer].map(([name, field]) => [name, field.value] as const)),
  );
  return loading.attempt(() => render(template, variables));
};
