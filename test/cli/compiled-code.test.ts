import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'ava';
import { CompiledCode } from '../../src/cli/compiled-code.js';
import { ownFolder } from '../own-folder.js';

const require = createRequire(import.meta.url);

/** A program of its own, and the folder where what is compiled of it is kept. */
const programOf = (text: string) => {
  const folder = ownFolder('compiled-code');
  let opened = 0;
  const kept = join(folder, 'trueup');
  return {
    kept,
    files: () => readdirSync(kept),
    written: () => statSync(join(kept, readdirSync(kept)[0]!), { bigint: true }).ctimeNs,
    only: () => join(kept, readdirSync(kept)[0]!),
    /** Opens it under a new name each time: V8 itself remembers what this process has compiled under a name. */
    open: (id = 'one') => {
      const file = join(folder, `${++opened}.cjs`);
      writeFileSync(file, text);
      return new CompiledCode(file, id, { XDG_CACHE_HOME: folder });
    },
  };
};

const answer = `exports.answer = () => require('node:path').extname(__filename);`;

const answerOf = (code: CompiledCode): unknown =>
  (code.load(require) as { readonly answer: () => unknown }).answer();

test('a program runs, and what was compiled of it is kept for the next run', t => {
  const program = programOf(answer);
  const first = program.open();
  t.is(answerOf(first), '.cjs');
  first.keep();
  t.is(program.files().length, 1);
  t.is(statSync(program.kept).mode & 0o777, 0o700);
  t.is(statSync(program.only()).mode & 0o777, 0o600);
  const written = program.written();
  const second = program.open();
  t.is(answerOf(second), '.cjs');
  second.keep();
  t.is(program.written(), written, 'it was used, so nothing is written anew');
});

test('what is no compiled code, or of another V8, is written anew', t => {
  const program = programOf(answer);
  const first = program.open();
  first.load(require);
  first.keep();
  const whole = readFileSync(program.only());
  for (const broken of [Buffer.from('nothing'), Buffer.concat([Buffer.alloc(16), whole.subarray(16)])]) {
    writeFileSync(program.only(), broken);
    const next = program.open();
    t.is(answerOf(next), '.cjs');
    next.keep();
    t.notDeepEqual(readFileSync(program.only()), broken);
  }
});

test('another program does not take it, and puts its own in its place', t => {
  const program = programOf(answer);
  const first = program.open('one');
  first.load(require);
  first.keep();
  const [name] = program.files();
  const other = program.open('two');
  other.load(require);
  other.keep();
  t.is(program.files().length, 1);
  t.not(program.files()[0], name);
});

test('what others could have written is not run', t => {
  const program = programOf(answer);
  const first = program.open();
  first.load(require);
  first.keep();
  for (const path of [program.only(), program.kept]) {
    const { mode } = statSync(path);
    chmodSync(path, mode | 0o020);
    const written = program.written();
    const next = program.open();
    t.is(answerOf(next), '.cjs');
    next.keep();
    t.not(program.written(), written, `${path} was writable for others`);
    chmodSync(path === program.kept ? path : program.only(), mode);
  }
});

test('without a folder to keep it in, all works', t => {
  const program = programOf(answer);
  writeFileSync(program.kept, 'a file');
  const code = program.open();
  t.is(answerOf(code), '.cjs');
  t.notThrows(() => code.keep());
});
