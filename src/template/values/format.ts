import { Fault, type Runtime, type RuntimeDict } from '../runtime.js';
import { getItem } from './equality.js';
import { layOut, parseLayout } from './format-spec.js';
import { repr, toText } from './text.js';

/** How `{0.name}` and `{0[key]}` are followed: the engine's own attribute and item access. */
export interface Access {
  attribute(value: Runtime, name: string): Runtime;
  item(value: Runtime, key: Runtime): Runtime;
}

/** Python's `text.format(...)`. Throws a Fault for a bad format or a missing value. */
export const formatBraces = (
  text: string,
  positional: readonly Runtime[],
  named: ReadonlyMap<string, Runtime> | RuntimeDict,
  access: Access,
): string => {
  let automatic = 0;
  const lookUp = (name: string): Runtime => {
    const key = name === '' ? String(automatic++) : name;
    const value = /^\d+$/.test(key) ? positional[Number(key)] : getItem(named as RuntimeDict, key);
    if (value === undefined) throw new Fault(`the format has no value for {${name}}`);
    return value;
  };
  const fill = (part: string, depth: number): string => {
    if (depth > 2) throw new Fault('a format is nested too deeply');
    let result = '';
    let at = 0;
    while (at < part.length) {
      const character = part[at]!;
      if (character !== '{' && character !== '}') {
        result += character;
        at++;
      } else if (part[at + 1] === character && depth === 0) {
        result += character;
        at += 2;
      } else {
        if (character === '}') throw new Fault('a format has a single "}"');
        const end = closing(part, at);
        result += field(part.slice(at + 1, end), depth);
        at = end + 1;
      }
    }
    return result;
  };
  const field = (source: string, depth: number): string => {
    const parts = /^(?<path>[^!:]*)(?:!(?<conversion>[rsa]))?(?::(?<layout>[\s\S]*))?$/.exec(source)?.groups;
    if (!parts) throw new Fault(`"{${source}}" is not a placeholder`);
    const [, first = '', rest = ''] = /^([^.[]*)([\s\S]*)$/.exec(parts.path!)!;
    let value = lookUp(first);
    for (const step of rest.matchAll(/\.(?<attribute>[^.[]+)|\[(?<key>[^\]]+)\]/g)) {
      const { attribute, key } = step.groups as { attribute?: string; key?: string };
      if (attribute !== undefined) value = access.attribute(value, attribute);
      else value = access.item(value, /^\d+$/.test(key!) ? Number(key) : key!);
    }
    if (parts.conversion !== undefined) value = parts.conversion === 's' ? toText(value) : repr(value);
    const layout = parts.layout === undefined ? '' : fill(parts.layout, depth + 1);
    return layout === '' ? toText(value) : layOut(value, parseLayout(layout));
  };
  return fill(text, 0);
};

const closing = (text: string, open: number): number => {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  throw new Fault('a format has a "{" that is never closed');
};
