import type { Diagnostic } from '../../source/diagnostic.js';
import { encryptVault } from '../../source/vault.js';
import type { Secrets } from '../../value/secrets.js';
import { printDiagnostics } from '../mistakes.js';
import { type Flags, text } from '../options.js';
import { readPlain, STANDARD } from './contents.js';
import { announce, encryptingPassword, inputs } from './job.js';
import { writeContent } from './write.js';

/** `trueup vault encrypt`: all files are read before the first is replaced. */
export const encrypt = async (flags: Flags, secrets: Secrets): Promise<number> => {
  const files = inputs(flags, 'Reading plaintext input from stdin');
  const password = await encryptingPassword(flags, secrets);
  const plain = files.map(path => [path, readPlain(path)] as const);
  const warnings: Diagnostic[] = [];
  for (const [path, content] of plain) {
    const output = text(flags, 'output') ?? path;
    const vaulted = Buffer.from(encryptVault(content, password));
    writeContent(output, vaulted, warnings, { erasesOld: output !== STANDARD });
  }
  printDiagnostics(warnings, secrets);
  announce('Encryption successful');
  return 0;
};
