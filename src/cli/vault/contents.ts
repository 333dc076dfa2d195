import { readFileSync, realpathSync } from 'node:fs';
import { DiagnosticError, mistake } from '../../source/diagnostic.js';
import { systemReason } from '../../source/system-reason.js';
import { isVaultText, type Opened, type Vault } from '../../source/vault.js';
import { readStandardInput } from '../standard-input.js';

/** Stands for standard input or output in place of a file. */
export const STANDARD = '-';

/** What a file holds, or what comes in on standard input. Throws a DiagnosticError. */
export const readContent = (path: string): Buffer => {
  try {
    return path === STANDARD ? readStandardInput() : readFileSync(path);
  } catch (error) {
    throw mistake(`can't read ${shown(path)}: ${systemReason(error)}`);
  }
};

/** Decrypts a file's content. Throws a DiagnosticError that names it. */
export const openContent = (path: string, vault: Vault): Opened => {
  const text = readContent(path).toString('latin1');
  if (!isVaultText(text)) throw mistake(`${shown(path)} is not vaulted`);
  try {
    return vault.open(text, undefined);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(
      ...error.diagnostics.map(diagnostic => ({
        ...diagnostic,
        message: `${shown(path)}: ${diagnostic.message}`,
      })),
    );
  }
};

/** What a file holds, to be encrypted. Throws a DiagnosticError if that was done already. */
export const readPlain = (path: string): Buffer => {
  const content = readContent(path);
  if (isVaultText(content.subarray(0, 32).toString('latin1')))
    throw mistake(
      `${shown(path)} is encrypted already`,
      undefined,
      'to give it another password: trueup vault rekey',
    );
  return content;
};

/** The file itself where a name is a link: it is what is read and replaced. */
export const realFile = (path: string): string => {
  try {
    return path === STANDARD ? path : realpathSync(path);
  } catch {
    return path;
  }
};

const shown = (path: string): string => (path === STANDARD ? 'standard input' : path);
