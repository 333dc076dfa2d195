import { Float } from '../value/value.js';
import { type Clock, formatDate } from './date-format.js';
import { Callable, Fault, type Runtime, Special } from './runtime.js';
import { toText } from './values/text.js';

const two = (number: number): string => String(number).padStart(2, '0');

/** A span of time, from the difference of two times. */
export class TimeDelta extends Special {
  override readonly typeName = 'timedelta';
  readonly printable = true;
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    super();
    this.milliseconds = milliseconds;
  }

  override attribute(name: string): Runtime | undefined {
    const days = Math.floor(this.milliseconds / 86_400_000);
    const rest = this.milliseconds - days * 86_400_000;
    switch (name) {
      case 'days':
        return days;
      case 'seconds':
        return Math.floor(rest / 1000);
      case 'microseconds':
        return Math.round((rest % 1000) * 1000);
      case 'total_seconds':
        return new Callable(name, () => new Float(this.milliseconds / 1000));
    }
    return undefined;
  }

  override text(): string {
    const days = Math.floor(this.milliseconds / 86_400_000);
    const seconds = Math.floor((this.milliseconds - days * 86_400_000) / 1000);
    const time = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return days === 0 ? time : `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${time}`;
  }

  compareTo(other: Runtime): number | undefined {
    return other instanceof TimeDelta ? this.milliseconds - other.milliseconds : undefined;
  }

  plus(other: Runtime): Runtime | undefined {
    if (other instanceof DateTime) return other.plus(this);
    return other instanceof TimeDelta ? new TimeDelta(this.milliseconds + other.milliseconds) : undefined;
  }

  minus(other: Runtime): Runtime | undefined {
    return other instanceof TimeDelta ? new TimeDelta(this.milliseconds - other.milliseconds) : undefined;
  }
}

/** A time as Python's `datetime` without a zone: the numbers on a clock and a calendar. */
export class DateTime extends Special implements Clock {
  override readonly typeName = 'datetime';
  readonly printable = true;
  /** The clock's numbers, kept as if they were UTC. */
  readonly clock: Date;
  readonly #epoch: number;
  readonly #zone: { readonly name: string; readonly minutes: number };

  private constructor(clock: Date, epoch: number, zone: { readonly name: string; readonly minutes: number }) {
    super();
    this.clock = clock;
    this.#epoch = epoch;
    this.#zone = zone;
  }

  /** A time by its seconds since 1970, on the clock of UTC or of the runner's zone. */
  static at(seconds: number, utc: boolean): DateTime {
    const time = new Date(seconds * 1000);
    if (Number.isNaN(time.getTime()))
      throw new Fault(`${seconds} seconds since 1970 are beyond the calendar`);
    const minutes = utc ? 0 : -time.getTimezoneOffset();
    const name = utc ? 'GMT' : shortZone(time);
    return new DateTime(new Date(time.getTime() + minutes * 60_000), seconds, { name, minutes });
  }

  static now(utc: boolean): DateTime {
    return DateTime.at(Date.now() / 1000, utc);
  }

  /** A time by what a clock shows. */
  static ofClock(clock: Date): DateTime {
    return new DateTime(clock, clock.getTime() / 1000, { name: '', minutes: 0 });
  }

  get epoch(): number {
    return this.#epoch;
  }

  get zone(): { readonly name: string; readonly minutes: number } {
    return this.#zone;
  }

  override attribute(name: string): Runtime | undefined {
    const { clock } = this;
    const numbers: { readonly [name: string]: number } = {
      year: clock.getUTCFullYear(),
      month: clock.getUTCMonth() + 1,
      day: clock.getUTCDate(),
      hour: clock.getUTCHours(),
      minute: clock.getUTCMinutes(),
      second: clock.getUTCSeconds(),
      microsecond: clock.getUTCMilliseconds() * 1000,
    };
    if (Object.hasOwn(numbers, name)) return numbers[name];
    const methods: { readonly [name: string]: (argument: Runtime | undefined) => Runtime } = {
      strftime: format => formatDate(this, toText(format ?? '')),
      isoformat: () => this.isoText(),
      timestamp: () => new Float(this.#epoch),
      weekday: () => (clock.getUTCDay() + 6) % 7,
      isoweekday: () => clock.getUTCDay() || 7,
      date: () => DateTime.ofClock(new Date(clock.getTime() - (clock.getTime() % 86_400_000))),
    };
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    return method && new Callable(name, ({ positional }) => method(positional[0]));
  }

  /** `2024-05-01T12:00:00` */
  isoText(): string {
    return this.text().replace(' ', 'T');
  }

  override text(): string {
    const text = this.clock.toISOString().replace('T', ' ').replace('Z', '');
    return text.endsWith('.000') ? text.slice(0, -4) : `${text}000`;
  }

  compareTo(other: Runtime): number | undefined {
    return other instanceof DateTime ? this.clock.getTime() - other.clock.getTime() : undefined;
  }

  plus(other: Runtime): Runtime | undefined {
    return other instanceof TimeDelta
      ? DateTime.ofClock(new Date(this.clock.getTime() + other.milliseconds))
      : undefined;
  }

  minus(other: Runtime): Runtime | undefined {
    if (other instanceof DateTime) return new TimeDelta(this.clock.getTime() - other.clock.getTime());
    return other instanceof TimeDelta
      ? DateTime.ofClock(new Date(this.clock.getTime() - other.milliseconds))
      : undefined;
  }
}

const shortZone = (time: Date): string =>
  new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(time)
    .find(({ type }) => type === 'timeZoneName')?.value ?? '';
