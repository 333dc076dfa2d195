import { didYouMean } from '../source/suggest.js';
import { expandPath, type PathContext } from './paths.js';
import type { Setting, SettingTypes } from './setting.js';

/** A setting's text makes no sense. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

const TRUE = /^(?:y|yes|on|1|true|t|1\.0)$/i;
const FALSE = /^(?:n|no|off|0|false|f|0\.0|)$/i;

/** What the text of a setting comes to. Throws a BadValue. */
export const settingValue = (
  { type, choices, least }: Setting,
  text: string,
  context: PathContext,
): SettingTypes[keyof SettingTypes] => {
  switch (type) {
    case 'boolean':
      if (TRUE.test(text.trim())) return true;
      if (FALSE.test(text.trim())) return false;
      throw new BadValue('must be a boolean', 'write "true" or "false"');
    case 'integer':
      if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new BadValue('must be a whole number');
      if (least !== undefined && Number(text) < least) throw new BadValue(`must be at least ${least}`);
      return Number(text);
    case 'list':
      return splitAt(text, ',').map(unquoted);
    case 'path':
      return expandPath(unquoted(text), context);
    case 'paths':
      return splitAt(text, ':').map(path => expandPath(path, context));
    case 'path list':
      return splitAt(text, ',').map(path => expandPath(path, context));
    case 'string': {
      const value = unquoted(text);
      if (choices && !choices.includes(value))
        throw new BadValue(`must be one of ${choices.join(', ')}`, didYouMean(value, choices));
      return value;
    }
  }
};

const splitAt = (text: string, separator: string): readonly string[] =>
  text
    .split(separator)
    .map(part => part.trim())
    .filter(part => part !== '');

/** A text without the quotes around it, of which Ansible takes one pair away. */
const unquoted = (text: string): string =>
  /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
