/** The lookups of ansible.builtin, and those of community.general that are Ansible's old ones: what `with_` can name. */
export const LOOKUPS: ReadonlySet<string> = new Set([
  'config',
  'csvfile',
  'dict',
  'env',
  'file',
  'fileglob',
  'first_found',
  'flattened',
  'cartesian',
  'filetree',
  'indexed_items',
  'ini',
  'inventory_hostnames',
  'items',
  'lines',
  'list',
  'nested',
  'password',
  'pipe',
  'random_choice',
  'sequence',
  'subelements',
  'template',
  'together',
  'unvault',
  'url',
  'varnames',
  'vars',
]);

/** Whether `with_NAME` can be a loop: a lookup of Ansible's own, or one of a collection by its long name. */
export const isLookup = (name: string): boolean => LOOKUPS.has(name) || /^\w+\.\w+\.\w+$/.test(name);
