import { Fault, LIMITS } from './runtime.js';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const two = (number: number): string => String(number).padStart(2, '0');

const dayOfYear = (date: Date): number =>
  Math.round(
    (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) -
      Date.UTC(date.getUTCFullYear(), 0, 1)) /
      86_400_000,
  ) + 1;

/** ISO 8601's year and week. */
const isoWeek = (date: Date): [year: number, week: number] => {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * 86_400_000);
  return [thursday.getUTCFullYear(), Math.ceil(dayOfYear(thursday) / 7)];
};

/** What the formatting of a time needs of it. */
export interface Clock {
  /** The clock's numbers, kept as if they were UTC. */
  readonly clock: Date;
  /** Seconds since 1970. */
  readonly epoch: number;
  readonly zone: { readonly name: string; readonly minutes: number };
}

/** What a directive gives with flags and a width: `%-d` without zeros, `%_d` with spaces, `%^a` in capitals, `%10A`. */
const laidOut = (value: string, flags: string, width: string, usual: string): string => {
  if (flags === '' && width === '') return value;
  const isNumber = /^[ \d]*\d$/.test(value);
  const bare = isNumber ? value.replace(/^[0 ]+(?=.)/, '') : value;
  const fill =
    flags.includes('_') || !(isNumber || flags.includes('0')) ? ' ' : flags.includes('0') ? '0' : usual;
  const length = width === '' ? (flags.includes('-') ? 0 : value.length) : Number(width);
  if (length > LIMITS.elements) throw new Fault('a time is laid out too wide');
  const padded = (/[-_0]/.test(flags) || width !== '' ? bare : value).padStart(length, fill);
  return flags.includes('^') ? padded.toUpperCase() : padded;
};

/** A time as text, by C's strftime in the C locale. */
export const formatDate = (time: Clock, format: string): string => {
  const { clock, zone } = time;
  const [year, month, day, hour] = [
    clock.getUTCFullYear(),
    clock.getUTCMonth(),
    clock.getUTCDate(),
    clock.getUTCHours(),
  ];
  const expand = (text: string): string =>
    text.replace(/%([-_0^]*)(\d*)([A-Za-z%])/g, (whole, flags: string, width: string, letter: string) => {
      const value = directive(letter);
      return value === undefined ? whole : laidOut(value, flags, width, /[ekl]/.test(letter) ? ' ' : '0');
    });
  const directive = (letter: string): string | undefined => {
    switch (letter) {
      case 'Y':
        return String(year);
      case 'C':
        return two(Math.floor(year / 100));
      case 'y':
        return two(year % 100);
      case 'm':
        return two(month + 1);
      case 'd':
        return two(day);
      case 'e':
        return String(day).padStart(2);
      case 'H':
        return two(hour);
      case 'I':
        return two(hour % 12 || 12);
      case 'k':
        return String(hour).padStart(2);
      case 'l':
        return String(hour % 12 || 12).padStart(2);
      case 'M':
        return two(clock.getUTCMinutes());
      case 'S':
        return two(clock.getUTCSeconds());
      case 'f':
        return `${String(clock.getUTCMilliseconds()).padStart(3, '0')}000`;
      case 'p':
        return hour < 12 ? 'AM' : 'PM';
      case 'P':
        return hour < 12 ? 'am' : 'pm';
      case 'A':
        return DAYS[clock.getUTCDay()];
      case 'a':
        return DAYS[clock.getUTCDay()]!.slice(0, 3);
      case 'B':
        return MONTHS[month];
      case 'b':
      case 'h':
        return MONTHS[month]!.slice(0, 3);
      case 'j':
        return String(dayOfYear(clock)).padStart(3, '0');
      case 'u':
        return String(clock.getUTCDay() || 7);
      case 'w':
        return String(clock.getUTCDay());
      case 'U':
        return two(Math.floor((dayOfYear(clock) + 6 - clock.getUTCDay()) / 7));
      case 'W':
        return two(Math.floor((dayOfYear(clock) + 6 - ((clock.getUTCDay() + 6) % 7)) / 7));
      case 'G':
        return String(isoWeek(clock)[0]);
      case 'V':
        return two(isoWeek(clock)[1]);
      case 's':
        return String(Math.floor(time.epoch));
      case 'z':
        return `${zone.minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(zone.minutes) / 60))}${two(Math.abs(zone.minutes) % 60)}`;
      case 'Z':
        return zone.name;
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case '%':
        return '%';
      case 'F':
        return expand('%Y-%m-%d');
      case 'T':
      case 'X':
        return expand('%H:%M:%S');
      case 'R':
        return expand('%H:%M');
      case 'D':
      case 'x':
        return expand('%m/%d/%y');
      case 'r':
        return expand('%I:%M:%S %p');
      case 'c':
        return expand('%a %b %e %H:%M:%S %Y');
    }
    return undefined;
  };
  return expand(format);
};

