import { execFileSync } from 'node:child_process';
import test from 'ava';
import fc from 'fast-check';
import { splitWords } from '../../src/ssh/words.js';

test('splits as sh does', t => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['', []],
    ['  ', []],
    ['-o A=b  -p 22', ['-o', 'A=b', '-p', '22']],
    [`-o "ProxyCommand=ssh -W %h:%p 'gate way'"`, ['-o', "ProxyCommand=ssh -W %h:%p 'gate way'"]],
    [`a'b c'"d e"f`, ['ab cd ef']],
    [`'' ""`, ['', '']],
    ['a\\ b \\"c "d\\"e" \'f\\g\' "h\\i"', ['a b', '"c', 'd"e', 'f\\g', 'h\\i']],
    ['a\tb\nc', ['a', 'b', 'c']],
  ];
  for (const [text, words] of cases) t.deepEqual(splitWords(text), words, text);
});

test('sh agrees', t => {
  const text = fc
    .array(fc.constantFrom('a', 'b', ' ', '  ', "'", '"', '\\', '\\"', '=', '%'), { maxLength: 12 })
    .map(pieces => pieces.join(''));
  fc.assert(
    fc.property(text, line => {
      let words: string[];
      try {
        words = splitWords(line);
      } catch {
        return;
      }
      fc.pre(!line.endsWith('\\'));
      const script = `set -- ${line}\nfor word; do printf '%s\\0' "$word"; done`;
      t.deepEqual(
        execFileSync('sh', ['-c', script], { encoding: 'utf8' }),
        words.map(word => `${word}\0`).join(''),
      );
    }),
    { numRuns: 60 },
  );
});

test('a quote that is never closed is an error', t => {
  t.throws(() => splitWords('a "b'), { message: 'a quote " is never closed' });
  t.throws(() => splitWords("a 'b"), { message: "a quote ' is never closed" });
});
