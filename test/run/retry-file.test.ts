import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { play } from './project.js';

const SITE = `- hosts: all
  gather_facts: false
  tasks:
    - fail: msg=no
      when: inventory_hostname == 'b'
`;

test('a run without failures leaves no file', async t => {
  const env = { ANSIBLE_RETRY_FILES_ENABLED: '1' };
  const { folder, stdout } = await play(SITE, { env, hosts: ['a'] });
  t.throws(() => readFileSync(join(folder, 'site.retry')), { code: 'ENOENT' });
  t.notRegex(stdout, /to retry/);
});

test('hosts that failed are noted for --limit, and so the file is told', async t => {
  const env = { ANSIBLE_RETRY_FILES_ENABLED: '1' };
  const { folder, stdout } = await play(SITE, { env, hosts: ['a', 'b'] });
  t.is(readFileSync(join(folder, 'site.retry'), 'utf8'), 'b\n');
  t.regex(stdout, /\n\tto retry, use: --limit @\S*\/site\.retry\n\n\nPLAY RECAP/);
});

test('a file that cannot be written is a warning', async t => {
  const env = { ANSIBLE_RETRY_FILES_ENABLED: '1', ANSIBLE_RETRY_FILES_SAVE_PATH: 'site.yml/deep' };
  const { code, stderr } = await play(SITE, { env, hosts: ['a', 'b'] });
  t.is(code, 2);
  t.regex(stderr, /warning: the hosts to retry are not noted in .*\/site\.yml\/deep\/site\.retry: /);
});
