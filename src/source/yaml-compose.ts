import {
  type AliasEvent,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { Template } from '../value/value.js';
import { type Diagnostic, mistake } from './diagnostic.js';
import type { Location, SourceFile } from './file.js';
import { mergedEntries, plainKey } from './yaml-keys.js';
import { unquotedTemplate } from './yaml-mistakes.js';
import {
  describeNode,
  isTemplateText,
  type MappingEntry,
  type ScalarNode,
  type ScalarStyle,
  type YamlNode,
} from './yaml-node.js';
import { isJsonExponent, isScalarType, type ScalarType, scalarOfType, typeOfPlain } from './yaml-scalar.js';

/** Nodes that aliases may add to a document: beyond it a small file would fill the memory. */
const MOST_ALIASED_NODES = 1_000_000;

/**
 * Builds the node tree of one document from the parser's events.
 * @param start index of the document's own event
 * @returns the tree, undefined for a document without content, and the index behind the document's last event
 */
export const composeDocument = (
  file: SourceFile,
  events: readonly Event[],
  start: number,
  warnings: Diagnostic[],
): { node: YamlNode | undefined; next: number } => new Composer(file, events, start + 1, warnings).document();

type Tagged = ScalarEvent | SequenceEvent | MappingEvent;

interface Anchored {
  /** Undefined while the anchored node is still being read. */
  node: YamlNode | undefined;
  size: number;
}

class Composer {
  readonly #file: SourceFile;
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #warnings: Diagnostic[];
  /** Ansible reads what is JSON as JSON. */
  readonly #json: boolean;
  readonly #anchors = new Map<string, Anchored>();
  #next: number;
  /** Offset behind what was read last: events don't say where a collection ends. */
  #cursor = 0;
  /** Nodes read so far, those behind aliases counted each time. */
  #size = 0;
  #aliased = 0;
  #unsafe = false;

  constructor(file: SourceFile, events: readonly Event[], start: number, warnings: Diagnostic[]) {
    this.#file = file;
    this.#text = file.text;
    this.#events = events;
    this.#next = start;
    this.#warnings = warnings;
    this.#json = isJson(file.text);
  }

  document(): { node: YamlNode | undefined; next: number } {
    let node: YamlNode | undefined;
    if (!this.#atEnd()) node = this.#node();
    const empty = node?.kind === 'scalar' && node.value === null && node.location.start === node.location.end;
    return { node: empty ? undefined : node, next: this.#next + 1 };
  }

  /** How much of the text a sticky pattern matches at an offset. */
  #matchAt(pattern: RegExp, offset: number): number {
    pattern.lastIndex = offset;
    return pattern.exec(this.#text)?.[0].length ?? 0;
  }

  #atEnd(): boolean {
    return this.#events[this.#next]!.type === EVENT_ID.POP;
  }

  #node(): YamlNode {
    const event = this.#events[this.#next++]!;
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event);
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP)
      throw new Error('a YAML event stands where a node is expected');
    return event.anchorStart === -1 ? this.#unanchored(event) : this.#anchored(event);
  }

  #anchored(event: Tagged): YamlNode {
    const anchored: Anchored = { node: undefined, size: 0 };
    this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), anchored);
    const before = this.#size;
    const node = this.#unanchored(event);
    anchored.node = node;
    anchored.size = this.#size - before;
    return node;
  }

  #unanchored(event: Tagged): YamlNode {
    this.#size++;
    if (event.tagStart === -1) return this.#tagged(event, undefined);
    const unsafe = this.#unsafe;
    const tag = this.#tag(event);
    if (tag === '!unsafe') this.#unsafe = true;
    const node = this.#tagged(event, tag);
    this.#unsafe = unsafe;
    return node;
  }

  #tagged(event: Tagged, tag: string | undefined): YamlNode {
    if (event.type === EVENT_ID.SCALAR) return this.#scalar(event, tag);
    const own = event.type === EVENT_ID.SEQUENCE ? 'seq' : 'map';
    if (tag !== undefined && tag !== '!unsafe' && tag !== own) throw this.#wrongTag(event);
    return event.type === EVENT_ID.SEQUENCE ? this.#sequence(event) : this.#mapping(event);
  }

  #location(start: number, end: number): Location {
    return { file: this.#file, start, end };
  }

  #alias(event: AliasEvent): YamlNode {
    this.#cursor = event.anchorEnd;
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const location = this.#location(event.anchorStart - 1, event.anchorEnd);
    const anchored = this.#anchors.get(name);
    if (!anchored) throw mistake(`alias "*${name}" has no anchor "&${name}" before it`, location);
    if (!anchored.node) throw mistake(`alias "*${name}" stands inside what it names`, location);
    this.#size += anchored.size;
    this.#aliased += anchored.size;
    if (this.#aliased > MOST_ALIASED_NODES)
      throw mistake(`aliases make this file larger than ${MOST_ALIASED_NODES} values`, location);
    return anchored.node;
  }

  /** The tag in its short form: a type's name for `!!int`, `!unsafe` and `!vault`; undefined for `!`, which says nothing. */
  #tag(event: Tagged): string | undefined {
    const written = this.#text.slice(event.tagStart, event.tagEnd);
    this.#cursor = Math.max(this.#cursor, event.tagEnd);
    if (written === '!') return undefined;
    if (written === '!unsafe') return written;
    if (written === '!vault' || written === '!vault-encrypted') return '!vault';
    return /^(?:!!|!<tag:yaml\.org,2002:)(\w+)>?$/.exec(written)?.[1] ?? written;
  }

  #wrongTag(event: Tagged): Error {
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
    const what = {
      [EVENT_ID.SCALAR]: 'this value',
      [EVENT_ID.SEQUENCE]: 'a list',
      [EVENT_ID.MAPPING]: 'a dictionary',
    };
    const message = KNOWN_TAG.test(tag)
      ? `tag ${tag} does not fit ${what[event.type]}`
      : `unknown tag ${tag}`;
    return mistake(message, this.#location(event.tagStart, event.tagEnd));
  }

  #scalar(event: ScalarEvent, tag: string | undefined): YamlNode {
    const location = this.#scalarLocation(event);
    this.#cursor = location.end;
    const text = event.valueStart === -1 ? '' : getScalarValue(this.#text, event);
    if (tag === '!vault') return { kind: 'vault', location, ciphertext: text };
    const style = STYLES[event.style];
    const type = tag === '!unsafe' ? 'str' : (tag ?? (style === 'plain' ? this.#typeOfPlain(text) : 'str'));
    if (!isScalarType(type)) throw this.#wrongTag(event);
    const value = scalarOfType(text, type);
    if (value === undefined) throw this.#badScalar(event, type, location);
    const template = typeof value === 'string' && type === 'str' && !this.#unsafe && isTemplateText(text);
    const node: ScalarNode = {
      kind: 'scalar',
      location,
      text,
      style,
      value: template ? new Template(text, location) : value,
    };
    return this.#unsafe ? { ...node, unsafe: true } : node;
  }

  #typeOfPlain(text: string): ScalarType {
    return this.#json && isJsonExponent(text) ? 'float' : typeOfPlain(text);
  }

  #badScalar(event: ScalarEvent, type: ScalarType, location: Location): Error {
    if (event.tagStart !== -1) return this.#wrongTag(event);
    const message = type === 'timestamp' ? 'there is no such date or time' : 'this is no number';
    return mistake(message, location, 'quote it to have it as a string');
  }

  /** Where a scalar stands: with its quotes, without a block's indentation, a point for an empty one. */
  #scalarLocation(event: ScalarEvent): Location {
    const { valueStart: start, valueEnd: end } = event;
    if (start === -1) {
      const at = this.#cursor + this.#matchAt(/(?:[ \t\r\n]|#.*)*[:?-](?=[\s,}\]]|$)/y, this.#cursor);
      return this.#location(at, at);
    }
    if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED)
      return this.#location(start - 1, end + 1);
    if (this.#isInk(start) && this.#isInk(end - 1)) return this.#location(start, end);
    const content = this.#text.slice(start, end);
    const from = start + Math.max(0, content.search(/\S/));
    return this.#location(from, Math.max(from, start + content.trimEnd().length));
  }

  /** Whether a character at an offset is certainly no white space. */
  #isInk(offset: number): boolean {
    const code = this.#text.charCodeAt(offset);
    return code > 0x20 && code < 0x80;
  }

  #sequence(event: SequenceEvent): YamlNode {
    this.#cursor = event.start;
    const items: YamlNode[] = [];
    while (!this.#atEnd()) items.push(this.#node());
    this.#next++;
    return { kind: 'sequence', location: this.#location(event.start, this.#collectionEnd(event)), items };
  }

  #mapping(event: MappingEvent): YamlNode {
    this.#cursor = event.start;
    const entries: MappingEntry[] = [];
    while (!this.#atEnd()) {
      const key = this.#key(event);
      entries.push({ key, value: this.#node() });
    }
    this.#next++;
    const location = this.#location(event.start, this.#collectionEnd(event));
    return { kind: 'mapping', location, entries: mergedEntries(entries, this.#warnings) };
  }

  #key(mapping: MappingEvent): ScalarNode {
    const key = this.#node();
    if (key.kind === 'scalar') return plainKey(key);
    if (this.#text.startsWith('{{', mapping.start)) throw unquotedTemplate(this.#file, mapping.start);
    throw mistake(`a key must be a single value, not ${describeNode(key)}`, key.location);
  }

  /** Behind the closing bracket of a flow collection, else behind the last value. */
  #collectionEnd(event: SequenceEvent | MappingEvent): number {
    if (event.style === COLLECTION_STYLE.FLOW) {
      const from = Math.max(this.#cursor, event.start + 1);
      this.#cursor = from + this.#matchAt(/(?:[ \t\r\n,]|#.*)*[\]}]/y, from);
    }
    return this.#cursor;
  }
}

const isJson = (text: string): boolean => {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const KNOWN_TAG = /^(?:!!(?:null|bool|int|float|str|timestamp|seq|map)|!unsafe|!vault|!vault-encrypted)$/;

const STYLES: Readonly<Record<ScalarEvent['style'], ScalarStyle>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
};
