import type { Diagnostic } from '../source/diagnostic.js';
import { Template, type Unrendered } from '../value/value.js';
import { describeAction } from './actions.js';
import { KEYWORDS } from './keywords.js';
import type { Field, FieldVariables, Keywords, Node, Play, Role, Task } from './model.js';
import type { LoadOptions } from './options.js';
import { asFarAsReached } from './reach.js';
import { isLeftOut } from './tags.js';
import { nodesOf, walk } from './walk.js';

/** Syntax errors in the templates and expressions of a play: variables, keywords and arguments, those of its roles included. */
export const checkPlayTemplates = (play: Play, options: LoadOptions): readonly Diagnostic[] => {
  const checker = new Checker(options);
  checker.keywords(play.keywords);
  checker.variables(play.vars);
  for (const field of [play.hosts, ...play.varsFiles, ...(play.name ? [play.name] : [])])
    checker.value(field.value);
  checker.nodes(nodesOf(play));
  checker.nodes(play.handlers);
  return checker.diagnostics;
};

/** Syntax errors in the templates and expressions of nodes, such as an include brings in. */
export const checkNodeTemplates = (nodes: readonly Node[], options: LoadOptions): readonly Diagnostic[] => {
  const checker = new Checker(options);
  checker.nodes(nodes);
  return checker.diagnostics;
};

class Checker {
  readonly diagnostics: Diagnostic[] = [];
  readonly #options: LoadOptions;
  readonly #roles = new Set<string>();

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  nodes(nodes: readonly Node[]): void {
    for (const node of walk(nodes)) {
      if (node.kind === 'task' && isLeftOut(node, this.#options.selection)) continue;
      this.keywords(node.keywords);
      this.variables(node.vars);
      if (node.kind === 'task') this.#task(node);
      else if (node.kind === 'role') {
        this.variables(node.params);
        this.#role(node.role);
      }
    }
  }

  keywords(keywords: Keywords): void {
    keywords.forEach((field, name) => {
      if (KEYWORDS[name]?.type === 'conditions') this.#conditions(field);
      else this.value(field.value);
    });
  }

  variables(variables: FieldVariables): void {
    variables.forEach(field => {
      this.value(field.value);
    });
  }

  value(value: Unrendered): void {
    if (typeof value !== 'object') return;
    if (value instanceof Template) this.diagnostics.push(...(this.#options.checkTemplate?.(value) ?? []));
    else if (Array.isArray(value)) for (const item of value) this.value(item);
    else if (value instanceof Map) for (const entry of value.values()) this.value(entry);
  }

  #task(task: Task): void {
    if (task.name) this.value(task.name.value);
    if (task.loop) this.value(task.loop.value.value);
    const options = describeAction(this.#options, task.action)?.options ?? {};
    const inArguments = new Checker(this.#options);
    task.args.forEach((field, name) => {
      if (options[name]?.type === 'condition') inArguments.#conditions(field);
      else inArguments.value(field.value);
    });
    this.diagnostics.push(...asFarAsReached(task, inArguments.diagnostics, this.#options));
  }

  #role(role: Role): void {
    const key = `${role.path}\n${role.entry}`;
    if (this.#roles.has(key)) return;
    this.#roles.add(key);
    this.variables(role.defaults);
    this.variables(role.vars);
  }

  /** Strings are expressions; a template in their place renders to one. */
  #conditions(field: Field): void {
    const items = field.items ?? (Array.isArray(field.value) ? field.value : [field.value]).map(at(field));
    for (const { value, location } of items)
      if (typeof value === 'string' && value.trim() !== '')
        this.diagnostics.push(...(this.#options.checkExpression?.(value, location) ?? []));
      else this.value(value);
  }
}

const at =
  (field: Field) =>
  (value: Unrendered): Field => ({ value, location: field.location });
