import { itemOf } from '../access.js';
import type { Evaluation } from '../evaluation.js';
import { isUndefined, type Runtime } from '../runtime.js';
import { toText } from '../values/text.js';

/** A function that gets what `attribute='a.b.0'` names from an item; `fallback` stands in for what is undefined. */
export const attributeGetter = (
  attribute: Runtime,
  evaluation: Evaluation,
  fallback?: Runtime,
): ((item: Runtime) => Runtime) => {
  const parts: Runtime[] =
    typeof attribute === 'number'
      ? [attribute]
      : toText(attribute)
          .split('.')
          .map(part => (/^\d+$/.test(part) ? Number(part) : part));
  const { at } = evaluation;
  return item => {
    let value = item;
    let path = 'item';
    for (const part of parts) {
      path += typeof part === 'number' ? `[${part}]` : `.${toText(part)}`;
      value = itemOf(value, part, path, at, evaluation);
      if (fallback !== undefined && fallback !== null && isUndefined(value)) value = fallback;
    }
    return value;
  };
};

/** A text in lower case, anything else as it is: what sorting without regard to case compares. */
export const ignoringCase = (value: Runtime): Runtime =>
  typeof value === 'string' ? value.toLowerCase() : value;
