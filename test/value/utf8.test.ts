import test from 'ava';
import fc from 'fast-check';
import { fromUtf8, toUtf8, utf8Length } from '../../src/value/utf8.js';

test('any bytes come back as they were', t => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 6 }),
          fc.string({ unit: 'binary' }).map(text => Buffer.from(text)),
        ),
      ),
      parts => {
        const bytes = Buffer.concat(parts);
        const text = fromUtf8(bytes);
        t.true(toUtf8(text).equals(bytes));
        t.is(utf8Length(text), bytes.length);
      },
    ),
    { numRuns: 1000 },
  );
});

test('what is UTF-8 is read as such, each other byte as Python has it', t => {
  const read = (...bytes: number[]) => fromUtf8(Buffer.from(bytes));
  t.is(fromUtf8(Buffer.from('é€😀')), 'é€😀');
  t.is(read(0x63, 0xe9, 0x20), 'c\udce9 ');
  // Overlong, a surrogate, beyond Unicode, cut off.
  t.is(read(0xc0, 0xaf), '\udcc0\udcaf');
  t.is(read(0xed, 0xa0, 0x80), '\udced\udca0\udc80');
  t.is(read(0xf4, 0x90, 0x80, 0x80), '\udcf4\udc90\udc80\udc80');
  t.is(read(0xe2, 0x82), '\udce2\udc82');
  t.is(read(0xf0, 0x9f, 0x98, 0x80, 0xff), '😀\udcff');
});

test('characters that stand for no byte are written as Node writes them', t => {
  t.deepEqual(toUtf8('a\ud800b'), Buffer.from('a\ufffdb'));
  t.deepEqual(toUtf8('😀\udce9'), Buffer.concat([Buffer.from('😀'), Buffer.of(0xe9)]));
});
