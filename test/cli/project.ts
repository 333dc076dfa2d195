import { createServer, type Server } from 'node:net';
import { availableParallelism } from 'node:os';
import { Semaphore } from '../../src/run/semaphore.js';
import type { Outcome } from '../e2e/rig/command.js';
import { folderOf, trueup } from '../e2e/rig/trueup.js';

/** Files of a user, by relative path. */
export type Files = Readonly<Record<string, string>>;

/** A port at which a host would be asked for, and how often it was. */
export interface Doorbell {
  readonly port: number;
  rings: number;
  close(): void;
}

/** Listens where the hosts of a test are said to be, so that a test sees whether anything was connected. */
export const hangDoorbell = async (): Promise<Doorbell> => {
  const server: Server = createServer(socket => {
    doorbell.rings++;
    socket.destroy();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  const doorbell: Doorbell = { port, rings: 0, close: () => server.close() };
  return doorbell;
};

/** An inventory of hosts in the group `web`, all of them behind the doorbell. */
export const inventoryAt = ({ port }: Doorbell, ...names: readonly string[]): string =>
  JSON.stringify({
    web: {
      hosts: Object.fromEntries(names.map(name => [name, { ansible_host: '127.0.0.1', ansible_port: port }])),
    },
  });

/** An inventory of hosts that are this machine. */
export const localInventory = (...names: readonly string[]): string =>
  JSON.stringify({
    web: {
      vars: { ansible_connection: 'local' },
      hosts: Object.fromEntries(names.map(name => [name, {}])),
    },
  });

/** Runs the real program in a new folder with these files. */
export const runIn = async (
  files: Files,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<Outcome & { readonly folder: string }> => {
  const folder = folderOf(files);
  return { ...(await trueupIn(folder, args, env)), folder };
};

/** Runs the real program in a folder. */
export const trueupIn = (
  folder: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<Outcome> => places.use(() => trueup(args, { cwd: folder, ...(env && { env }) }));

/** Tests of a file run all at once; so many programs would only hinder one another. */
const places = new Semaphore(availableParallelism());

/** A playbook whose one play has these tasks, without facts. */
export const playOf = (tasks: string, keywords = ''): string =>
  `- hosts: all
  gather_facts: false
${keywords.replace(/^(?=.)/gm, '  ')}  tasks:
${tasks.replace(/^(?=.)/gm, '    ')}`;
