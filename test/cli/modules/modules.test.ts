import test from 'ava';
import { moduleNames } from '../../../src/modules/index.js';
import { runIn } from '../project.js';

test('modules: every module has a line', async t => {
  const { code, stdout } = await runIn({}, ['modules']);
  t.is(code, 0);
  const lines = stdout.trimEnd().split('\n');
  t.deepEqual(
    lines.map(line => line.split(' ')[0]),
    moduleNames(),
  );
  for (const line of lines) t.regex(line, /^\w+ {2,}\S.*\.$/);
});

test('modules NAME: options, what is returned, and examples, for each name', async t => {
  const { code, stdout } = await runIn({}, ['modules', 'ansible.builtin.stat', 'gather_facts', 'htpasswd']);
  t.is(code, 0);
  t.regex(stdout, /^stat \(ansible\.builtin\.stat\)\n {2}\w.*\n\nOPTIONS\n {2}path {2}path; must be given/);
  t.regex(stdout, /^setup \(ansible\.builtin\.setup, also gather_facts\)$/m);
  t.regex(stdout, /^ {2}password {2}str; .*never shown$/m);
  t.regex(stdout, /\n\nRETURNS\n[\s\S]*\n\nEXAMPLES\n {2}- /);
  for (const line of stdout.split('\n')) t.true(line.length <= 100 || !line.startsWith(' '), line);
});

test('modules NAME: a name that is none is told with what may be meant', async t => {
  const answers = [
    ['tempalte', 'error: there is no module tempalte\n  hint: did you mean "template"?\n'],
    ['foo.bar.whatever', 'error: there is no module foo.bar.whatever\n  hint: trueup modules lists them\n'],
    ['community.general.zypper', "error: trueup does not have Ansible's module community.general.zypper\n"],
    ['import_role', 'error: import_role is part of the language, not a module\n'],
  ] as const;
  for (const [name, told] of answers) {
    const { code, stdout, stderr } = await runIn({}, ['modules', 'copy', name]);
    t.is(stdout, '');
    t.true(stderr.startsWith(told), stderr);
    t.not(code, 0);
  }
});
