import type { Configuration } from '../configuration/configuration.js';
import { Plugins } from '../plugins/plugins.js';

const FOLDERS = [
  ['library', 'module'],
  ['filter_plugins', 'filter'],
  ['test_plugins', 'test'],
  ['lookup_plugins', 'lookup'],
] as const;

/** The plugins of the user's own that the configuration names folders of. */
export const pluginsOf = (configuration: Configuration): Plugins => {
  const plugins = new Plugins();
  for (const [setting, kind] of FOLDERS)
    for (const folder of configuration.get(setting)) plugins.seeKind(kind, folder);
  return plugins;
};
