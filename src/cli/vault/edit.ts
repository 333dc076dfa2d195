import { existsSync, mkdirSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { mistake } from '../../source/diagnostic.js';
import { encryptVault } from '../../source/vault.js';
import type { Secrets } from '../../value/secrets.js';
import { printDiagnostics, UsageError } from '../mistakes.js';
import type { Flags } from '../options.js';
import { openContent, realFile, STANDARD } from './contents.js';
import { edit as openEditor } from './editor.js';
import { decryptingVault, encryptingPassword, namedFiles } from './job.js';
import { DEFAULT_ID } from './passwords.js';
import { writeContent } from './write.js';

/** `trueup vault edit`: what was changed is encrypted with the password and under the id that it had. */
export const edit = async (flags: Flags, secrets: Secrets): Promise<number> => {
  const files = namedFiles(flags);
  if (files.includes(STANDARD)) throw new UsageError('name a file to edit');
  const vault = await decryptingVault(flags, secrets);
  for (const path of files) {
    const { plain, id = DEFAULT_ID, password } = openContent(path, vault);
    const { content, status } = await openEditor(fileName(path), plain);
    if (content.equals(plain)) {
      if (status !== 0) throw mistake(`the editor ended with status ${status}: ${path} is as it was`);
      continue;
    }
    warnOf(status, secrets);
    const vaulted = encryptVault(content, { ...password, id });
    writeContent(path, Buffer.from(vaulted), [], { keepsMode: true });
  }
  return 0;
};

/** `trueup vault create`: the file is there once the editor has ended. */
export const create = async (flags: Flags, secrets: Secrets): Promise<number> => {
  const [path, ...others] = namedFiles(flags);
  if (path === undefined || others.length > 0 || path === STANDARD)
    throw new UsageError('name the one file to create');
  if (existsSync(path)) throw mistake(`${path} is there already`, undefined, `trueup vault edit ${path}`);
  const password = await encryptingPassword(flags, secrets);
  const { content, status } = await openEditor(fileName(path), Buffer.alloc(0));
  if (status !== 0 && content.length === 0)
    throw mistake(`the editor ended with status ${status} and left nothing: ${path} is not made`);
  warnOf(status, secrets);
  mkdirSync(dirname(path), { recursive: true });
  writeContent(path, Buffer.from(encryptVault(content, password)), []);
  return 0;
};

/** A name with the file's own ending, by which editors know how to show it. */
const fileName = (path: string): string => `plaintext${extname(realFile(path))}`;

/** Some editors end so for reasons of their own after all was written. */
const warnOf = (status: number, secrets: Secrets): void => {
  if (status === 0) return;
  const message = `the editor ended with status ${status}; what it has written is saved`;
  printDiagnostics([{ severity: 'warning', message }], secrets);
};
