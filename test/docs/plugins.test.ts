import test from 'ava';
import { runIn } from '../cli/project.js';
import { codeBlocks, pageAt } from './pages.js';

/** The page's files, by the path that their comment says. */
const files = Object.fromEntries(
  codeBlocks(pageAt('docs/plugins.md')).flatMap(({ text }): [string, string][] => {
    const path = /^(?:#!.*\n)?(?:#|\/\/) (\S+)\n/.exec(text)?.[1];
    return path === undefined ? [] : [[path, text]];
  }),
);

const shown =
  codeBlocks(pageAt('docs/plugins.md')).find(({ language }) => language === 'console')?.text ?? '';

test('the page has an example of each', t => {
  t.deepEqual(Object.keys(files).sort(), [
    'filter_plugins/words.ts',
    'library/motd.js',
    'library/release',
    'lookup_plugins/ticket.js',
    'site.yml',
    'test_plugins/words.js',
  ]);
});

test('the examples do what the page shows', async t => {
  const [command = '', ...output] = shown.split('\n');
  const { code, stdout, folder } = await runIn(files, command.replace('$ trueup ', '').split(' '));
  t.is(stdout.replaceAll(folder, 'FOLDER'), output.join('\n'));
  t.is(code, 2);
});

test('the examples make what they plan, once', async t => {
  const again = { ...files, 'again.yml': '- import_playbook: site.yml\n- import_playbook: site.yml\n' };
  const { code, stdout, stderr } = await runIn(again, ['apply', 'again.yml']);
  t.is(code, 0, stdout + stderr);
  t.regex(stdout, /ok=4 +changed=2 /);
});
