import { join } from 'node:path';
import { outputOf } from './command.js';
import { repositoryRoot } from './repository.js';

/** Where the lab keeps what it has: the one that the environment names, or the default one, as `test/lab/lab` does. */
export const labFolder: string = process.env.LAB_DIR ?? '/var/tmp/trueup-lab';
export const labBridge: string = process.env.LAB_BRIDGE ?? 'trueup0';
export const labNet: string = process.env.LAB_NET ?? '10.78';
export const keyFile: string = join(labFolder, 'id_ed25519');
export const knownHostsFile: string = join(labFolder, 'known_hosts');
/** The password of the user `ops`, for logging in and for sudo. */
export const opsPassword = 'ops-sudo-pw';

/** Runs a command of the lab and returns what it prints. Throws if it fails. */
export function lab(...args: (string | number)[]): Promise<string> {
  return outputOf(join(repositoryRoot, 'test', 'lab', 'lab'), args.map(String));
}
