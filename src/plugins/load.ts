import { resolveModule } from '../modules/index.js';
import type { HostModule } from '../modules/module.js';
import { pluginsOf } from './exports.js';
import type { PluginFile } from './files.js';
import { guarded } from './guard.js';
import { importPlugin, wholeFile } from './import.js';
import { moduleKey, type Plugins } from './plugins.js';
import { programModule } from './program.js';
import { ownFilter, ownLookup, ownTest } from './template-plugins.js';

/** Loads a plugin's file and adds what it exports. Throws a DiagnosticError if it is wrong. */
export const loadPlugin = async (file: PluginFile, plugins: Plugins): Promise<void> => {
  const { path, prefix } = file;
  if (file.kind === 'module') note(file, plugins);
  if (file.language === 'program') {
    const key = moduleKey(file);
    plugins.modules.set(key, guarded(programModule(key, path), key, path));
    return;
  }
  for (const plugin of pluginsOf(file, await importPlugin(path))) {
    const name = prefix + plugin.name;
    if (plugin.kind === 'host') plugins.modules.set(moduleKey(file), guarded(plugin, moduleKey(file), path));
    else if (plugin.kind === 'filter') setFirst(plugins.filters, name, ownFilter(plugin, path));
    else if (plugin.kind === 'test') setFirst(plugins.tests, name, ownTest(plugin, path));
    else setFirst(plugins.lookups, name, ownLookup(plugin, path));
  }
};

const setFirst = <T>(table: Map<string, T>, name: string, value: T): void => {
  if (!table.has(name)) table.set(name, value);
};

const note = (file: PluginFile, plugins: Plugins): void => {
  if (file.prefix !== '' || resolveModule(file.name) === undefined) return;
  plugins.notes.push({
    severity: 'warning',
    message: `this module stands in for trueup's own "${file.name}"`,
    location: wholeFile(file.path),
    hint: `"ansible.builtin.${file.name}" is still that one`,
  });
};

/** What stands in for a module that could not be loaded, so that nothing is said of its arguments. */
export const brokenModule = (name: string): HostModule => ({
  kind: 'host',
  name,
  collection: 'ansible.legacy',
  description: '',
  options: {},
  acceptsAny: true,
  begin: () => Promise.reject(new Error(`module ${name} could not be loaded`)),
});
