import test from 'ava';
import { parseTime } from '../../../src/modules/files/timestamps.js';

test('times are read by their format', t => {
  t.deepEqual(parseTime('202001312359.58', '%Y%m%d%H%M.%S'), { local: '2020-01-31 23:59:58' });
  t.deepEqual(parseTime('1/2/2021 (x)', '%d/%m/%Y (x)'), { local: '2021-02-01 00:00:00' });
  t.deepEqual(parseTime('07:08', '%H:%M'), { local: '1900-01-01 07:08:00' });
  t.is(parseTime('now', '%Y'), 'now');
  t.is(parseTime('preserve', '%Y'), 'preserve');
});

test('what is not a time of the format is said', t => {
  t.deepEqual(parseTime('2020', '%Y%m%d'), { problem: 'time "2020" is not of the format "%Y%m%d"' });
  t.deepEqual(parseTime('2020x01', '%Y.%m'), { problem: 'time "2020x01" is not of the format "%Y.%m"' });
  t.deepEqual(parseTime('Jan', '%b'), { problem: '%b in a format of times is not supported' });
});
