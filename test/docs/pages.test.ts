import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { loadModules, moduleNames } from '../../src/modules/index.js';
import { runIn } from '../cli/project.js';
import { repositoryRoot } from '../e2e/rig/repository.js';
import { configurationPage } from './configuration-page.js';
import { modulePage } from './module-page.js';
import { missingModules, modulesPage } from './modules-page.js';
import { codeBlocks, pageAt, pages } from './pages.js';

for (const { path, text } of pages())
  test(`${path}: what it links to is there`, t => {
    t.true(text.startsWith('# '));
    const targets = [...text.matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, target = '']) => target);
    for (const target of targets) {
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? path : join(dirname(path), file);
      t.true(existsSync(join(repositoryRoot, linked)), target);
      if (anchor !== undefined) t.true(anchorsOf(linked).includes(anchor), target);
    }
  });

/** The anchors that a page's headings have. */
const anchorsOf = (path: string): readonly string[] =>
  [...pageAt(path).text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

test('docs/modules.md is what scripts/docs writes', async t => {
  t.is(pageAt('docs/modules.md').text, await modulesPage());
});

test('docs/modules has a page of each module as scripts/docs writes it', async t => {
  const modules = await loadModules(moduleNames());
  const written = readdirSync(join(repositoryRoot, 'docs/modules')).sort();
  t.deepEqual(written, [...modules.keys()].map(name => `${name}.md`).sort());
  for (const [name, module] of modules) t.is(pageAt(`docs/modules/${name}.md`).text, modulePage(module));
});

test('docs/configuration.md is what scripts/docs writes', t => {
  t.is(pageAt('docs/configuration.md').text, configurationPage());
});

test('a module that is there is not called missing', t => {
  t.false(missingModules().includes('apt'));
  t.false(missingModules().includes('include_tasks'));
  t.true(missingModules().includes('dnf'));
});

test('what docs/differences.md calls not supported is refused', async t => {
  const { text } = pageAt('docs/differences.md');
  const namesIn = (item: RegExp): readonly string[] =>
    [...(item.exec(text)?.[0] ?? '').matchAll(/`(?:meta: )?(\w+)`/g)].map(([, name = '']) => name);
  const forms = namesIn(/^- `meta: .*?(?=^-)/ms);
  t.true(forms.length > 0);
  const { code, stderr } = await runIn({ 'site.yml': playbookWith(forms) }, [
    'apply',
    'site.yml',
    '-i',
    'h1,',
  ]);
  t.is(code, 4);
  const refused = [...stderr.matchAll(/error: meta: (\w+) is not supported/g)];
  t.deepEqual(refused.map(([, form]) => form).sort(), forms.toSorted(), stderr);
});

/** A playbook with keywords that once were refused, and these forms of `meta`. */
const playbookWith = (forms: readonly string[]): string => `- hosts: all
  fact_path: /etc/facts
  tasks:
    - command: 'true'
      async: 10
      throttle: 1
      timeout: 5
      debugger: always
      delegate_to: h1
      delegate_facts: true
      ignore_unreachable: true
${forms.map(form => `    - meta: ${form}\n`).join('')}`;

test('the tests that docs/security.md names are there', t => {
  const named = [...pageAt('docs/security.md').text.matchAll(/^- \[(\S+)\]\(\S+\): (.*)$/gm)];
  t.true(named.length > 20);
  for (const [, file = '', title = ''] of named)
    t.true(readFileSync(join(repositoryRoot, file), 'utf8').includes(title), `${file}: ${title}`);
});

test('the module that docs/architecture.md shows is the one that there is', t => {
  const source = new Set(
    readFileSync(join(repositoryRoot, 'src/modules/system/hostname.ts'), 'utf8').split('\n'),
  );
  const [block] = codeBlocks(pageAt('docs/architecture.md'));
  for (const line of block?.text.split('\n') ?? [])
    if (line.trim() !== '// ...') t.true(source.has(line), line);
  t.is(block?.language, 'ts');
});
