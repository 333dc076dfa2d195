import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { folderOf } from '../../e2e/rig/trueup.js';
import { trueupIn } from '../project.js';
import { ansibleInventory } from './ansible-inventory.js';
import { INVENTORIES } from './inventories.js';

const FORMS = [
  ['--list'],
  ['--list', '--export'],
  ['--list', '--export', '--yaml'],
  ['--graph', '--vars'],
  ['--host', 'h1', '--yaml'],
] as const;

for (const [what, { files, args = ['-i', Object.keys(files)[0]!] }] of Object.entries(INVENTORIES))
  test.serial(`ansible-inventory tells the same: ${what}`, async t => {
    const folder = folderOf(files);
    for (const [name, text] of Object.entries(files))
      if (text.startsWith('#!')) chmodSync(join(folder, name), 0o755);
    const calls = FORMS.map(form => [...args, ...form]);
    const theirs = await ansibleInventory(calls.map(call => ({ folder, args: call })));
    for (const [index, call] of calls.entries()) {
      const ours = await trueupIn(folder, ['hosts', ...call]);
      const { code, stdout, stderr } = theirs[index]!;
      if (code === 0) t.is(ours.stdout, stdout, `${call.join(' ')}\n${ours.stderr}`);
      // Ours masks what is vaulted, where Ansible can't draw the graph.
      else if (!call.includes('--graph')) t.not(ours.code, 0, `${call.join(' ')}\n${stderr}`);
    }
  });
