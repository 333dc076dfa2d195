import test from 'ava';
import { OutputTail } from '../../../src/report/live/output-tail.js';

const cases: { readonly [title: string]: readonly [readonly string[], string] } = {
  'the last line that has ended': [['one\ntwo\nthr'], 'two'],
  'a line that comes in pieces': [['secr', 'et word', '\n'], 'secret word'],
  'a line that has not ended is not shown': [['secr', 'et'], ''],
  'blank lines are passed over': [['one\n\n  \n'], 'one'],
  'a progress bar ends its lines with returns': [['10%\r20%\r'], '20%'],
  'a line without measure is dropped with its end': [['one\n', 'x'.repeat(70_000), 'rest\n'], 'one'],
  'what follows such a line is shown': [['x'.repeat(70_000), 'rest\ntwo\n'], 'two'],
};

for (const [title, [pieces, expected]] of Object.entries(cases))
  test(title, t => {
    const tail = new OutputTail();
    for (const piece of pieces) tail.push(piece);
    t.is(tail.last, expected);
  });
