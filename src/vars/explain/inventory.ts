import type { Inventory } from '../../inventory/inventory.js';
import type { Host } from '../../inventory/members.js';
import type { VariableFiles } from '../../inventory/variable-files.js';
import type { Level, Variable } from '../../inventory/variables.js';
import { DiagnosticError } from '../../source/diagnostic.js';
import type { Unrendered } from '../../value/value.js';
import type { Candidate } from './candidate.js';

const BESIDE: { readonly [level in Level]: string } = {
  3: 'in the inventory',
  4: 'beside the inventory',
  5: 'beside the playbook',
  6: 'beside the inventory',
  7: 'beside the playbook',
  8: 'in the inventory',
  9: 'beside the inventory',
  10: 'beside the playbook',
};

/** What inventories and the variable files beside them and the playbook give a host, those that yield first. */
export const inventoryCandidates = (
  name: string,
  host: Host,
  inventory: Inventory,
  playbook: readonly VariableFiles[],
): readonly Candidate[] => {
  const candidates = layersOf(name, host, inventory, playbook);
  // Where the playbook lies beside the inventory, a file is there for both: the higher level is what counts.
  const places = candidates.map(({ location }) => `${location?.file.path} ${location?.start}`);
  return candidates.filter((_, index) => places.lastIndexOf(places[index]!) === index);
};

const layersOf = (
  name: string,
  host: Host,
  inventory: Inventory,
  playbook: readonly VariableFiles[],
): readonly Candidate[] =>
  inventory.variableLayers(host, playbook).flatMap(layer => {
    const variable = new Map(layer.entries()).get(name);
    if (variable === undefined) return [];
    const isFile = layer.level !== 3 && layer.level !== 8;
    return [
      {
        level: layer.level,
        what: `${
          isFile
            ? layer.origin
                .split('/')
                .slice(0, 2)
                .join('/')
                .replace(/\.\w+$/, '')
            : layer.origin
        } ${BESIDE[layer.level]}`,
        location: variable.location,
        value: readValue(variable),
        reach: 'all' as const,
      },
    ];
  });

/** The value; undefined if it is vaulted and there is no password for it. */
const readValue = (variable: Variable): Unrendered | undefined => {
  try {
    return variable.read();
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
};
