import type { Secrets } from '../../value/secrets.js';
import { type Flags, text } from '../options.js';
import { openContent } from './contents.js';
import { announce, decryptingVault, inputs } from './job.js';
import { writeContent } from './write.js';

/** `trueup vault decrypt`: all files are opened before the first is replaced. */
export const decrypt = async (flags: Flags, secrets: Secrets): Promise<number> => {
  const files = inputs(flags, 'Reading ciphertext input from stdin');
  const vault = await decryptingVault(flags, secrets);
  const opened = files.map(path => [path, openContent(path, vault)] as const);
  for (const [path, { plain }] of opened) writeContent(text(flags, 'output') ?? path, plain, []);
  announce('Decryption successful');
  return 0;
};
