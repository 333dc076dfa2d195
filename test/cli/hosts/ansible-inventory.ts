import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, run } from '../../e2e/rig/command.js';

/** What one call of ansible-inventory printed, and how it ended. */
export type Told = Pick<Outcome, 'code' | 'stdout' | 'stderr'>;

/** Starting Ansible takes longer than all that it does here: it is started once, and each call is a fork of it. */
const PROGRAM = `
import json, os, sys, tempfile
from ansible.cli.inventory import InventoryCLI
told = []
calls = json.load(sys.stdin)
for call in calls:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            os.chdir(call['folder'])
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            InventoryCLI.cli_executor(['ansible-inventory'] + call['args'])
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
        told.append({'code': code, 'stdout': texts[0], 'stderr': texts[1]})
json.dump(told, sys.stdout)
`;

/** The Python that has Ansible: the one that its programs name in their first line. */
const python = (): string => {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const program = join(folder, 'ansible-inventory');
    const named = existsSync(program) && /^#! *(\S+)/.exec(readFileSync(program, 'utf8'))?.[1];
    if (named) return named;
  }
  throw new Error('ansible-inventory is not installed');
};

/** Calls ansible-inventory several times, each in its folder. */
export const ansibleInventory = async (
  calls: readonly { readonly folder: string; readonly args: readonly string[] }[],
): Promise<readonly Told[]> => {
  const { code, stdout, stderr } = await run(python(), ['-c', PROGRAM], {
    input: JSON.stringify(calls),
    env: { PATH: process.env.PATH, HOME: '/nonexistent', LANG: 'C.UTF-8', ANSIBLE_LOCAL_TEMP: '/tmp' },
  });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly Told[];
};
