import test from 'ava';
import fc from 'fast-check';
import { type BlockWish, placeBlock } from '../../../src/modules/files/block.js';

const WISH: BlockWish = {
  block: 'x\ny',
  begin: '# begin',
  end: '# end',
  insertAfter: undefined,
  insertBefore: undefined,
};
const BLOCK = '# begin\nx\ny\n# end\n';

// Each is what Ansible's blockinfile makes of the file.
const CASES: readonly (readonly [
  name: string,
  before: string,
  wish: Partial<BlockWish>,
  after: string,
  message: string,
])[] = [
  ['adds at the end', 'a\n', {}, `a\n${BLOCK}`, 'Block inserted'],
  ['ends the last line first', 'a', {}, `a\n${BLOCK}`, 'Block inserted'],
  ['an empty file', '', {}, BLOCK, 'Block inserted'],
  ['is there', `a\n${BLOCK}b\n`, {}, `a\n${BLOCK}b\n`, ''],
  ['replaces a block', 'a\n# begin\nold\n# end\nb\n', {}, `a\n${BLOCK}b\n`, 'Block inserted'],
  [
    'replaces a block whose markers are turned round',
    'a\n# end\nq\n# begin\nb\n',
    {},
    `a\n${BLOCK}b\n`,
    'Block inserted',
  ],
  [
    'leaves a marker alone that has no other',
    'a\n# begin\nb\n',
    {},
    `a\n# begin\nb\n${BLOCK}`,
    'Block inserted',
  ],
  ['takes a block out', `a\n${BLOCK}b\n`, { block: '' }, 'a\nb\n', 'Block removed'],
  ['takes out nothing', 'a\nb\n', { block: '' }, 'a\nb\n', ''],
  [
    'behind the last line that matches',
    'a1\na2\nb\n',
    { insertAfter: '^a' },
    `a1\na2\n${BLOCK}b\n`,
    'Block inserted',
  ],
  [
    'before the last line that matches',
    'a1\na2\nb\n',
    { insertBefore: '^a' },
    `a1\n${BLOCK}a2\nb\n`,
    'Block inserted',
  ],
  ['at the end where nothing matches', 'a\n', { insertBefore: '^z' }, `a\n${BLOCK}`, 'Block inserted'],
  ['at the beginning', 'a\n', { insertBefore: 'BOF' }, `${BLOCK}a\n`, 'Block inserted'],
  ['at the end as said', 'a\n', { insertAfter: 'EOF' }, `a\n${BLOCK}`, 'Block inserted'],
  ['stays where it is, whatever insertafter says', `${BLOCK}a\n`, { insertAfter: 'a' }, `${BLOCK}a\n`, ''],
  [
    'behind what matches over lines',
    'a\nb\nc\n',
    { insertAfter: '(?m)^a\nb' },
    `a\nb\n${BLOCK}c\n`,
    'Block inserted',
  ],
  [
    'before what matches over lines',
    'a\nb\nc\n',
    { insertBefore: '(?m)^b\nc' },
    `a\n${BLOCK}b\nc\n`,
    'Block inserted',
  ],
];

for (const [name, before, wish, text, message] of CASES)
  test(name, t => t.deepEqual(placeBlock(before, { ...WISH, ...wish }, false), { text, message }));

test('a new file says so', t =>
  t.deepEqual(placeBlock('', WISH, true), { text: BLOCK, message: 'File created' }));

test('a second time nothing is left to do, and taking it out again leaves what was there', t => {
  const lines = fc.array(fc.constantFrom('a', 'b', '', '  c', '\r'), { maxLength: 6 });
  const insertAfter = fc.constantFrom(undefined, 'EOF', 'b', 'none');
  fc.assert(
    fc.property(lines, insertAfter, (rows, after) => {
      const text = rows.map(row => `${row}\n`).join('');
      const wish = { ...WISH, insertAfter: after };
      const once = placeBlock(text, wish, false);
      t.deepEqual(placeBlock(once.text, wish, false), { text: once.text, message: '' });
      t.is(placeBlock(once.text, { ...wish, block: '' }, false).text, text);
    }),
  );
});
