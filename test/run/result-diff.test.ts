import test from 'ava';
import { ok } from '../../src/run/outcome.js';
import { withDiff } from '../../src/run/result-diff.js';
import { toUtf8 } from '../../src/value/utf8.js';
import { toPlain } from '../../src/value/value.js';

const outcome = {
  ...ok({}, true),
  differences: [
    { kind: 'content', subject: '/f', before: Buffer.from('a\n'), after: 'b\n' },
    { kind: 'attribute', subject: '/f', name: 'mode', before: '0600', after: '0644' },
    { kind: 'attribute', subject: '/f', name: 'owner', before: 'root', after: 'www' },
  ],
} as const;

test('a result has its differences where they are asked for', t => {
  const attributes = {
    before: { path: '/f', mode: '0600', owner: 'root' },
    after: { path: '/f', mode: '0644', owner: 'www' },
  };
  const diffOf = (differences: typeof outcome.differences | readonly [], isAskedFor = true) => {
    const diff = withDiff({ ...outcome, differences }, isAskedFor).result.get('diff');
    return diff === undefined ? undefined : toPlain(diff);
  };
  t.deepEqual(diffOf(outcome.differences), [
    { before: 'a\n', after: 'b\n', before_header: '/f', after_header: '/f' },
    attributes,
  ]);
  t.deepEqual(
    toPlain(withDiff({ ...outcome, differences: outcome.differences.slice(1) }, true).result.get('diff')!),
    attributes,
  );
  t.is(diffOf([]), undefined);
  t.is(diffOf(outcome.differences, false), undefined);
});

test('bytes that are no UTF-8 stay what they are', t => {
  const content = Buffer.from([0x61, 0xff, 0x62]);
  const differences = [{ kind: 'content', subject: '/f', before: undefined, after: content }] as const;
  const diff = withDiff({ ...ok({}), differences }, true).result.get('diff');
  const [first] = toPlain(diff!) as unknown as readonly { readonly after: string }[];
  t.deepEqual(toUtf8(first!.after), content);
});
