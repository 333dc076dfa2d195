import { type Filter, filters, freeFilters } from '../define.js';
import { decode, encode } from '../encoding.js';
import { readJson, sourceText, writeJson } from '../json.js';
import { Bytes, type CallArguments, Fault, type Runtime } from '../runtime.js';
import { toInteger, toSize } from '../values/numbers.js';
import { toBytes, toText, typeName } from '../values/text.js';
import { isTruthy } from '../values/truth.js';
import { readYaml, readYamlDocuments } from '../yaml-read.js';
import { writeYaml, type YamlLayout } from '../yaml-write.js';

const indentOf = (value: Runtime | undefined): number | string | undefined => {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : toSize(value, 'the indent');
};

const toJson = (value: Runtime, { named }: CallArguments, indent?: Runtime, sorted = false): string => {
  const separators = named.get('separators');
  const [item, key] = Array.isArray(separators) ? separators.map(toText) : [];
  return writeJson(value, {
    indent: indentOf(named.get('indent') ?? indent),
    sortKeys: isTruthy(named.get('sort_keys') ?? sorted),
    ascii: isTruthy(named.get('ensure_ascii') ?? true),
    ...(item !== undefined && { itemSeparator: item }),
    ...(key !== undefined && { keySeparator: key }),
  });
};

const htmlSafe = (json: string): string =>
  json.replace(/[<>&']/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

const yamlLayout = ({ named }: CallArguments): Omit<YamlLayout, 'indent' | 'flow'> => ({
  sortKeys: isTruthy(named.get('sort_keys') ?? true),
  width: named.has('width') ? Number(named.get('width')) : 80,
  explicitStart: isTruthy(named.get('explicit_start') ?? false),
  explicitEnd: isTruthy(named.get('explicit_end') ?? false),
  defaultStyle:
    named.get('default_style') === undefined || named.get('default_style') === null
      ? undefined
      : toText(named.get('default_style')!),
  unicode: isTruthy(named.get('allow_unicode') ?? true),
});

/** The bytes of a base64 text; other characters in it don't count. Throws a Fault where it ends within a byte. */
const decodeBase64 = (text: string): Buffer => {
  let digits = '';
  let padding = 0;
  for (const digit of text.replace(/[^A-Za-z0-9+/=]/g, '')) {
    const inGroup = digits.length % 4;
    if (digit !== '=') {
      digits += digit;
      padding = 0;
    } else if (inGroup >= 2 && inGroup + ++padding >= 4) return Buffer.from(digits, 'base64');
  }
  if (digits.length % 4 !== 0)
    throw new Fault('the base64 text is cut off', 'it is written in groups of 4 characters');
  return Buffer.from(digits, 'base64');
};

const flowOf = (value: Runtime | undefined, fallback: boolean | undefined): boolean | undefined =>
  value === undefined ? fallback : value === null ? undefined : isTruthy(value);

/** Filters that read and write JSON, YAML and base64. */
export const dataFilters: [string, Filter][] = [
  ...filters({
    b64decode: [['encoding'], (value, [encoding = 'utf-8']) => decode(decodeBase64(toText(value)), encoding)],
    b64encode: [
      ['encoding'],
      (value, [encoding = 'utf-8']) =>
        (value instanceof Bytes ? value.data : encode(toText(value), encoding)).toString('base64'),
    ],
    from_json: [
      [],
      value => {
        if (typeof value !== 'string' && !(value instanceof Bytes))
          throw new Fault(`from_json needs a text, not ${typeName(value)}`);
        return readJson(sourceText(value));
      },
    ],
    from_yaml: [
      [],
      value =>
        typeof value === 'string' || value instanceof Bytes
          ? readYaml(toBytes(value).toString('utf8'))
          : value,
    ],
    from_yaml_all: [[], value => (typeof value === 'string' ? readYamlDocuments(value) : value)],
    tojson: [
      ['indent'],
      (value, [indent]) => htmlSafe(writeJson(value, { sortKeys: true, indent: indentOf(indent) })),
    ],
  }),
  ...freeFilters({
    to_json: (value, args) => toJson(value, args),
    to_nice_json: (value, args) => {
      const [indent = 4, sorted = true] = args.positional;
      return toJson(
        value,
        { ...args, named: new Map([['separators', [',', ': ']], ...args.named]) },
        indent,
        isTruthy(sorted),
      );
    },
    to_yaml: (value, args) =>
      writeYaml(value, {
        ...yamlLayout(args),
        flow: flowOf(args.named.get('default_flow_style'), undefined),
        indent: Number(args.named.get('indent') ?? 2),
      }),
    to_nice_yaml: (value, args) =>
      writeYaml(value, {
        ...yamlLayout(args),
        flow: false,
        indent: toInteger(args.positional[0] ?? args.named.get('indent') ?? 4, 'the indent'),
      }),
  }),
];
