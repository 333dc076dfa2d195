import type { Module } from './module.js';

type Load = () => Promise<Module>;

/**
 * Every module by its short name, loaded when a playbook names it: starting up must not read them all. The long names and aliases
 * are here too, since a name must be known before its module is loaded.
 */
const MODULES: Readonly<
  Record<string, { readonly collection: string; readonly load: Load; readonly aliases?: readonly string[] }>
> = {
  assert: { collection: 'ansible.builtin', load: async () => (await import('./controls/assert.js')).assert },
  debug: { collection: 'ansible.builtin', load: async () => (await import('./controls/debug.js')).debug },
  fail: { collection: 'ansible.builtin', load: async () => (await import('./controls/fail.js')).fail },
  set_fact: {
    collection: 'ansible.builtin',
    load: async () => (await import('./controls/set_fact.js')).setFact,
  },
};

/** The short names of all modules, sorted. */
export const moduleNames = (): readonly string[] => Object.keys(MODULES).sort();

/** The short name that a module's name in a playbook stands for, with or without its collection; undefined if there is none. */
export const resolveModule = (name: string): string | undefined => {
  const dot = name.lastIndexOf('.');
  const collection = dot === -1 ? undefined : name.slice(0, dot);
  const short = name.slice(dot + 1);
  for (const [canonical, entry] of Object.entries(MODULES)) {
    if (canonical !== short && !entry.aliases?.includes(short)) continue;
    if (collection === undefined || collection === entry.collection) return canonical;
    if (collection === 'ansible.legacy' && entry.collection === 'ansible.builtin') return canonical;
  }
  return undefined;
};

/** Loads the modules of the given short names. Throws for a name that is not one of `moduleNames`. */
export const loadModules = async (names: Iterable<string>): Promise<ReadonlyMap<string, Module>> => {
  const loaded = await Promise.all(
    [...new Set(names)].map(async name => {
      const entry = MODULES[name];
      if (!entry) throw new Error(`no module ${name}`);
      return [name, await entry.load()] as const;
    }),
  );
  return new Map(loaded);
};
