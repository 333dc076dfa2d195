import { isAnsibleModule } from '../modules/ansible-names.js';
import { checkArguments, checkNames } from '../modules/arguments.js';
import { unsupportedModule } from '../modules/controls/unsupported.js';
import { loadModules, longModuleNames, moduleNames, resolveModule } from '../modules/index.js';
import type { Module } from '../modules/module.js';
import type { Locate } from '../modules/options.js';
import type { LoadOptions, ModuleDescription } from '../playbook/options.js';
import type { Plugins } from '../plugins/plugins.js';
import type { Unrendered } from '../value/value.js';

/**
 * The modules that the playbooks at hand name. A module's file is only loaded when it is named: loading a playbook is tried first with
 * what is there, and again once what was missing has been loaded.
 */
export class ModuleTable {
  readonly modules = new Map<string, Module>();
  readonly plugins: Plugins;
  readonly #missing = new Set<string>();

  constructor(plugins: Plugins) {
    this.plugins = plugins;
  }

  /** What the loader of playbooks asks of modules. */
  readonly describe: Pick<
    LoadOptions,
    'describeModule' | 'moduleNames' | 'checkArguments' | 'mustReadAgain'
  > = {
    describeModule: name => {
      const { plugins } = this;
      const own = plugins.moduleKey(name);
      if (own !== undefined) return plugins.module(name) ?? { name: own, options: {} };
      if (plugins.moduleRefusal(name)) return undefined;
      const short = resolveModule(name);
      if (short === undefined) return this.#unsupported(name);
      const module = this.modules.get(short);
      if (module) return module;
      this.#missing.add(short);
      return { name: short, options: {} };
    },
    moduleNames: () => [...moduleNames(), ...longModuleNames(), ...this.plugins.moduleNames()],
    mustReadAgain: () => this.#missing.size > 0 || this.plugins.isBehind,
    checkArguments: (name, args, location) => {
      const module = this.modules.get(name);
      if (module === undefined) return [];
      const raw = new Map<string, Unrendered>();
      args.forEach(({ value }, argument) => {
        raw.set(argument, value);
      });
      const locate: Locate = (argument, part) => {
        const field = args.get(argument);
        return (part === 'name' ? field?.nameLocation : undefined) ?? field?.location ?? location;
      };
      return [...checkArguments(module, raw, locate), ...checkNames(module, raw, locate)];
    },
  };

  /** What stands for a module that Ansible has and trueup has not; undefined for other names. */
  #unsupported(name: string): ModuleDescription | undefined {
    if (!isAnsibleModule(name)) return undefined;
    this.modules.set(name, unsupportedModule(name));
    return { name, options: {}, isUnsupported: true };
  }

  /** Something was named that is not loaded yet: what is being read will be read once more. */
  get isBehind(): boolean {
    return this.#missing.size > 0 || this.plugins.isBehind;
  }

  /** Loads modules by their short names. */
  async need(names: Iterable<string>): Promise<void> {
    const absent = [...names].filter(name => !this.modules.has(name));
    for (const [name, module] of await loadModules(absent)) this.modules.set(name, module);
  }

  /** Does some loading until every module that it names is there. */
  async settle<T>(load: () => T): Promise<T> {
    for (;;) {
      const loaded = load();
      if (!this.isBehind) return loaded;
      if (this.plugins.isBehind) {
        await this.plugins.load();
        for (const [name, module] of this.plugins.modules) this.modules.set(name, module);
      }
      const missing = [...this.#missing];
      this.#missing.clear();
      await this.need(missing);
    }
  }
}
