import { DiagnosticError, mistake } from '../../source/diagnostic.js';
import { Vault, type VaultPassword } from '../../source/vault.js';
import type { Secrets } from '../../value/secrets.js';
import { printDiagnostics } from '../mistakes.js';
import { askSecret } from '../prompt.js';
import { passwordFrom } from './password-file.js';

/** The id of passwords that are given without one, if the configuration names no other. */
export const DEFAULT_ID = 'default';

/** Where vault passwords come from. */
export interface PasswordSources {
  /** `ID@FILE`, `ID@prompt`, or a file alone. */
  readonly ids: readonly string[];
  readonly files: readonly string[];
  /** A password is asked for. */
  readonly ask: boolean;
  /** The id of passwords that are given without one. */
  readonly defaultId?: string;
}

export interface PasswordOptions {
  readonly secrets: Secrets;
  /** The passwords are to encrypt with: what is typed is asked for twice. */
  readonly isNew?: boolean;
  /** A password is asked for if there is no other source. */
  readonly askIfNone?: boolean;
}

/**
 * The passwords of all sources, in the order in which they are tried. As in Ansible, a file that can't be used only matters if no other
 * source gives a password; otherwise it is a warning.
 * @throws DiagnosticError
 */
export const readPasswords = async (
  { ids, files, ask, defaultId = DEFAULT_ID }: PasswordSources,
  { secrets, isNew = false, askIfNone = false }: PasswordOptions,
): Promise<readonly VaultPassword[]> => {
  const passwords: VaultPassword[] = [];
  const add = (id: string, password: string | Buffer): void => {
    passwords.push({ id, password });
    if (typeof password === 'string') secrets.add(password);
  };
  let failure: DiagnosticError | undefined;
  for (const entry of [...ids, ...files.map(file => `${defaultId}@${file}`)]) {
    const { id, source } = splitId(entry);
    if (source === 'prompt') {
      add(id ?? defaultId, await askPassword(` (${id ?? defaultId})`, isNew));
      continue;
    }
    try {
      add(
        id ?? defaultId,
        passwordFrom(source, id, passwords.length > 0 ? new Vault(passwords, secrets) : undefined),
      );
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      if (failure) warn(failure, secrets);
      failure = error;
    }
  }
  if (ask || (askIfNone && ids.length + files.length === 0)) add(defaultId, await askPassword('', isNew));
  if (failure && passwords.length === 0) throw failure;
  if (failure) warn(failure, secrets);
  return passwords;
};

/** `ID@SOURCE` at its first "@", as Ansible splits it. */
const splitId = (entry: string): { readonly id: string | undefined; readonly source: string } => {
  const at = entry.indexOf('@');
  return at === -1
    ? { id: undefined, source: entry }
    : { id: entry.slice(0, at) || undefined, source: entry.slice(at + 1) };
};

const warn = (failure: DiagnosticError, secrets: Secrets): void =>
  printDiagnostics(
    failure.diagnostics.map(diagnostic => ({ ...diagnostic, severity: 'warning' })),
    secrets,
  );

/** The questions are Ansible's to the letter: programs wait for them. */
const askPassword = async (of: string, isNew: boolean): Promise<string> => {
  const vault = of === '' ? 'Vault' : 'vault';
  const password = await askSecret(isNew ? `New ${vault} password${of}` : `Vault password${of}`);
  if (password === '') throw mistake('the vault password is empty');
  if (isNew && password !== (await askSecret(`Confirm ${of === '' ? 'New' : 'new'} ${vault} password${of}`)))
    throw mistake('the two vault passwords are not the same');
  return password;
};
