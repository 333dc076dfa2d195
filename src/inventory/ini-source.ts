import { mistake } from '../source/diagnostic.js';
import type { Location, SourceFile } from '../source/file.js';
import type { Vault } from '../source/vault.js';
import { isTemplateText } from '../source/yaml-node.js';
import { parsePythonLiteral } from '../value/python-literal.js';
import { Template, type Unrendered } from '../value/value.js';
import { expandHosts } from './address.js';
import { splitWords } from './ini-words.js';
import type { Inventory } from './inventory.js';
import type { Group } from './members.js';
import { type Variable, variableOf } from './variables.js';

const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const GROUP_NAME = /^([^:\]\s]+)\s*(?:#.*)?$/;

/**
 * Adds what an inventory in Ansible's INI form holds.
 * @throws DiagnosticError at the first line that has no meaning there
 */
export const readIniInventory = (inventory: Inventory, file: SourceFile, vault: Vault | undefined): void =>
  new IniReader(inventory, file, vault).read();

interface Line {
  readonly text: string;
  readonly location: Location;
}

class IniReader {
  readonly #inventory: Inventory;
  readonly #file: SourceFile;
  readonly #vault: Vault | undefined;
  #group: Group;
  #kind = 'hosts';
  /** Groups that are only named so far, as children or for their variables, and where. */
  readonly #undeclared = new Map<string, { readonly location: Location; readonly message: string }>();

  constructor(inventory: Inventory, file: SourceFile, vault: Vault | undefined) {
    this.#inventory = inventory;
    this.#file = file;
    this.#vault = vault;
    this.#group = inventory.addGroup('ungrouped');
  }

  read(): void {
    let start = 0;
    for (const raw of this.#file.text.split('\n')) {
      const text = raw.trim();
      const from = start + raw.indexOf(text);
      if (text !== '' && !/^[;#]/.test(text))
        this.#line({ text, location: { file: this.#file, start: from, end: from + text.length } });
      start += raw.length + 1;
    }
    for (const { location, message } of this.#undeclared.values()) throw mistake(message, location);
  }

  #line(line: Line): void {
    const section = SECTION.exec(line.text);
    if (section) this.#section(section[1]!, section[2] ?? 'hosts', line);
    else if (line.text.startsWith('[') && line.text.endsWith(']'))
      throw mistake(
        'this is no section',
        line.location,
        'a section is [group], [group:children] or [group:vars], without spaces',
      );
    else if (this.#kind === 'hosts') this.#hosts(line);
    else if (this.#kind === 'vars') this.#variable(line);
    else this.#child(line);
  }

  #section(given: string, kind: string, { location }: Line): void {
    const name = this.#inventory.groupName(given);
    if (!['hosts', 'children', 'vars'].includes(kind))
      throw mistake(
        `section [${name}:${kind}] has the unknown kind "${kind}"`,
        location,
        'it is "children" or "vars"',
      );
    const known = this.#inventory.groups.has(name);
    if (kind !== 'vars') this.#undeclared.delete(name);
    else if (!known)
      this.#undeclared.set(name, {
        location,
        message: `[${name}:vars] stands for a group that is not declared`,
      });
    this.#group = this.#inventory.addGroup(name, location);
    this.#kind = kind;
  }

  #child({ text, location }: Line): void {
    const given = GROUP_NAME.exec(text)?.[1];
    if (given === undefined) throw mistake('the name of a group must stand here', location);
    const name = this.#inventory.groupName(given);
    if (!this.#inventory.groups.has(name))
      this.#undeclared.set(name, { location, message: `"${name}" is not declared as a group` });
    this.#inventory.addChild(this.#group, this.#inventory.addGroup(name, location), location);
  }

  #variable({ text, location }: Line): void {
    const equals = text.indexOf('=');
    if (equals === -1) throw mistake('a variable must stand here: key=value', location);
    const value = text.slice(equals + 1).trim();
    const place = { ...location, start: location.end - value.length };
    this.#inventory.setGroupVariable(this.#group, text.slice(0, equals).trim(), this.#value(value, place));
  }

  #hosts({ text, location }: Line): void {
    const words = splitWords(text);
    if (!words) throw mistake('a quote that was opened is never closed', location);
    const place = (start: number, end: number): Location => ({
      ...location,
      start: location.start + start,
      end: location.start + end,
    });
    const [first, ...rest] = words;
    if (!first) return;
    if (first.text === '---')
      throw mistake('this line belongs into a YAML file', location, 'name the file .yml or .yaml');
    const where = place(first.start, first.end);
    const { names, port } = expandHosts(first.text, where);
    for (const name of names) {
      const host = this.#inventory.addHost(name, this.#group, where);
      if (port !== undefined) this.#inventory.setHostVariable(host, 'ansible_port', variableOf(port, where));
      for (const word of rest) {
        const equals = word.text.indexOf('=');
        const wordPlace = place(word.start, word.end);
        if (equals === -1) throw mistake('a variable must stand here: key=value', wordPlace);
        this.#inventory.setHostVariable(
          host,
          word.text.slice(0, equals),
          this.#value(word.text.slice(equals + 1), wordPlace),
        );
      }
    }
  }

  /** The value that a text stands for: a Python literal, a template, or itself. */
  #value(text: string, location: Location): Variable {
    if (this.#file.secret) this.#vault?.keepSecret(text);
    const literal = parsePythonLiteral(text);
    return variableOf(withTemplates(literal === undefined ? text : literal, location), location);
  }
}

const withTemplates = (value: Unrendered, location: Location): Unrendered => {
  if (typeof value === 'string') return isTemplateText(value) ? new Template(value, location) : value;
  if (Array.isArray(value)) return value.map(item => withTemplates(item, location));
  if (value instanceof Map)
    return new Map([...value].map(([key, entry]) => [key, withTemplates(entry, location)]));
  return value;
};
