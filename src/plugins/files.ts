import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

/** Kinds of plugins that trueup runs. */
export type PluginKind = 'module' | 'filter' | 'test' | 'lookup';

/** What a plugin is written in. `program`: anything else, which for a module is run on the host. */
export type Language = 'JavaScript' | 'Python' | 'PowerShell' | 'program';

/** A file of the user's that may be a plugin. */
export interface PluginFile {
  readonly kind: PluginKind;
  /** The file's name without its ending: a module's and a lookup's name. */
  readonly name: string;
  readonly path: string;
  readonly language: Language;
  /** `namespace.collection.` for one of a collection, otherwise empty. */
  readonly prefix: string;
}

/** The folders beside a playbook, or in a role, and those in a collection's `plugins`, in the order in which they are searched. */
const FOLDERS: readonly (readonly [kind: PluginKind, beside: string, inCollection: string])[] = [
  ['module', 'library', 'modules'],
  // What Ansible runs on the runner in a module's place. In Python alone: it is here to be named.
  ['module', 'action_plugins', 'action'],
  ['filter', 'filter_plugins', 'filter'],
  ['test', 'test_plugins', 'test'],
  ['lookup', 'lookup_plugins', 'lookup'],
];

const LANGUAGES: { readonly [ending: string]: Language } = {
  '.js': 'JavaScript',
  '.mjs': 'JavaScript',
  '.ts': 'JavaScript',
  '.mts': 'JavaScript',
  '.py': 'Python',
  '.ps1': 'PowerShell',
};

/** What lies about in such folders and is no plugin, as Ansible has it. */
const IGNORED = /^[._]|~$|\.(?:pyc|pyo|swp|bak|orig|rpm|md|txt|rst|ya?ml|json|d\.m?ts)$/;

/** The plugins beside a playbook or in a role. */
export const pluginsIn = (folder: string): readonly PluginFile[] =>
  FOLDERS.flatMap(([kind, beside]) => filesOf(join(folder, beside), kind, ''));

/** The plugins of one kind in a folder of their own. */
export const pluginsOfKind = (folder: string, kind: PluginKind): readonly PluginFile[] =>
  filesOf(folder, kind, '');

/** The plugins of all collections below a folder that has `ansible_collections`. */
export const collectionPluginsIn = (folder: string): readonly PluginFile[] => {
  const root = join(folder, 'ansible_collections');
  return namesIn(root).flatMap(namespace =>
    namesIn(join(root, namespace)).flatMap(collection =>
      FOLDERS.flatMap(([kind, , inCollection]) =>
        filesOf(
          join(root, namespace, collection, 'plugins', inCollection),
          kind,
          `${namespace}.${collection}.`,
        ),
      ),
    ),
  );
};

const filesOf = (folder: string, kind: PluginKind, prefix: string): readonly PluginFile[] =>
  namesIn(folder)
    .filter(name => !IGNORED.test(name))
    .map(file => {
      const name = file.slice(0, file.length - extname(file).length);
      return {
        kind,
        name,
        path: join(folder, file),
        language: LANGUAGES[extname(file)] ?? 'program',
        prefix,
      };
    })
    // One in JavaScript stands in for one in Python beside it.
    .sort((a, b) => Number(b.language === 'JavaScript') - Number(a.language === 'JavaScript'));

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
};
