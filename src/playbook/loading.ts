import { type Diagnostic, DiagnosticError } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import { didYouMean } from '../source/suggest.js';
import { describeNode, type MappingNode, type ScalarNode, type YamlNode } from '../source/yaml-node.js';
import { toUnrendered } from '../source/yaml-values.js';
import { Template, type Unrendered } from '../value/value.js';
import { a, adviceFor, keywordsAt, type Level } from './keywords.js';
import type { Field, FieldVariables } from './model.js';
import type { LoadOptions } from './options.js';

/** Stands for a vaulted value that can't be known: of a template nothing is certain. */
const UNKNOWN = '{{ vaulted }}';

/** One loading of a playbook or a part of it: collects what is wrong, so that all of it is told at once. */
export class Loading {
  readonly options: LoadOptions;
  readonly diagnostics: Diagnostic[] = [];

  /** What is read may never be reached: what is not there does no harm then. */
  readonly isUncertain: boolean;

  constructor(options: LoadOptions, isUncertain = false) {
    this.options = options;
    this.isUncertain = isUncertain;
  }

  /** Reports a module, or a part of a role, that is not there. */
  missing(message: string, location: Location, hint?: string): void {
    if (!this.isUncertain) this.error(message, location, hint);
  }

  /** Reports a file or a role that is not there. */
  absent(message: string, location: Location, hint?: string): void {
    if (this.isUncertain) return;
    this.error(message, location, hint);
    this.diagnostics.push({ ...this.diagnostics.pop()!, isAbsent: true });
  }

  error(message: string, location: Location, hint?: string): void {
    this.diagnostics.push({ severity: 'error', message, location, ...(hint !== undefined && { hint }) });
  }

  warn(message: string, location: Location, hint?: string): void {
    this.diagnostics.push({ severity: 'warning', message, location, ...(hint !== undefined && { hint }) });
  }

  /** Does something that may throw diagnostics, and keeps those. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      this.diagnostics.push(...error.diagnostics);
      return undefined;
    }
  }

  /** A file's tree; undefined if it is empty or can't be had, which is reported. */
  read(path: string, from: Location | undefined): YamlNode | undefined {
    return this.attempt(() => this.options.files.read(path, from, this.diagnostics));
  }

  /** What a node holds; null where it can't be decrypted, which is reported. */
  value(node: YamlNode): Unrendered {
    if (node.kind === 'scalar') return node.value;
    const { vault, passesVaulted } = this.options.files;
    const decrypt = vault
      ? (text: string, location: Location | undefined) => vault.decrypt(text, location)
      : passesVaulted && ((_text: string, location: Location | undefined) => new Template(UNKNOWN, location));
    return this.attempt(() => toUnrendered(node, decrypt ? { decrypt } : {})) ?? null;
  }

  /** A node as a field; a list of single values has its entries as fields, too. */
  field(node: YamlNode): Field {
    const { location } = node;
    const value = this.value(node);
    if (node.kind !== 'sequence' || node.items.some(item => item.kind !== 'scalar'))
      return { value, location };
    return { value, location, items: node.items.map(item => this.field(item)) };
  }

  /** The entries of a dictionary as fields by name. */
  fields(node: MappingNode): FieldVariables {
    return new Map(node.entries.map(({ key, value }) => [nameOf(key), this.#named(key, value)]));
  }

  #named(key: ScalarNode, value: YamlNode): Field {
    // What begins with a name has the same shape each time, in V8's eyes, and what begins with a spread has not.
    return { nameLocation: key.location, ...this.field(value) };
  }

  /** Variables as `vars` has them: a dictionary, or a list of those. Names are checked. */
  variables(node: YamlNode): FieldVariables {
    const found = new Map<string, Field>();
    if (node.kind === 'sequence')
      this.warn('"vars" as a list of dictionaries is deprecated', node.location, 'write one dictionary');
    for (const part of node.kind === 'sequence' ? node.items : [node]) {
      if (isNothing(part)) continue;
      if (part.kind !== 'mapping') {
        this.error(`"vars" must be a dictionary, not ${describeNode(part)}`, part.location);
        continue;
      }
      for (const { key, value } of part.entries) {
        if (isVariableName(nameOf(key))) found.set(nameOf(key), this.#named(key, value));
        else this.error(`"${nameOf(key)}" is not a valid variable name`, key.location, VARIABLE_NAME);
      }
    }
    return found;
  }

  /** Reports a key that is no keyword of its level. */
  unknownKey(level: Level, key: ScalarNode, others: Iterable<string> = []): void {
    const name = nameOf(key);
    const hint = adviceFor(level, name) ?? didYouMean(name, [...keywordsAt(level), ...others]);
    this.error(`"${name}" is not a keyword of ${a(level)}`, key.location, hint);
  }
}

export const VARIABLE_NAME = 'variable names have letters, digits and underscores, and start with no digit';

const RESERVED = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Whether Ansible takes a name for a variable: a Python identifier in ASCII that is no word of Python's. */
export const isVariableName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && !RESERVED.has(name);

/** A key as text. */
export const nameOf = (key: ScalarNode): string =>
  typeof key.value === 'string' ? key.value : key.value instanceof Template ? key.value.source : key.text;

/** Whether nothing stands where a value could. */
export const isNothing = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

/** A mapping's entry without what is there but empty. */
export const valueAt = (node: MappingNode, name: string): YamlNode | undefined => {
  const value = node.entries.find(entry => entry.key.value === name)?.value;
  return value && !isNothing(value) ? value : undefined;
};

/** A part of a field's text as a field: a template if it holds one. */
export const textField = (text: string, location: Location): Field => ({
  value: /\{[{%#]/.test(text) ? new Template(text, location) : text,
  location,
});
