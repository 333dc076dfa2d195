import type { Unrendered } from '../value/value.js';
import { mistake } from './diagnostic.js';
import type { Location } from './file.js';
import { GIVE_PASSWORD } from './vault.js';
import type { YamlNode } from './yaml-node.js';

/** Turns `$ANSIBLE_VAULT...` text into what it hides. Throws a DiagnosticError if it has no fitting password. */
export type Decrypt = (ciphertext: string, location: Location | undefined) => Unrendered;

/**
 * What a node tree holds, templates unrendered.
 * @param options.decrypt decrypts `!vault` values; without it they are errors. A decrypted value is never a template.
 */
export const toUnrendered = (node: YamlNode, options: { readonly decrypt?: Decrypt } = {}): Unrendered => {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(item => toUnrendered(item, options));
  if (node.kind === 'mapping')
    return new Map(node.entries.map(({ key, value }) => [key.value, toUnrendered(value, options)]));
  if (options.decrypt) return options.decrypt(node.ciphertext, node.location);
  throw mistake('this value is vaulted and there is no vault password', node.location, GIVE_PASSWORD);
};
