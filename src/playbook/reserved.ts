import type { Diagnostic } from '../source/diagnostic.js';
import { KEYWORDS, type Level } from './keywords.js';
import type { FieldVariables, Play, RoleUse } from './model.js';

const LEVELS: readonly Level[] = ['play', 'block', 'task'];

/** Names of globals of templates that a variable would hide. */
const GLOBALS = ['range', 'dict', 'lipsum', 'cycler', 'joiner', 'namespace', 'lookup', 'query', 'q', 'now'];

/** Names that mean something to Ansible: those of its keywords, and of what every template can call. `vars` is its own. */
const RESERVED: ReadonlySet<string> = new Set([
  ...Object.entries(KEYWORDS)
    .filter(([, { levels }]) => levels.some(level => LEVELS.includes(level)))
    .map(([name]) => name)
    .filter(name => name !== 'vars'),
  ...['loop_with', 'with_'],
  ...GLOBALS,
]);

/** Whether a variable of this name may surprise its user. */
export const isReserved = (name: string): boolean => RESERVED.has(name);

/** Warnings of a play's variables, and of those of its roles, that have reserved names. */
export const reservedNames = (play: Play): readonly Diagnostic[] => {
  const found = new Map<string, Diagnostic>();
  const look = (variables: FieldVariables): void => {
    for (const [name, { nameLocation, location }] of variables)
      if (isReserved(name) && !found.has(name))
        found.set(name, { ...reservedName(name), location: nameLocation ?? location });
  };
  const lookInto = (use: RoleUse): void => {
    for (const dependency of use.dependencies) lookInto(dependency);
    look(use.role.defaults);
    look(use.vars);
    look(use.role.vars);
  };
  look(play.vars);
  for (const use of [...play.roles, ...play.imports]) lookInto(use);
  return [...found.values()];
};

/** The warning of a variable that has a reserved name, in Ansible's words, by which people look for it. */
export const reservedName = (name: string): Diagnostic => ({
  severity: 'warning',
  message: `Found variable using reserved name: ${name}`,
});
