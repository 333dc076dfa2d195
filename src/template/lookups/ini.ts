import { regexOf } from '../regex.js';
import { Fault } from '../runtime.js';
import { fileTerm } from './files.js';
import type { Lookup } from './lookup.js';
import { booleanOption, inlineOptions, textOption, textTerm, withInline } from './options.js';

type Section = Map<string, string | null>;

/** What may be written in a file that is read. */
interface Rules {
  readonly allowNoValue: boolean;
  readonly caseSensitive: boolean;
}

/** The sections of an INI file, as Python's `configparser` reads it. Throws a Fault for a line that is none. */
const parseIni = (text: string, { allowNoValue, caseSensitive }: Rules): Map<string, Section> => {
  const sections = new Map<string, Section>();
  let section: Section | undefined;
  let option: string | undefined;
  let indent = 0;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const fail = (reason: string): never => {
      throw new Fault(`line ${index + 1} of the file ${reason}: ${line.trim()}`);
    };
    const content = /^\s*[#;]/.test(line) ? '' : line.trim();
    const column = line.search(/\S/);
    const value = section && option !== undefined ? section.get(option) : undefined;
    if (content === '') {
      // An empty line may stand within a value, a comment ends nothing.
      if (line.trim() === '' && typeof value === 'string') section!.set(option!, `${value}\n`);
      continue;
    }
    if (section && option !== undefined && column > indent) {
      if (value === null) fail('continues an option that has no value');
      section.set(option, `${value}\n${content}`);
      continue;
    }
    indent = column;
    const header = /^\[(.+)\]/.exec(content)?.[1];
    if (header !== undefined) {
      if (sections.has(header))
        throw new Fault(`Duplicate section in the file, line ${index + 1}: ${line.trim()}`);
      section = new Map();
      sections.set(header, section);
      option = undefined;
      continue;
    }
    if (!section) fail('stands before the first section');
    const [, name = '', written] = /^(.*?)\s*(?:[=:]\s*(.*))?$/.exec(content)!;
    const hasValue = /[=:]/.test(content);
    if (name === '' || (!hasValue && !allowNoValue)) fail('is no "name = value"');
    const key = caseSensitive ? name : name.toLowerCase();
    if (section!.has(key)) throw new Fault(`Duplicate option in the file, line ${index + 1}: ${line.trim()}`);
    section!.set(key, hasValue ? (written ?? '') : null);
    option = key;
  }
  for (const options of sections.values())
    for (const [name, value] of options) if (value !== null) options.set(name, value.replace(/\n+$/, ''));
  return sections;
};

const DEFAULTS = 'DEFAULT';

/** A value with `%(name)s` replaced by other options of its section. Throws a Fault for a name that isn't there. */
const interpolate = (value: string, options: Section, depth = 0): string => {
  if (depth > 10) throw new Fault('options refer to each other too deeply');
  return value.replace(/%(?:(%)|\(([^)]*)\)s|)/g, (_, percent?: string, name?: string) => {
    if (percent !== undefined) return '%';
    if (name === undefined) throw new Fault(`a "%" in "${value}" is neither "%%" nor "%(name)s"`);
    const other = options.get(name.toLowerCase());
    if (other === undefined || other === null) throw new Fault(`"%(${name})s" in "${value}" names no option`);
    return interpolate(other, options, depth + 1);
  });
};

const NAMES = [
  'type',
  'file',
  'section',
  're',
  'encoding',
  'default',
  'case_sensitive',
  'allow_no_value',
  'allow_none',
];

/** The value of an option in an INI or properties file; with `re` those of all options whose names match. */
export const ini: Lookup = (terms, given, evaluation) =>
  terms.flatMap(term => {
    const { rest, given: inline } = inlineOptions(textTerm(term));
    const options = withInline(given, inline, NAMES);
    const key = rest.split(/\s+/)[0] ?? '';
    if (key === '')
      throw new Fault('No key to lookup was provided as first term with in string inline options');
    const name = textOption(options, 'file', 'ansible.ini');
    const isProperties = textOption(options, 'type', 'ini') === 'properties';
    const text = fileTerm(name, evaluation, textOption(options, 'encoding', 'utf-8'));
    const caseSensitive = booleanOption(options, 'case_sensitive', false);
    const sections = parseIni(isProperties ? `[java_properties]\n${text}` : text, {
      allowNoValue: booleanOption(options, 'allow_no_value', booleanOption(options, 'allow_none', false)),
      caseSensitive,
    });
    const wanted = isProperties ? 'java_properties' : textOption(options, 'section', 'global');
    const own = sections.get(wanted);
    if (!own)
      throw new Fault(`No section '${wanted}' in "${name}"`, `it has ${[...sections.keys()].join(', ')}`);
    const section: Section = new Map([...(sections.get(DEFAULTS) ?? []), ...own]);
    const found = (value: string | null): string[] => (value === null ? [] : [interpolate(value, section)]);
    if (booleanOption(options, 're', false))
      return [...section]
        .filter(([option]) => regexOf(key).match(option))
        .flatMap(([, value]) => found(value));
    const value = section.get(caseSensitive ? key : key.toLowerCase());
    if (value !== undefined) return found(value);
    const fallback = options.get('default') ?? '';
    return Array.isArray(fallback) ? fallback : [fallback];
  });
