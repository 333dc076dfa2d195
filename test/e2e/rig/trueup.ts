import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownFolder } from '../../own-folder.js';
import { Command, type CommandOptions, type Outcome } from './command.js';
import type { Host } from './host.js';
import { keyFile, knownHostsFile } from './lab.js';
import { program } from './repository.js';

export interface TrueupOptions extends Pick<CommandOptions, 'cwd' | 'input'> {
  /** Variables on top of a plain environment that has nothing of the tester's own: no agent, no ~/.ssh, no colours. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts the real program. */
export function startTrueup(args: readonly string[], { cwd, input, env }: TrueupOptions = {}): Command {
  const home = temporaryFolder();
  const state = cwd === undefined ? home : stateOf(cwd);
  return new Command(process.execPath, [program, ...args], {
    cwd,
    input,
    env: { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: state, LANG: 'C.UTF-8', ...env },
  });
}

/** Runs the real program to its end. */
export function trueup(args: readonly string[], options: TrueupOptions = {}): Promise<Outcome> {
  return startTrueup(args, options).outcome;
}

const states = new Map<string, string>();

/** Where what a run from a folder leaves on this machine is kept for the next: away from all other tests. */
function stateOf(folder: string): string {
  const state = states.get(folder) ?? temporaryFolder();
  states.set(folder, state);
  return state;
}

/** A new folder that is removed when the tests of this file have ended. */
const temporaryFolder = (): string => ownFolder('e2e');

/**
 * Makes a new folder that holds these files, given by relative path and content, and returns where it is. It is removed
 * when the tests of this file have ended.
 */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A YAML inventory of hosts, in the group `lab`, for deploy by key. `vars` are further variables of single hosts, by name. */
export function inventoryOf(
  hosts: readonly Host[],
  vars: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): string {
  const inventory = {
    lab: {
      vars: {
        ansible_user: 'deploy',
        ansible_ssh_private_key_file: keyFile,
        ansible_ssh_common_args: `-o UserKnownHostsFile=${knownHostsFile}`,
      },
      hosts: Object.fromEntries(
        hosts.map(host => [host.name, { ansible_host: host.address, ...vars[host.name] }]),
      ),
    },
  };
  // JSON is YAML.
  return `${JSON.stringify(inventory, null, 2)}\n`;
}
