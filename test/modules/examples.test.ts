import test from 'ava';
import { loadModules, moduleNames } from '../../src/modules/index.js';
import { runIn } from '../cli/project.js';

test('every module has examples, and they are tasks of it that may be run', async t => {
  const modules = await loadModules(moduleNames());
  for (const [name, { examples = '', collection, aliases = [] }] of modules) {
    const names = [name, ...aliases].map(each => `(?:${collection}\\.)?${each}`).join('|');
    t.regex(examples, new RegExp(`^ *(?:- )?(?:${names}):`, 'm'), name);
  }
  const playbooks = [...modules].map(([name, { examples = '' }]) => [
    `${name}.yml`,
    // Most are tasks, some are plays.
    /^ {2}hosts:/m.test(examples)
      ? examples
      : `- hosts: all\n  tasks:\n${examples.replaceAll(/^(?=.)/gm, '    ')}`,
  ]);
  const { stdout } = await runIn(Object.fromEntries(playbooks), [
    'lint',
    ...playbooks.map(([file]) => file!),
  ]);
  // The files that examples name are not there.
  const mistakes = [...stdout.matchAll(/^\S+ error: .*$/gm)].map(([line]) => line);
  t.deepEqual(
    mistakes.filter(line => !/could not find or access/.test(line)),
    [],
  );
});
