import { openSync, writeSync } from 'node:fs';
import { userInfo } from 'node:os';
import { Writable } from 'node:stream';
import type { Reporter } from '../run/events.js';

/**
 * A log file as Ansible's `log_path`: each line of a report behind the time, the process and who runs it.
 * @throws what the system says where the file can't be written
 */
export const logStream = (path: string): Writable => {
  const file = openSync(path, 'a');
  const { username } = userInfo();
  return new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      // That all is written is asked for by writing nothing.
      if (chunk.length === 0) return done();
      const lead = `${timeText(new Date())} p=${process.pid} u=${username} n=ansible | `;
      const lines = String(chunk).replace(/\n$/, '').split('\n');
      writeSync(file, lines.map(line => `${lead}${line}\n`).join(''));
      done();
    },
  });
};

const timeText = (time: Date): string => {
  const two = (number: number): string => String(number).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  const clock = [two(time.getHours()), two(time.getMinutes()), two(time.getSeconds())].join(':');
  return `${date} ${clock},${String(time.getMilliseconds()).padStart(3, '0')}`;
};

/** Tells several reporters the same. */
export const both = (...reporters: readonly Reporter[]): Reporter => ({
  report: event => {
    for (const reporter of reporters) reporter.report(event);
  },
  close: async () => {
    await Promise.all(reporters.map(reporter => reporter.close()));
  },
});
