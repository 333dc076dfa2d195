import { Fault, type Runtime, type RuntimeDict } from '../runtime.js';
import { requireDefined, typeName } from '../values/text.js';

/** The value as a dict; throws a Fault that names who needs one. */
export const requireDict = (value: Runtime, who: string): RuntimeDict => {
  if (value instanceof Map) return value;
  requireDefined(value);
  throw new Fault(`${who} needs a dict, not ${typeName(value)}`);
};
