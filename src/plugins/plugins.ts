import { join } from 'node:path';
import { resolveModule } from '../modules/index.js';
import type { HostModule } from '../modules/module.js';
import type { PluginFinder } from '../playbook/options.js';
import { type Diagnostic, DiagnosticError } from '../source/diagnostic.js';
import type { Filter, Test } from '../template/define.js';
import type { Lookup, OwnPlugins, Refusal } from '../template/index.js';
import { collectionPluginsIn, type PluginFile, type PluginKind, pluginsIn, pluginsOfKind } from './files.js';
import { isForeign, isPythonProgram, pythonNames } from './python.js';
import { refusalOf } from './refusal.js';

/** Names with the collection that stands for "the user's own, else Ansible's". */
const LEGACY = 'ansible.legacy.';

const BUILTIN = 'ansible.builtin.';

/** The name that tasks have a module of the user's own under: a long one where the short one is a built-in's. */
export const moduleKey = ({ name, prefix }: PluginFile): string =>
  prefix === '' && resolveModule(name) !== undefined ? LEGACY + name : prefix + name;

const withoutLegacy = (name: string): string => (name.startsWith(LEGACY) ? name.slice(LEGACY.length) : name);

/**
 * Plugins of the user's own. As with Ansible, those beside a playbook are seen from when it is read, those of a role from when the
 * role is, by everything, and the first that were seen win; a short name is theirs before it is a built-in's.
 *
 * A plugin's code is only loaded once it is needed: a module's when it is named, that of filters, tests and lookups when its folder is
 * seen. Whoever reads playbooks asks `isBehind` whether there is something to load, and then reads again.
 */
export class Plugins implements PluginFinder, OwnPlugins {
  readonly filters = new Map<string, Filter>();
  readonly tests = new Map<string, Test>();
  readonly lookups = new Map<string, Lookup>();
  /** Modules in JavaScript and programs that have been loaded, by the names that tasks have them under. */
  readonly modules = new Map<string, HostModule>();
  /** What is to be known about plugins although it is no mistake: that they stand in for built-in modules. */
  readonly notes: Diagnostic[] = [];
  readonly broken = new Set<'filter' | 'test' | 'lookup'>();
  /** How many files of plugins have been come upon. */
  filesSeen = 0;
  readonly #seen = new Set<string>();
  readonly #moduleFiles = new Map<string, PluginFile>();
  /** Modules in folders that the configuration names. */
  readonly #otherModuleFiles = new Map<string, PluginFile>();
  readonly #foreign: PluginFile[] = [];
  readonly #foreignNames = new Map<PluginFile, readonly string[]>();
  readonly #waiting = new Set<PluginFile>();
  readonly #mistakes: Diagnostic[] = [];

  see(folder: string): void {
    if (this.#seen.has(folder)) return;
    this.#seen.add(folder);
    this.#take(pluginsIn(folder));
  }

  /** Plugins of one kind in a folder of their own are seen from now on. */
  seeKind(kind: PluginKind, folder: string): void {
    const files = pluginsOfKind(folder, kind);
    if (kind !== 'module') this.#take(files);
    // Those beside playbooks and in roles, which are seen later, go before them.
    else
      for (const file of files)
        if (!this.#otherModuleFiles.has(file.name)) this.#otherModuleFiles.set(file.name, file);
  }

  seeCollections(folder: string): void {
    const key = join(folder, 'ansible_collections');
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#take(collectionPluginsIn(folder));
  }

  #take(files: readonly PluginFile[]): void {
    this.filesSeen += files.length;
    for (const file of files) {
      const name = file.prefix + file.name;
      if (file.kind === 'module') {
        if (!this.#moduleFiles.has(name)) this.#moduleFiles.set(name, file);
      } else if (file.language === 'JavaScript') this.#waiting.add(file);
      else if (file.language === 'Python') this.#foreign.push(file);
    }
  }

  #moduleFile(name: string): PluginFile | undefined {
    if (name.startsWith(BUILTIN)) return undefined;
    const own = withoutLegacy(name);
    const file = this.#moduleFiles.get(own) ?? this.#otherModuleFiles.get(own);
    // A collection that is installed for Ansible does not take away trueup's own module of that name.
    if (file && isForeign(file) && own.includes('.') && resolveModule(own) !== undefined) return undefined;
    if (file?.language !== 'program' || !isPythonProgram(file.path)) return file;
    const told: PluginFile = { ...file, language: 'Python' };
    this.#moduleFiles.set(own, told);
    return told;
  }

  /** The name that tasks have a module under, by its name in a playbook; undefined if there is none that can be run. */
  moduleKey(name: string): string | undefined {
    const file = this.#moduleFile(name);
    return file && !isForeign(file) ? moduleKey(file) : undefined;
  }

  /** A module by its name in a playbook, if it is loaded; it is asked for otherwise. */
  module(name: string): HostModule | undefined {
    const file = this.#moduleFile(name);
    if (!file || isForeign(file)) return undefined;
    const module = this.modules.get(moduleKey(file));
    if (!module) this.#waiting.add(file);
    return module;
  }

  moduleNames(): Iterable<string> {
    return [...this.#moduleFiles.keys(), ...this.#otherModuleFiles.keys()];
  }

  moduleRefusal(name: string): Refusal | undefined {
    const file = this.#moduleFile(name);
    if (!file || !isForeign(file)) return undefined;
    const builtin = resolveModule(file.name);
    return refusalOf(file, name, builtin && `${BUILTIN}${builtin}`);
  }

  hasLookup(name: string): boolean {
    return this.lookups.has(withoutLegacy(name)) || this.broken.has('lookup');
  }

  lookupRefusal(name: string): Refusal | undefined {
    return this.lookups.has(withoutLegacy(name)) ? undefined : this.refusal('lookup', name);
  }

  refusal(kind: 'filter' | 'test' | 'lookup', name: string): Refusal | undefined {
    if (name.startsWith(BUILTIN)) return undefined;
    const own = withoutLegacy(name);
    for (const file of this.#foreign) {
      if (file.kind !== kind || !own.startsWith(file.prefix)) continue;
      if (this.#namesOf(file).includes(own.slice(file.prefix.length))) return refusalOf(file, name);
    }
    return undefined;
  }

  #namesOf(file: PluginFile): readonly string[] {
    if (file.kind === 'lookup') return [file.name];
    const known = this.#foreignNames.get(file);
    if (known) return known;
    const names = pythonNames(file);
    this.#foreignNames.set(file, names);
    return names;
  }

  /** Whether plugins wait to be loaded. */
  get isBehind(): boolean {
    return this.#waiting.size > 0;
  }

  /** Loads what waits. What is wrong with it is kept for `takeMistakes`. */
  async load(): Promise<void> {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    const loaders = await import('./load.js');
    // In order: of filters with the same name the first counts.
    for (const file of waiting)
      try {
        await loaders.loadPlugin(file, this);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        this.#mistakes.push(...error.diagnostics);
        const key = moduleKey(file);
        if (file.kind === 'module') this.modules.set(key, loaders.brokenModule(key));
        else this.broken.add(file.kind);
      }
  }

  /** What is wrong with plugins that have been loaded since this was asked last. */
  takeMistakes(): readonly Diagnostic[] {
    return this.#mistakes.splice(0);
  }
}
