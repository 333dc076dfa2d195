import test from 'ava';
import fc from 'fast-check';
import { Capture } from '../../src/agent/capture.js';

const capture = (limit: number, chunks: readonly Uint8Array[]): Capture => {
  const made = new Capture(limit);
  for (const chunk of chunks) made.push(Buffer.from(chunk));
  return made;
};

test('up to the limit everything is kept', t => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), chunks => {
      const made = capture(400, chunks);
      t.deepEqual(made.bytes(), Buffer.concat(chunks));
      t.is(made.dropped, 0);
    }),
  );
});

test('past the limit the first and the last half are kept, and it says how much is left out', t => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 3, maxLength: 40 }),
      fc.integer({ min: 1, max: 20 }),
      (chunks, half) => {
        const all = Buffer.concat(chunks);
        fc.pre(all.length > 2 * half);
        const made = capture(2 * half, chunks);
        const left = all.length - 2 * half;
        t.is(made.dropped, left);
        t.deepEqual(
          made.bytes(),
          Buffer.concat([
            all.subarray(0, half),
            Buffer.from(`\n[... ${left} bytes left out ...]\n`),
            all.subarray(all.length - half),
          ]),
        );
      },
    ),
  );
});

test('chunks of one byte are put together', t => {
  const made = new Capture(64 * 1024);
  for (let index = 0; index < 100_000; index++) made.push(Buffer.from([index % 251]));
  const bytes = made.bytes();
  t.is(bytes[0], 0);
  t.is(bytes.at(-1), 99_999 % 251);
  t.is(made.dropped, 100_000 - 64 * 1024);
});
