import type { Collector } from './gather.js';

/** The host's clock and its time zone, with and without summer time. */
export const dateTime: Collector = {
  commands: {
    date: `date '+%Y %m %A %w %W %d %H %M %S %s %N %Z %z'
year=$(date +%Y)
date -d "$year-01-01 00:00:00" '+%Z %z' && date -d "$year-07-01 00:00:00" '+%Z %z'`,
  },
  parse: sections => {
    const [now = '', ...zones] = sections.lines(':date');
    const words = now.split(' ');
    if (words.length < 13) return {};
    const [year, month, weekday, weekdayNumber, week, day, hour, minute, second, epoch] = words as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const micros = /^\d{9}$/.test(words[10]!) ? words[10]!.slice(0, 6) : '000000';
    const [tz, offset] = [words[11]!, words[12]!];
    const utc = new Date(Number(epoch) * 1000).toISOString().slice(0, 19);
    const basic = `${year}${month}${day}T${hour}${minute}${second}`;
    return {
      date_time: {
        year,
        month,
        weekday,
        weekday_number: weekdayNumber,
        weeknumber: week,
        day,
        hour,
        minute,
        second,
        epoch,
        epoch_int: epoch,
        date: `${year}-${month}-${day}`,
        time: `${hour}:${minute}:${second}`,
        iso8601_micro: `${utc}.${micros}Z`,
        iso8601: `${utc}Z`,
        iso8601_basic: basic + micros,
        iso8601_basic_short: basic,
        tz,
        tz_dst: summerTime(zones) ?? tz,
        tz_offset: offset,
      },
    };
  },
};

/** Of two zones, `CET +0100` and `CEST +0200`, the one that is further east. */
const summerTime = (zones: readonly string[]): string | undefined => {
  const sorted = zones.map(zone => zone.split(' ')).sort((a, b) => Number(b[1]) - Number(a[1]));
  return sorted[0]?.[0];
};
