import type { Diagnostic } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import type { Template, Value, Variables } from '../value/value.js';
import type { YamlFiles } from './files.js';
import type { FieldVariables, Keywords } from './model.js';
import type { TagSelection } from './tags.js';

/** What the loader must know of a module. */
export interface ModuleDescription {
  /** The canonical short name. */
  readonly name: string;
  readonly options: {
    readonly [name: string]: { readonly type: string; readonly aliases?: readonly string[] };
  };
  /** The option that a bare string is the value of. */
  readonly freeForm?: string;
  /** Ansible has it, and trueup has not: only tasks that may be for other hosts can name it. */
  readonly isUnsupported?: boolean;
}

/** Plugins of the user's own, which loading comes upon. */
export interface PluginFinder {
  /** Those of a playbook's folder or a role are seen from now on. */
  see(folder: string): void;
  /** Those of the collections below a folder that has `ansible_collections` are. */
  seeCollections(folder: string): void;
  /** Why a module of theirs can't be used: it is in Python. */
  moduleRefusal(name: string): { readonly message: string; readonly hint: string } | undefined;
  /** Why a lookup of theirs can't be used. */
  lookupRefusal(name: string): { readonly message: string; readonly hint: string } | undefined;
  hasLookup(name: string): boolean;
}

/** What loading needs from outside; the same options serve what the run loads later, so that each file is parsed once. */
export interface LoadOptions {
  readonly files: YamlFiles;
  /** Folders that hold roles, searched after `roles/` beside the playbook. */
  readonly rolesPath: readonly string[];
  /** Folders that hold `ansible_collections`, searched after `collections/` beside the playbook for roles with long names. */
  readonly collectionsPath?: readonly string[];
  readonly plugins?: PluginFinder;
  /** Keywords of plays that say nothing of them. */
  readonly keywordDefaults?: Keywords;
  /**
   * What is to be run, where that is known: of what is never reached then it is no matter whether its files, templates and arguments
   * are right.
   */
  readonly selection?: TagSelection;
  /** Whether something that was asked for is not there yet: all is read again once it is, so that checks can wait. */
  mustReadAgain?(): boolean;
  /** A module by its short or long name; undefined if there is none. */
  describeModule(name: string): ModuleDescription | undefined;
  /** All modules' names, short and long, for hints. */
  moduleNames(): Iterable<string>;
  /** What is wrong with a module's arguments as far as that is known before templates are rendered. */
  checkArguments?(module: string, args: FieldVariables, location: Location): readonly Diagnostic[];
  /** What is wrong with a template's syntax. */
  checkTemplate?(template: Template): readonly Diagnostic[];
  /** What is wrong with the syntax of a bare expression (`when`). */
  checkExpression?(text: string, location: Location): readonly Diagnostic[];
  /**
   * Renders a template in the name of a file or role that is imported, with the variables that are known before hosts are:
   * those given here and the command line's. Throws a DiagnosticError.
   */
  render?(template: Template, variables: Variables): Value;
}
