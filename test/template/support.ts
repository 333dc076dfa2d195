import { Engine, type LocalFiles, type Scope } from '../../src/template/index.js';
import {
  Float,
  fromPlain,
  type Plain,
  Template,
  type Unrendered,
  type Value,
} from '../../src/value/value.js';

/** A scope over variables that are written as plain data or hold templates already. */
export const scopeOf = (
  variables: { readonly [name: string]: Plain | Unrendered },
  files?: LocalFiles,
): Scope => {
  const known = new Map(Object.entries(variables).map(([name, value]) => [name, toValue(value)]));
  return { lookup: name => known.get(name), names: () => known.keys(), ...(files && { files }) };
};

const toValue = (value: Plain | Unrendered): Unrendered => {
  if (value instanceof Template || value instanceof Map || value instanceof Float) return value;
  return Array.isArray(value) ? value.map(toValue) : fromPlain(value as Plain);
};

/** What a playbook's string gives. */
export const evaluate = (
  source: string,
  variables: { readonly [name: string]: Plain | Unrendered } = {},
): Value => new Engine().evaluate(new Template(source), scopeOf(variables));
