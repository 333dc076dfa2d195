import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { play } from '../run/project.js';
import { playOf, runIn } from './project.js';

const KEEP = `- hosts: a
  gather_facts: false
  tasks:
    - set_fact: {kept: 1, cacheable: true}
    - command: ls {{ playbook_dir }}/facts
`;

test('--fact-cache names the folder of facts that are kept', async t => {
  const { code, stdout, stderr, folder } = await play(KEEP, { args: ['--fact-cache', 'facts'] });
  t.is(code, 0, `${stdout}${stderr}`);
  t.deepEqual(readdirSync(join(folder, 'facts')), ['a']);
});

test('facts that are kept come with the first message to a host', async t => {
  const site = (facts: string) => `- hosts: a
  tasks:
    - command: 'true'
    - debug: msg="${facts}"
`;
  const kept = await play(site('{{ ansible_kernel }}{{ ansible_machine_id }}{{ ansible_devices }}'), {
    args: ['--fact-cache', 'facts'],
  });
  const unasked = await play(site('none'));
  t.is(kept.code, 0, kept.stderr);
  t.is(kept.messages, unasked.messages);
});

for (const [what, env, message] of [
  ['of Python', { ANSIBLE_CACHE_PLUGIN: 'redis' }, /fact_caching must be one of memory, jsonfile/],
  ['without a folder', { ANSIBLE_CACHE_PLUGIN: 'jsonfile' }, /fact_caching = jsonfile needs a folder/],
] as const)
  test(`a cache ${what} is refused`, async t => {
    const { code, stderr } = await runIn({ 'site.yml': playOf('- debug: {}') }, ['apply', 'site.yml'], env);
    t.is(code, 5, stderr);
    t.regex(stderr, message);
  });
