import test from 'ava';
import { localeGen } from '../../../src/modules/system/locale_gen.js';
import { planFor } from './plans.js';

const FILE = '# de_CH.UTF-8 UTF-8\n# de_CH ISO-8859-1\nen_US.UTF-8 UTF-8\n';

const sized = (text: string): string => `${Buffer.byteLength(text)}\0${text}`;

/** What the probe prints. */
const printed = (kind: string, generated: string, available = FILE, chosen = available): string =>
  `${kind}\0${generated}\0${sized(available)}${sized(chosen)}`;

const plan = (args: object, text: string, checkMode = false) =>
  planFor(localeGen, { name: 'de_CH.UTF-8', ...args }, text, checkMode);

test('a locale is taken into the file and generated, or commented out', async t => {
  const made = await plan({}, printed('file', 'C\nen_US.utf8'));
  if (made.kind !== 'change') return t.fail();
  t.deepEqual(made.result, { name: 'de_CH.UTF-8', msg: 'OK' });
  t.is(String(made.apply.payload![1]), FILE.replace('# de_CH.UTF-8', 'de_CH.UTF-8'));
  t.true(made.apply.text.includes('said=$(locale-gen 2>&1)'));
  const gone = await plan({ name: 'en_US.UTF-8', state: 'absent' }, printed('file', 'C\nen_US.utf8'));
  if (gone.kind !== 'change') return t.fail();
  t.is(String(gone.apply.payload![1]), FILE.replace('en_US.UTF-8', '# en_US.UTF-8'));
  // Its line is there already.
  const again = await plan({ name: 'en_US.UTF-8' }, printed('file', 'C'));
  t.true(again.kind === 'change' && again.apply.payload!.length === 0);
});

test("Ubuntu's way", async t => {
  const supported = 'de_CH.UTF-8 UTF-8\nen_US.UTF-8 UTF-8\n';
  const made = await plan({}, printed('ubuntu', 'C', supported, 'en_US.UTF-8 UTF-8\n'));
  t.true(made.kind === 'change' && made.apply.text.includes('locale-gen de_CH.UTF-8'));
  const gone = await plan({ state: 'absent' }, printed('ubuntu', 'de_CH.utf8', supported, supported));
  if (gone.kind !== 'change') return t.fail();
  t.is(String(gone.apply.payload![1]), 'en_US.UTF-8 UTF-8\n');
  t.true(gone.apply.text.includes('locale-gen --purge'));
});

test('what is there, what is not, and what can not be', async t => {
  t.like(await plan({}, printed('file', 'de_CH.utf8'), true), { kind: 'same', result: {} });
  t.is((await plan({ state: 'absent' }, printed('file', 'C'))).kind, 'same');
  t.like(await plan({ name: 'xx_XX' }, printed('file', 'C')), {
    message: "The locale you've entered is not available on your system.",
  });
  t.like(await plan({}, printed('', 'C', '', '')), { kind: 'failed' });
});
