import test from 'ava';
import { type Files, playOf, runIn } from '../cli/project.js';

/** What is said, before any host is reached, of a playbook that uses these. */
const told = async (
  files: Files,
  tasks: string,
): Promise<{ readonly errors: string; readonly code: number | null }> => {
  const { stderr, code } = await runIn({ 'site.yml': playOf(tasks), ...files }, [
    'apply',
    'site.yml',
    '-i',
    'nowhere,',
  ]);
  return { errors: stderr, code };
};

const cases: readonly (readonly [title: string, path: string, text: string, says: string])[] = [
  [
    'wrong syntax',
    'library/x.js',
    'const a = 1;\nconst b = ;\n',
    'library/x.js:2:11: error: Expression expected\n  2 | const b = ;\n    |           ^\n',
  ],
  [
    'TypeScript that is more than types',
    'library/x.ts',
    'enum Colour { red }\n',
    'library/x.ts:1:1: error: TypeScript enum is not supported in strip-only mode\n',
  ],
  [
    'a name declared twice',
    'library/x.ts',
    'const a: number = 1;\nlet a = 2;\n',
    "library/x.ts:2:5: error: Identifier 'a' has already been declared\n",
  ],
  [
    'something that trueup does not export',
    'library/x.js',
    "import { defineModul } from 'trueup';\n",
    'library/x.js:1:10: error: "trueup" exports no "defineModul"\n  1 | import { defineModul } from \'trueup\';\n    |          ^^^^^^^^^^^\n  hint: did you mean "defineModule"?\n',
  ],
  [
    'a file to import that is not there',
    'library/x.js',
    "import { a } from './_a.js';\n",
    'library/x.js:1:22: error: there is no ',
  ],
  [
    'code that fails when it is loaded',
    'library/x.ts',
    'const a: undefined = undefined;\nexport const b = a.c;\n',
    "library/x.ts:2:20: error: loading this plugin has failed: TypeError: Cannot read properties of undefined (reading 'c')\n",
  ],
  [
    'no plugin at all',
    'library/x.js',
    'export const a = 1;\n',
    "library/x.js:1:1: error: this file exports no module\n  1 | export const a = 1;\n    | ^^^^^^^^^^^^^^^^^^^\n  hint: export what defineModule({ name: 'x', ... }) gives\n",
  ],
  [
    'a plugin of another kind',
    'library/x.js',
    "import { defineTest } from 'trueup';\nexport default defineTest({ name: 'x', apply: () => true });\n",
    'library/x.js:1:1: error: this file exports a test and no module\n',
  ],
  [
    "another name than the file's, parts that are missing, and an option of no type",
    'library/x.js',
    "import { defineModule } from 'trueup';\nexport default defineModule({ name: 'y', options: { a: { type: 'string' } }, prepare: () => 1, plan: () => 1 });\n",
    'library/x.js:2:37: error: this module is called "x" by its file, not "y"\n',
  ],
  [
    'a program without a first line',
    'library/x',
    'echo hello\n',
    'library/x:1:1: error: the first line of this module does not say what runs it\n',
  ],
  [
    'a module in Python',
    'library/x.py',
    'import json\n',
    'site.yml:4:7: error: module "x" is written in Python, which trueup does not run: library/x.py\n  4 |     - x:\n    |       ^\n  hint: write it in JavaScript or shell, as docs/plugins.md shows\n',
  ],
  [
    'a program in Python',
    'library/x',
    '#!/usr/bin/env python3\n# WANT_JSON\n',
    'site.yml:4:7: error: module "x" is written in Python, which trueup does not run: library/x\n',
  ],
  [
    'an action plugin in Python',
    'action_plugins/x.py',
    'import json\n',
    'site.yml:4:7: error: module "x" is written in Python, which trueup does not run: action_plugins/x.py\n',
  ],
];

for (const [title, path, text, says] of cases)
  test(title, async t => {
    const { errors, code } = await told({ [path]: text }, '- x:\n');
    t.true(errors.startsWith(says), errors);
    t.is(code, 4);
  });

test('all that is wrong with a module is told', async t => {
  const [, path, text] = cases[8]!;
  const { errors } = await told({ [path]: text }, '- x:\n');
  t.regex(errors, /the module "y" has no function "parse"/);
  t.regex(errors, /library\/x\.js:2:53: error: the option "a" has the type "string", which there is not/);
});

test('plugins in Python are named where they are used, and only there', async t => {
  const files: Files = {
    'library/apt.py': '',
    'library/unused.py': '',
    'filter_plugins/f.py': `class FilterModule(object):
    def helper(self):
        return {'inner': 1}

    def filters(self):
        return {
            'shout': self.shout,
            "whisper": self.whisper,
        }

    def shout(self, text):
        return {'more': text}
`,
    'test_plugins/t.py': `class TestModule:
  def tests(self):
    return dict(loud=is_loud)
`,
    'lookup_plugins/far.py': '',
  };
  const use = `- apt: name=x
- ansible.builtin.apt: name=x
- debug: msg={{ 1 | shout }}
  when: [1 is loud, lookup('far')]
  with_far: []
- debug: msg={{ 1 | inner }}{{ 1 | more }}
`;
  const { errors, code } = await told(files, use);
  t.is(code, 4);
  t.deepEqual(
    [...errors.matchAll(/^(\S+) error: (.*)$/gm)].map(([, place, message]) => `${place} ${message}`),
    [
      'site.yml:4:7: module "apt" is written in Python, which trueup does not run: library/apt.py',
      'site.yml:6:21: filter "shout" is written in Python, which trueup does not run: filter_plugins/f.py',
      'site.yml:7:14: test "loud" is written in Python, which trueup does not run: test_plugins/t.py',
      'site.yml:7:32: lookup "far" is written in Python, which trueup does not run: lookup_plugins/far.py',
      'site.yml:8:7: lookup "far" is written in Python, which trueup does not run: lookup_plugins/far.py',
      'site.yml:9:21: unknown filter "inner"',
      'site.yml:9:36: unknown filter "more"',
    ],
  );
  t.true(errors.includes("or call trueup's own: ansible.builtin.apt"));
  const { code: fine } = await runIn({ 'site.yml': playOf('- debug:\n'), ...files }, [
    'apply',
    'site.yml',
    '--syntax-check',
  ]);
  t.is(fine, 0);
});

test('one in JavaScript goes before one in Python of the same folder', async t => {
  const files: Files = {
    'library/x.py': '',
    'library/x.js': `import { defineModule } from 'trueup';
export default defineModule({ name: 'x', options: {}, prepare: a => a, parse: o => o, plan: () => ({ kind: 'same' }) });
`,
    'library/x.md': 'How x works',
    'site.yml': playOf('- x:\n'),
  };
  const { code, stderr } = await runIn(files, ['apply', 'site.yml', '--syntax-check']);
  t.is(code, 0, stderr);
});

test('of a filter that a broken file may have had nothing more is said', async t => {
  const { errors } = await told({ 'filter_plugins/f.js': 'const = 1;\n' }, '- debug: msg={{ 1 | own }}\n');
  t.regex(errors, /^filter_plugins\/f\.js:1:7: error: /);
  t.notRegex(errors, /unknown filter/);
});

test("a collection that is installed for Ansible does not take trueup's own module away", async t => {
  const module = 'collections/ansible_collections/community/general/plugins/modules/ini_file.py';
  const { errors } = await told(
    { [module]: 'import json\n' },
    '- community.general.ini_file: {path: /x, section: a, nonsense: 1}\n',
  );
  t.regex(errors, /Unsupported parameters for \(ini_file\) module: nonsense/);
});
