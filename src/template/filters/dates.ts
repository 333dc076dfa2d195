import { Float } from '../../value/value.js';
import { formatDate, parseDate } from '../date-format.js';
import { DateTime } from '../date-time.js';
import { type Filter, filters } from '../define.js';
import { bindArguments, textArgument } from '../methods/method.js';
import { type CallArguments, Fault, type Runtime } from '../runtime.js';
import { numeric, parseFloatText } from '../values/numbers.js';
import { requireDefined, toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';

/** `now(utc, fmt)`: the time, or its text by a format. */
export const now = (args: CallArguments): Runtime => {
  const [utc = false, format = null] = bindArguments('now()', ['utc', 'fmt'], args);
  requireDefined(format);
  const time = DateTime.now(isTruthy(utc));
  return format === null ? time : formatDate(time, toText(format));
};

const epoch = (value: Runtime): number => {
  const number = typeof value === 'string' ? parseFloatText(value) : numeric(value);
  if (number === undefined) throw new Fault(`"${toText(value)}" is no time in seconds since 1970`);
  return Number(number instanceof Float ? number.value : number);
};

/** Filters on times. */
export const dateFilters: [string, Filter][] = filters({
  strftime: [
    ['second', 'utc'],
    (value, [second = null, utc = false]) =>
      formatDate(
        DateTime.at(second === null ? Date.now() / 1000 : epoch(second), isTruthy(utc)),
        textArgument(value, 'a format'),
      ),
  ],
  to_datetime: [
    ['format'],
    (value, [format = '%Y-%m-%d %H:%M:%S']) => DateTime.ofClock(parseDate(toText(value), toText(format))),
  ],
});
