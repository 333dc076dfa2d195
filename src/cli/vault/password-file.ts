import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { expandPath } from '../../configuration/paths.js';
import { mistake } from '../../source/diagnostic.js';
import { systemReason } from '../../source/system-reason.js';
import { isVaultText, type Vault } from '../../source/vault.js';

/** The exit code of a client program that has no password for the id. */
const UNKNOWN_ID = 2;

/**
 * The password in a file, or printed by a program. A program whose name ends in `-client` is told the id.
 * @param vault opens a password file that is itself vaulted
 * @throws DiagnosticError if there is none
 */
export const passwordFrom = (
  name: string,
  id: string | undefined,
  vault: Vault | undefined,
): string | Buffer => {
  const path = expandPath(name);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw mistake(`vault password file ${name} was not found`);
  const isProgram = stats.isFile() && (stats.mode & 0o111) !== 0;
  const password = isProgram ? printedBy(path, name, id) : contentOf(path, name, vault);
  if (password.length === 0) throw mistake(`vault password file ${name} is empty`);
  const text = password.toString('utf8');
  return Buffer.from(text).equals(password) ? text : password;
};

const contentOf = (path: string, name: string, vault: Vault | undefined): Buffer => {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw mistake(`can't read vault password file ${name}: ${systemReason(error)}`);
  }
  const text = content.toString('latin1');
  if (!isVaultText(text)) return trimmed(content, /^\s+|\s+$/g);
  if (vault === undefined)
    throw mistake(`vault password file ${name} is itself vaulted, and no password before it fits`);
  return trimmed(vault.decryptBytes(text, undefined), ENDS);
};

const ENDS = /^[\r\n]+|[\r\n]+$/g;

const trimmed = (bytes: Buffer, ends: RegExp): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(ends, ''), 'latin1');

const printedBy = (path: string, name: string, id: string | undefined): Buffer => {
  const isClient = path.slice(0, path.length - extname(path).length).endsWith('-client');
  const { status, signal, stdout, error } = spawnSync(
    path,
    isClient && id !== undefined ? ['--vault-id', id] : [],
    {
      stdio: ['inherit', 'pipe', 'inherit'],
      maxBuffer: 1024 * 1024,
    },
  );
  if (error) {
    const hint = 'if it is no program, take away its executable bits';
    throw mistake(`vault password program ${name} can't be run: ${systemReason(error)}`, undefined, hint);
  }
  if (isClient && status === UNKNOWN_ID)
    throw mistake(`vault password program ${name} has no password for vault id "${id}"`);
  if (status !== 0)
    throw mistake(`vault password program ${name} ended with ${signal ?? `status ${status}`}`);
  return trimmed(stdout, ENDS);
};
