import { Float, type Value } from '../../value/value.js';

/** A value as the text of Python's json.dumps, which Ansible writes where structured data is given as a file's content. */
export const jsonText = (value: Value): string => {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  if (value instanceof Map)
    return `{${[...value].map(([key, entry]) => `${jsonString(keyText(key))}: ${jsonText(entry)}`).join(', ')}}`;
  if (typeof value === 'string') return jsonString(value);
  return keyText(value);
};

const keyText = (value: Value): string => {
  if (value instanceof Float)
    return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  return String(value);
};

const jsonString = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What a `content` argument writes: text as it is, structured data as JSON, other values as Python prints them. */
export const contentText = (value: Value): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value instanceof Map || Array.isArray(value) ? jsonText(value) : keyText(value);
};
