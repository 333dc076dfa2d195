import { DiagnosticError } from '../../source/diagnostic.js';
import { encryptVault, isVaultText, Vault } from '../../source/vault.js';
import { Secrets } from '../../value/secrets.js';
import { type Filter, filters } from '../define.js';
import { Bytes, Fault, type Runtime } from '../runtime.js';
import { toBytes, toText, typeName } from '../values/text.js';

/** A text or bytes; throws a Fault that says what should be one. */
const textOf = (value: Runtime | undefined, what: string): Buffer => {
  if (typeof value === 'string' || value instanceof Bytes) return toBytes(value);
  throw new Fault(`${what} must be a text, not ${value === undefined ? 'missing' : typeName(value)}`);
};

/** Filters that encrypt and decrypt as Ansible Vault does. */
export const vaultFilters: [string, Filter][] = filters({
  unvault: [
    ['secret', 'vaultid'],
    (value, [secret, id = 'filter_default']) => {
      const [text, password] = [
        textOf(value, 'what unvault() opens').toString('utf8'),
        textOf(secret, 'the secret'),
      ];
      if (!isVaultText(text)) return text;
      try {
        return new Vault([{ id: toText(id), password }], new Secrets()).decrypt(text, undefined);
      } catch (error) {
        if (error instanceof DiagnosticError) throw new Fault(error.diagnostics[0]!.message);
        throw error;
      }
    },
  ],
  vault: [
    ['secret', 'salt', 'vaultid', 'wrap_object'],
    (value, [secret, salt = null, id = 'filter_default']) =>
      encryptVault(
        textOf(value, 'what vault() hides'),
        { id: toText(id), password: textOf(secret, 'the secret') },
        salt === null ? undefined : textOf(salt, 'the salt'),
      ),
  ],
});
