import test from 'ava';
import { checkKeys, editKeys, type KeysWish, keysIn } from '../../../src/modules/system/authorized-keys.js';

const ONE = 'ssh-ed25519 AAAA one two';
const TWO = 'ssh-rsa BBBB';
const FILE = `# top\n#x\n\ncommand="a,b",no-pty ${TWO} old\nbroken line\n`;

const wish = (given: Partial<KeysWish>): KeysWish => ({
  keys: [ONE],
  present: true,
  exclusive: false,
  options: undefined,
  comment: undefined,
  ...given,
});

const cases: readonly (readonly [
  title: string,
  text: string,
  given: Partial<KeysWish>,
  after: string | undefined,
])[] = [
  ['a key comes last', FILE, {}, `${FILE}${ONE}\n`],
  ['it is there', `${ONE}\n`, {}, undefined],
  ['another comment', `${ONE}\n`, { comment: 'three' }, 'ssh-ed25519 AAAA three\n'],
  ['options are given', `${ONE}\n`, { options: 'no-pty,from="1,2"' }, `no-pty,from="1,2" ${ONE}\n`],
  ['options in another order', `a,from="1,2" ${ONE}\n`, { options: 'from="1,2",a' }, undefined],
  [
    'options and comment of a key go where they are not given',
    FILE,
    { keys: [TWO] },
    `# top\n#x\n\nbroken line\n${TWO} \n`,
  ],
  ['a key goes, whatever its options', FILE, { keys: [TWO], present: false }, '# top\n#x\n\nbroken line\n'],
  ['it is not there', FILE, { present: false }, undefined],
  ['no others', FILE, { keys: [ONE, `${TWO} x`], exclusive: true }, `${ONE}\n${TWO} x\n`],
  ['no others, and there are none', `${ONE}\n`, { exclusive: true }, undefined],
  ['a last line without an end', `${TWO} x`, {}, `${TWO} x\n${ONE}\n`],
  ['a last comment without an end', '# x', {}, `# x\n${ONE}\n`],
];

for (const [title, text, given, after] of cases) test(title, t => t.is(editKeys(text, wish(given)), after));

test('what is no key is told', t => {
  t.deepEqual(keysIn(`${ONE}\r\n\n# c\n${TWO}`), [ONE, TWO]);
  t.throws(() => checkKeys(['nonsense']), { message: 'invalid key specified: nonsense' });
  t.throws(() => checkKeys(['ssh-rsa']), { message: 'invalid key specified: ssh-rsa' });
  t.notThrows(() => checkKeys(['sk-ssh-ed25519@openssh.com A', 'ssh-rsa-cert-v01@openssh.com A']));
});
