import { writeJson } from '../../template/json.js';
import { writeYaml } from '../../template/yaml-write.js';
import type { Dict, Value } from '../../value/value.js';

/** A form in which variables are printed. */
export interface Format {
  vaulted(ciphertext: string): Value;
  unsafe(text: string): Value;
  print(value: Dict): string;
}

/** As an inventory program prints it. */
export const jsonFormat = (): Format => ({
  vaulted: ciphertext => new Map([['__ansible_vault', ciphertext]]),
  unsafe: text => new Map([['__ansible_unsafe', text]]),
  print: value =>
    `${writeJson((sorted(value) ?? value) as Dict, { indent: 4, sortKeys: false, ascii: false })}\n`,
});

/** A value with all keys in Python's order; undefined if some can't be ordered: then Ansible leaves them all as they are. */
const sorted = (value: Value): Value | undefined => {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    return items.every(item => item !== undefined) ? items : undefined;
  }
  if (!(value instanceof Map)) return value;
  const keys = [...value.keys()];
  const areTexts = keys.every(key => typeof key === 'string');
  if (!areTexts && !keys.every(key => typeof key === 'number' || typeof key === 'boolean')) return undefined;
  const entries: [Value, Value][] = [];
  for (const key of keys.sort((a, b) => (a! < b! ? -1 : 1))) {
    const entry = sorted(value.get(key)!);
    if (entry === undefined) return undefined;
    entries.push([key, entry]);
  }
  return new Map(entries);
};

/** As an inventory in YAML. */
export const yamlFormat = (): Format => {
  // The writer knows no tags: a word that nobody writes stands for each vaulted value until all is laid out.
  const ciphertexts: string[] = [];
  return {
    vaulted: ciphertext => `vaulted_${MARK}_${ciphertexts.push(ciphertext) - 1}`,
    unsafe: text => text,
    print: value =>
      writeYaml(value, {
        indent: 2,
        flow: false,
        sortKeys: true,
        width: 80,
        unicode: true,
        explicitStart: false,
        explicitEnd: false,
        defaultStyle: undefined,
      }).replace(PLACEHOLDER, (_, start: string, key: string, index: string) => {
        const depth = start.length + (key === '' ? 0 : 2);
        return `${start}${key}!vault |\n${indented(ciphertexts[Number(index)]!, depth)}`;
      }),
  };
};

const MARK = 'cf4f6d9e0b';
const PLACEHOLDER = new RegExp(`^((?: |- )*)((?:[^\\n ].*: )?)vaulted_${MARK}_(\\d+)$`, 'gm');

const indented = (text: string, depth: number): string =>
  text
    .trimEnd()
    .split('\n')
    .map(line => ' '.repeat(depth) + line)
    .join('\n');
