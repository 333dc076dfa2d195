import type { Configuration, SettingName } from '../configuration/configuration.js';
import { SETTINGS } from '../configuration/settings/index.js';
import type { Inventory } from '../inventory/inventory.js';
import { selectHosts } from '../inventory/pattern.js';
import { DiagnosticError } from '../source/diagnostic.js';
import { didYouMean } from '../source/suggest.js';
import { type EngineOptions, Fault, type Lookup, toText } from '../template/index.js';
import { fromPlain, type Value } from '../value/value.js';

/** What the templates of a run have beyond what the engine knows by itself: lookups, and extensions of Jinja. */
export const engineOptions = (inventory: Inventory, configuration: Configuration): EngineOptions => ({
  lookups: { inventory_hostnames: inventoryHostnames(inventory), config: settings(configuration) },
  managed: configuration.get('ansible_managed'),
  extensions: configuration.get('jinja2_extensions').flatMap(name => EXTENSIONS.get(name.trim()) ?? []),
});

/** The extensions that Jinja brings, by Python's names. */
const EXTENSIONS: ReadonlyMap<string, 'do' | 'loopcontrols'> = new Map([
  ['jinja2.ext.do', 'do'],
  ['jinja2.ext.loopcontrols', 'loopcontrols'],
]);

/** The names of the hosts that patterns such as `all:!web` name. */
const inventoryHostnames =
  (inventory: Inventory): Lookup =>
  terms => {
    try {
      return selectHosts(inventory, terms.map(toText), { warnings: [] }).map(host => host.name);
    } catch (error) {
      if (error instanceof DiagnosticError) return [];
      throw error;
    }
  };

/** Settings by the names that Ansible gives their constants, where they are not DEFAULT_ and the setting's name. */
const CONSTANTS: ReadonlyMap<string, SettingName> = new Map(
  Object.entries({
    DEFAULT_HOST_LIST: 'inventory',
    INVENTORY_IGNORE_EXTS: 'inventory_ignore_extensions',
    ANSIBLE_HOME: 'home',
    COLLECTIONS_PATHS: 'collections_path',
    DEFAULT_MANAGED_STR: 'ansible_managed',
    DEFAULT_MODULE_PATH: 'library',
    DEFAULT_FILTER_PLUGIN_PATH: 'filter_plugins',
    DEFAULT_TEST_PLUGIN_PATH: 'test_plugins',
    DEFAULT_LOOKUP_PLUGIN_PATH: 'lookup_plugins',
    CACHE_PLUGIN: 'fact_caching',
    CACHE_PLUGIN_CONNECTION: 'fact_caching_connection',
    CACHE_PLUGIN_PREFIX: 'fact_caching_prefix',
    CACHE_PLUGIN_TIMEOUT: 'fact_caching_timeout',
    TRANSFORM_INVALID_GROUP_CHARS: 'force_valid_group_names',
  } as const),
);

const settingOf = (constant: string): SettingName | undefined => {
  const named = CONSTANTS.get(constant);
  if (named) return named;
  const name = constant.toLowerCase();
  return [name, name.replace(/^default_/, '')].find((candidate): candidate is SettingName =>
    Object.hasOwn(SETTINGS, candidate),
  );
};

/** What settings of ansible.cfg come to. */
const settings =
  (configuration: Configuration): Lookup =>
  (terms, options) => {
    const onMissing = toText(options.get('on_missing') ?? 'error');
    if (!['error', 'skip', 'warn'].includes(onMissing))
      throw new Fault(`on_missing is error, skip or warn, not "${onMissing}"`);
    if (options.has('plugin_type') || options.has('plugin_name'))
      throw new Fault('settings of plugins are not known');
    return terms.flatMap((term): Value[] => {
      const constant = toText(term);
      const name = settingOf(constant);
      if (name !== undefined) return [fromPlain(configuration.get(name) ?? null)];
      if (onMissing !== 'error') return [];
      throw new Fault(
        `there is no setting "${constant}" that means something here`,
        didYouMean(
          constant,
          Object.keys(SETTINGS).map(setting => `DEFAULT_${setting.toUpperCase()}`),
        ),
      );
    });
  };
