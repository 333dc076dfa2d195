import test from 'ava';
import yargs from 'yargs';
import { apart, PARSING, readFlags } from '../../src/cli/flag-parser.js';
import { COMMON_FLAGS, RUN_FLAGS } from '../../src/cli/flags.js';

const table = { ...RUN_FLAGS, ...COMMON_FLAGS };

/** What yargs itself makes of a line: an error's text, or its flags. */
const byYargs = async (line: readonly string[]): Promise<unknown> => {
  let problem: string | undefined;
  const { $0: _, ...flags } = await yargs([...line])
    .parserConfiguration(PARSING)
    .options({ ...table })
    .requiresArg(Object.keys(table).filter(name => ['string', 'number'].includes(String(table[name]?.type))))
    .strictOptions()
    .version(false)
    .help(false)
    .fail((message, error) => {
      problem = message ?? error.message;
    })
    .parseAsync();
  return problem ?? flags;
};

const understood: readonly (readonly string[])[] = [
  [],
  ['site.yaml'],
  ['site.yaml', 'more.yaml', '-i', 'a', '-i', 'b', '--inventory=c', '--inventory-file', 'd'],
  ['-vvv', 'site.yaml', '-v', '--verbose'],
  ['-CDb', 'site.yaml', '-K', '-k'],
  ['-e', 'a=1', '--extra-vars', '{"a": 2}', '--extra-vars=@file', 'site.yaml'],
  ['--ssh-common-args', '-o Compression=yes', '--ssh-extra-args=-4', 'site.yaml'],
  ['-f', '5', 'site.yaml', '-T7', '-u', 'root', '-l', 'web*:!web1'],
  ['--forks=20', '-t', 'a,b', '--tags', 'c', '--skip-tags=d', 'site.yaml'],
  ['--become-user', 'app', '--become-method=su', '--become', 'site.yaml'],
  ['site.yaml', '--', '-x'],
  ['-f', 'many', 'site.yaml'],
  ['--limit', '', 'site.yaml'],
  ['-l', 'a', '-l', 'b', 'site.yaml'],
  ['0644.yaml', '-e', '007'],
];

for (const line of understood)
  test(`${line.join(' ') || 'nothing'} is read as yargs reads it`, async t => {
    t.deepEqual(await readFlags(line, table), (await byYargs(line)) as never);
  });

const left: readonly (readonly string[])[] = [
  ['--help'],
  ['-h'],
  ['--version'],
  ['site.yaml', '--no-such-flag'],
  ['-x', 'site.yaml'],
  ['site.yaml', '-i'],
  ['site.yaml', '--forks'],
  ['--check-mode', 'site.yaml'],
];

for (const line of left)
  test(`${line.join(' ')} is left to yargs`, async t => t.is(await readFlags(line, table), undefined));

const joined: readonly (readonly [string, readonly string[]])[] = [
  ['-uroot', ['-u', 'root']],
  ['-u=root', ['-u', 'root']],
  ['-bu', ['-b', '-u']],
  ['-bKuroot', ['-b', '-K', '-u', 'root']],
  ['-f5', ['-f', '5']],
  ['-vvv', ['-v', '-v', '-v']],
  ['-e{"a": 1}', ['-e', '{"a": 1}']],
  ['-lb', ['-l', 'b']],
  ['-bx', ['-bx']],
  ['-u', ['-u']],
  ['--user', ['--user']],
];

for (const [word, words] of joined)
  test(`${word} is ${words.join(' ')}`, t =>
    t.deepEqual(apart([word, 'site.yaml'], table), [...words, 'site.yaml']));

test('behind -- nothing is a flag', t =>
  t.deepEqual(apart(['-ua', '--', '-ub'], table), ['-u', 'a', '--', '-ub']));