const PARSED: { readonly [letter: string]: string } = {
  Y: '(?<Y>\\d{4})',
  m: '(?<m>1[0-2]|0?[1-9])',
  d: '(?<d>3[01]|[12]\\d|0?[1-9])',
  H: '(?<H>2[0-3]|[01]?\\d)',
  I: '(?<I>1[0-2]|0?[1-9])',
  M: '(?<M>[0-5]?\\d)',
  S: '(?<S>6[01]|[0-5]?\\d)',
  f: '(?<f>\\d{1,6})',
  y: '(?<y>\\d{2})',
  p: '(?<p>[AaPp][Mm])',
  b: `(?<b>${MONTHS.map(name => name.slice(0, 3)).join('|')})`,
  B: `(?<B>${MONTHS.join('|')})`,
  a: '(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)',
  A: `(?:${DAYS.join('|')})`,
  z: '(?<z>Z|[+-]\\d{2}:?\\d{2})',
  Z: '(?:UTC|GMT|[A-Z]{3,5})',
  j: '(?<j>\\d{1,3})',
  '%': '%',
};

/** Python's `datetime.strptime`: the clock's numbers as if they were UTC. Throws a Fault if the text doesn't follow the format. */
export const parseDate = (text: string, format: string): Date => {
  const expanded = format.replaceAll('%T', '%H:%M:%S').replaceAll('%F', '%Y-%m-%d').replaceAll('%R', '%H:%M');
  const source = expanded.replace(/%([A-Za-z%])|\s+|[\\^$.*+?()[\]{}|/]/g, (whole, letter?: string) => {
    if (letter === undefined) return /\s/.test(whole) ? '\\s+' : `\\${whole}`;
    const part = PARSED[letter];
    if (part === undefined) throw new Fault(`to_datetime() doesn't know "%${letter}"`);
    return part;
  });
  const groups = new RegExp(`^${source}$`, 'i').exec(text)?.groups;
  if (!groups) throw new Fault(`"${text}" is no time of the form "${format}"`);
  const short = Number(groups.y ?? 0);
  const year =
    groups.Y === undefined
      ? groups.y === undefined
        ? 1900
        : short + (short < 69 ? 2000 : 1900)
      : Number(groups.Y);
  const name = (groups.b ?? groups.B)?.slice(0, 3).toLowerCase();
  const month =
    name === undefined
      ? Number(groups.m ?? 1) - 1
      : MONTHS.findIndex(candidate => candidate.toLowerCase().startsWith(name));
  let hour = Number(groups.H ?? groups.I ?? 0);
  if (groups.p !== undefined) hour = (hour % 12) + (/^p/i.test(groups.p) ? 12 : 0);
  const day = Number(groups.d ?? groups.j ?? 1);
  const milliseconds = Math.floor(Number((groups.f ?? '0').padEnd(6, '0')) / 1000);
  const clock = new Date(
    Date.UTC(
      2000,
      groups.j === undefined ? month : 0,
      day,
      hour,
      Number(groups.M ?? 0),
      Number(groups.S ?? 0),
      milliseconds,
    ),
  );
  clock.setUTCFullYear(year);
  if (groups.j === undefined && clock.getUTCDate() !== day)
    throw new Fault(`"${text}" is no day of the calendar`);
  return clock;
};
