import test from 'ava';
import fc from 'fast-check';
import { AnswerReader } from '../../src/agent/answers.js';

/** Like one by chance, it doesn't begin again within itself. */
const NONCE = '0f1e2d3c4b5a69788796a5b4c3d2e1f1';

type Event = { output: Buffer } | { end: [number, number] } | 'broken';

const read = (chunks: readonly Buffer[]): Event[] => {
  const events: Event[] = [];
  const reader = new AnswerReader(NONCE, {
    output: chunk => {
      const last = events.at(-1);
      if (last !== undefined && last !== 'broken' && 'output' in last)
        last.output = Buffer.concat([last.output, chunk]);
      else events.push({ output: Buffer.from(chunk) });
    },
    end: (step, status) => events.push({ end: [step, status] }),
    broken: () => events.push('broken'),
  });
  for (const chunk of chunks) reader.push(chunk);
  return events;
};

/** Bytes among which pieces of the nonce and of answers are likely. */
const nasty = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 8 }).map(bytes => Buffer.from(bytes)),
      fc.nat(NONCE.length - 1).map(length => Buffer.from(NONCE.slice(0, length))),
      fc.constantFrom(' 1 0\n', '\n', '\0').map(text => Buffer.from(text)),
    ),
    { maxLength: 8 },
  )
  .map(pieces => Buffer.concat(pieces))
  .filter(bytes => !bytes.includes(NONCE));

const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const sorted = [...new Set(places.map(place => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((start, index) => bytes.subarray(start, sorted[index] ?? bytes.length));
};

test('any output between any answers comes out as it went in, however it is cut', t => {
  const steps = fc.array(fc.tuple(nasty, fc.nat(4_000_000), fc.nat(255)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(steps, fc.array(fc.nat(), { maxLength: 12 }), (answers, places) => {
      const stream = Buffer.concat(
        answers.flatMap(([output, step, status]) => [output, Buffer.from(`${NONCE} ${step} ${status}\n`)]),
      );
      const expected = answers.flatMap(([output, step, status]): Event[] => [
        ...(output.length > 0 ? [{ output }] : []),
        { end: [step, status] },
      ]);
      t.deepEqual(read(cut(stream, places)), expected);
    }),
  );
});

test('output is handed on at once, but for the start of an answer', t => {
  const output = Buffer.from(`text${NONCE.slice(0, 5)}`);
  t.deepEqual(read([output]), [{ output: Buffer.from('text') }]);
  t.deepEqual(read([output, Buffer.from('x')]), [{ output: Buffer.from(`text${NONCE.slice(0, 5)}x`) }]);
});

test('an answer that no agent can have given breaks the stream, and nothing more is read', t => {
  for (const bad of [' x 0\n', ' 1\n', ' 1 2 3\n', '\n', ` ${'9'.repeat(40)}`, ' 1 0000000000000000'])
    t.deepEqual(
      read([Buffer.from(`a${NONCE}${bad}${NONCE} 1 0\n`)]),
      [{ output: Buffer.from('a') }, 'broken'],
      bad,
    );
});
