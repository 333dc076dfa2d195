import { encryptVault } from '../../source/vault.js';
import type { Secrets } from '../../value/secrets.js';
import type { Flags } from '../options.js';
import { openContent, STANDARD } from './contents.js';
import { decryptingVault, namedFiles, newPassword } from './job.js';
import { writeContent } from './write.js';

/** `trueup vault rekey`: all files are opened before the first is replaced. */
export const rekey = async (flags: Flags, secrets: Secrets): Promise<number> => {
  const files = namedFiles(flags);
  const vault = await decryptingVault(flags, secrets);
  const password = await newPassword(flags, secrets);
  const opened = files.map(path => [path, openContent(path, vault)] as const);
  for (const [path, { plain }] of opened)
    writeContent(path, Buffer.from(encryptVault(plain, password)), [], { keepsMode: path !== STANDARD });
  process.stderr.write('Rekey successful\n');
  return 0;
};
