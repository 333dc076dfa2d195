import type { Field } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import { type Engine, FOLDER, toText, withoutTuples } from '../template/index.js';
import { Template, type Unrendered, type Value } from '../value/value.js';
import type { Layer, LayeredScope } from '../vars/scope.js';

/** What a loop tells its lookup: `first_found` searches the folder where the task's module has its files. */
const optionsOf = (kind: string, action: string): ReadonlyMap<string, Value> | undefined => {
  if (!/(?:^|\.)first_found$/.test(kind)) return undefined;
  return new Map([
    [FOLDER, action.includes('template') ? 'templates' : action.includes('var') ? 'vars' : 'files'],
  ]);
};

/** Loops that take a dict as a whole; others go through its keys, as with Ansible. */
const OF_DICTS = /(?:^|\.)(?:dict|random_choice|sequence|subelements)$/;
const OF_LISTS = /(?:^|\.)(list|indexed_items)$/;

/** What a `with_` loop gives its lookup. */
const loopTerms = (kind: string, value: Value): readonly Value[] => {
  if (Array.isArray(value)) return value;
  if (!(value instanceof Map) || OF_DICTS.test(kind)) return [value];
  const [, name] = OF_LISTS.exec(kind) ?? [];
  if (name !== undefined) throw mistake(`with_${name} expects a list`);
  return [...value.keys()];
};

/** Variables as one task on one host sees them, and the rendering of what the user wrote with them. Throws interrupts. */
export class View {
  readonly scope: LayeredScope;
  readonly #engine: Engine;

  constructor(engine: Engine, scope: LayeredScope) {
    this.#engine = engine;
    this.scope = scope;
  }

  /** The same with more variables on top. */
  with(...layers: readonly Layer[]): View {
    return new View(this.#engine, this.scope.with(...layers));
  }

  /** A value with all its templates rendered. Throws DiagnosticErrors. */
  render(value: Unrendered): Value {
    return this.#engine.renderDeep(value, this.scope);
  }

  /** A keyword's text, rendered. */
  text(field: Field): string {
    const value = this.render(field.value);
    return value === null ? '' : toText(value);
  }

  /** The value of an expression without braces, or of a template. Throws DiagnosticErrors. */
  evaluate(expression: Unrendered, location?: Location): Value {
    return typeof expression === 'string'
      ? this.#engine.evaluateExpression(expression, location, this.scope)
      : this.render(expression);
  }

  /** The truth of a condition as it stands in a playbook: an expression, a template or a boolean; a list holds if all do. */
  isTrue(condition: Unrendered, location?: Location): boolean {
    if (Array.isArray(condition)) return condition.every(part => this.isTrue(part, location));
    const text = condition instanceof Template ? condition.source : condition;
    const value =
      typeof text === 'string'
        ? this.#engine.evaluateExpression(text, location, this.scope)
        : (text as Value);
    return this.#engine.isTruthy(value);
  }

  /** The values that a loop goes over: those of `loop`, or what the lookup of `with_LOOKUP` finds. */
  loopValues(kind: string, value: Unrendered, action: string): Value {
    const rendered = this.render(value);
    if (kind === 'loop') return withoutTuples(rendered);
    const terms = loopTerms(kind, rendered);
    return withoutTuples(this.#engine.lookup(kind, terms, this.scope, optionsOf(kind, action)));
  }

  /** A boolean keyword: written as one, or as a template or a word for one. */
  isOn(field: Field): boolean {
    const value = this.render(field.value);
    if (typeof value === 'string') return /^(y|yes|on|1|true|t|1\.0)$/i.test(value.trim());
    return this.#engine.isTruthy(value);
  }
}
