import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runIn } from '../cli/project.js';
import { repositoryRoot } from '../e2e/rig/repository.js';
import { codeBlocks, commandsOf, pageAt } from './pages.js';

const readme = pageAt('README.md');
const commands = commandsOf(readme);

/** What the reader has by now: the files that the page shows, and those that it has them copy. */
const filesFor = (command: string): Record<string, string> => {
  const shown = codeBlocks(readme)
    .filter(({ language }) => language === 'yaml')
    .map(({ text }) => [/^# (\S+)\n/.exec(text)?.[1] ?? '', text] as const);
  const files = Object.fromEntries(shown);
  if (!command.includes('registry')) return files;
  const ours = ['playbooks/registry.yaml', 'playbooks/templates/registry.conf.j2'];
  const copied = readFileSync(join(repositoryRoot, 'inventory.example.yaml'), 'utf8');
  return {
    'inventory.yaml': copied,
    ...Object.fromEntries(ours.map(path => [path, readFileSync(join(repositoryRoot, path), 'utf8')])),
  };
};

test('there are commands to look at', t => {
  t.true(commands.length > 10);
});

for (const command of commands.filter(line => line.startsWith('trueup ')))
  test(command, async t => {
    const words = command.split(' ').slice(1);
    const needsNoHosts = words.some(word =>
      /^(hosts|lint|explain|--help|--version|--(syntax-check|list-.*))$/.test(word),
    );
    const { code, stdout, stderr } = await runIn(filesFor(command), [
      ...words,
      ...(needsNoHosts ? [] : ['--syntax-check']),
    ]);
    t.is(code, 0, stderr);
    t.not(stdout, '');
  });

test('npm has the scripts that are named, and the other programs are there', t => {
  const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
  for (const command of commands.filter(line => !line.startsWith('trueup '))) {
    const [program = '', first = '', second = ''] = command.split(' ');
    if (program === 'npm' && first === 'run') t.true(Object.hasOwn(scripts, second), command);
    else if (program === 'npm') t.true(['ci', 'link', 'test'].includes(first), command);
    else if (program === 'cp') t.true(existsSync(join(repositoryRoot, first)), command);
    else t.true(existsSync(join(repositoryRoot, program)), command);
  }
});
