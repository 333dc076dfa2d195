import test from 'ava';
import type { Difference } from '../../src/modules/module.js';
import { diffLines } from '../../src/report/diff.js';
import { textOf } from '../../src/report/style.js';
import { Secrets } from '../../src/value/secrets.js';

const shown = (differences: readonly Difference[], ...hidden: readonly string[]): string => {
  const secrets = new Secrets();
  for (const secret of hidden) secrets.add(secret);
  return diffLines(differences, secrets)
    .map(spans => `${textOf(spans)}\n`)
    .join('');
};

const content = (before: string | Buffer | undefined, after: string | Buffer | undefined): Difference => ({
  kind: 'content',
  subject: '/etc/x',
  before,
  after,
});
const attribute = (subject: string, name: string, before: string | undefined, after: string): Difference => ({
  kind: 'attribute',
  subject,
  name,
  before,
  after,
});

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join('');

const cases: { readonly [title: string]: readonly [readonly Difference[], string] } = {
  'a line changed and one added': [
    [content('a\nb\nc\n', Buffer.from('a\nB\nc\nd\n'))],
    '--- before: /etc/x\n+++ after: /etc/x\n@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d\n\n',
  ],
  'a new file': [[content(undefined, 'new\n')], '--- before\n+++ after: /etc/x\n@@ -0,0 +1 @@\n+new\n\n'],
  'a file that goes': [
    [content('a\nb\n', undefined)],
    '--- before: /etc/x\n+++ after\n@@ -1,2 +0,0 @@\n-a\n-b\n\n',
  ],
  'a file that becomes empty': [
    [content('a\n', '')],
    '--- before: /etc/x\n+++ after: /etc/x\n@@ -1 +0,0 @@\n-a\n\n',
  ],
  'no newline at the end': [
    [content('x', 'y')],
    '--- before: /etc/x\n+++ after: /etc/x\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n\\ No newline at end of file\n\n',
  ],
  'changes far from each other have three lines around each': [
    [content(numbered(1, 20), `one\n${numbered(2, 19)}twenty\n`)],
    '--- before: /etc/x\n+++ after: /etc/x\n@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n@@ -17,4 +17,4 @@\n 17\n 18\n 19\n-20\n+twenty\n\n',
  ],
  'a binary file on the host': [
    [content(Buffer.from([0, 1]), 'text')],
    'diff skipped: destination file appears to be binary\n',
  ],
  'a binary file to be': [[content('', '\0')], 'diff skipped: source file appears to be binary\n'],
  'a file that is too large': [
    [content('x'.repeat(104449), 'x')],
    'diff skipped: destination file size is greater than 104448\n',
  ],
  'attributes of a path': [
    [attribute('/etc/x', 'mode', '0644', '0600'), attribute('/etc/x', 'state', undefined, 'file')],
    '--- before\n+++ after\n@@ -1,4 +1,5 @@\n {\n-    "mode": "0644",\n-    "path": "/etc/x"\n+    "mode": "0600",\n+    "path": "/etc/x",\n+    "state": "file"\n }\n\n',
  ],
  'attributes of other things': [
    [attribute('apache2', 'version', '2.4.1', '2.4.2'), attribute('curl', 'state', 'absent', 'present')],
    '--- before: apache2\n+++ after: apache2\n@@ -1,3 +1,3 @@\n {\n-    "version": "2.4.1"\n+    "version": "2.4.2"\n }\n\n' +
      '--- before: curl\n+++ after: curl\n@@ -1,3 +1,3 @@\n {\n-    "state": "absent"\n+    "state": "present"\n }\n\n',
  ],
};

for (const [title, [differences, expected]] of Object.entries(cases))
  test(title, t => t.is(shown(differences), expected));

test('a long difference is cut, with a count of what is left out', t => {
  const lines = shown([content(undefined, numbered(1, 1000))]).split('\n');
  t.is(lines.length, 503);
  t.is(lines[499], '+497');
  t.is(lines[500], '... 503 more lines');
});

test('contents of which little is the same are shown as replaced', t => {
  const before = numbered(1, 3000);
  const after = numbered(10_001, 13_000);
  t.is(shown([content(before, after)]).split('\n')[2], '@@ -1,3000 +1,3000 @@');
});

test('secrets are taken out before contents are compared', t => {
  t.is(
    shown([content('password=hunter22\n', 'password=trustno1\n')], 'hunter22', 'trustno1'),
    'diff skipped: the content of /etc/x differs only in what is not to be shown\n',
  );
  t.is(
    shown([content('k=hunter22\n', 'k=hunter22\nb\n')], 'hunter22'),
    '--- before: /etc/x\n+++ after: /etc/x\n@@ -1 +1,2 @@\n k=********\n+b\n\n',
  );
});
