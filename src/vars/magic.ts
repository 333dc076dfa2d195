import { accessSync, constants } from 'node:fs';
import { delimiter, join, posix } from 'node:path';
import type { Inventory } from '../inventory/inventory.js';
import { OMIT } from '../template/index.js';
import type { Unrendered, Value } from '../value/value.js';
import type { Hostvars } from './hostvars.js';
import type { Layer } from './scope.js';

/** Whose language is spoken: what `ansible_version` says, so that playbooks that ask go the way they would with Ansible. */
const ANSIBLE_VERSION = { full: '2.14.18', major: 2, minor: 14, revision: 18 } as const;

/** What the run says of itself. */
export interface RunMagic {
  readonly inventory: Inventory;
  readonly inventorySources: readonly string[];
  /** The ansible.cfg that was read. */
  readonly configFile?: string | undefined;
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly verbosity: number;
  readonly forks: number;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly limit: string | undefined;
}

/** The roles of a play by their names. */
export interface RoleNames {
  /** Those that the play itself names, in `roles` or by import_role. */
  readonly own: readonly string[];
  /** Those that roles depend on. */
  readonly dependent: readonly string[];
}

/** What a play says of itself. */
export interface PlayMagic {
  readonly name: string;
  /** All hosts of the play. */
  readonly all: readonly string[];
  /** Whether a host has failed or could not be reached, in this play or before. Throws an interrupt where that can't be told yet. */
  readonly isLost: (host: string) => boolean;
  /** Throws an interrupt while hosts may still be put into groups by tasks before this one. */
  settleGroups(): void;
  readonly batch: readonly string[];
  roles(): RoleNames;
}

/** A role as the magic variables name it. */
export interface RoleMagic {
  /** With its collection, if it is of one. */
  readonly name: string;
  readonly path: string;
  readonly collection: string | undefined;
}

/** What a task says of itself. */
export interface TaskMagic {
  readonly role: RoleMagic | undefined;
  /** The roles whose tasks have included or imported this one's, the nearest first. */
  readonly parentRoles: readonly RoleMagic[];
  readonly searchPath: readonly string[];
  /** `environment` of the task and of what it stands in, outermost first. */
  readonly environment: readonly Unrendered[];
}

type Makers = { readonly [name: string]: () => Unrendered | undefined };

const layerOf = (makers: Makers): Layer => ({
  get: name => (Object.hasOwn(makers, name) ? makers[name]!() : undefined),
  keys: () => Object.keys(makers),
});

const groupsOf = (inventory: Inventory): Value =>
  new Map<Value, Value>(
    [...inventory.groups].map(([name, group]) => [name, group.hosts().map(host => host.name)]),
  );

/** The python3 of this machine, for playbooks that run one on localhost. */
const playbookPython = (): string => {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'python3');
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // It is further on, or nowhere.
    }
  }
  return '/usr/bin/python3';
};

/**
 * The variables that the program itself sets, the same for all tasks: what other hosts see of a host has them, too. Source: "Special
 * Variables" in Ansible's documentation.
 * @param playbookDirectory the folder of the playbook that is being run
 */
export const runLayer = (run: RunMagic, playbookDirectory: () => string): Layer => {
  const limit: Makers = run.limit === undefined ? {} : { ansible_limit: () => run.limit };
  return layerOf({
    groups: () => groupsOf(run.inventory),
    omit: () => OMIT,
    playbook_dir: playbookDirectory,
    ansible_playbook_python: playbookPython,
    ansible_config_file: () => run.configFile ?? null,
    ansible_inventory_sources: () => [...run.inventorySources],
    ansible_check_mode: () => run.checkMode,
    ansible_diff_mode: () => run.diff,
    ansible_verbosity: () => run.verbosity,
    ansible_forks: () => run.forks,
    ansible_run_tags: () => (run.tags.length > 0 ? [...run.tags] : ['all']),
    ansible_skip_tags: () => [...run.skipTags],
    ...limit,
    ansible_version: () =>
      new Map<Value, Value>([...Object.entries(ANSIBLE_VERSION), ['string', ANSIBLE_VERSION.full]]),
  });
};

/** What a host is called, and the groups it is in. */
export const hostLayer = (host: string, inventory: Inventory): Layer =>
  layerOf({
    inventory_hostname: () => host,
    inventory_hostname_short: () => host.split('.')[0]!,
    group_names: () => {
      const groups = inventory.host(host)?.groups() ?? [];
      return groups.map(group => group.name).sort();
    },
  });

/** The variables that the program itself sets for a task on a host. */
export const magicLayer = (hostvars: Hostvars, play: PlayMagic, task: TaskMagic): Layer => {
  const { role, parentRoles } = task;
  const batch = (): string[] => play.batch.filter(host => !play.isLost(host));
  const own = (): string[] => [...play.roles().own];
  const ofRole: Makers = role
    ? {
        role_name: () => role.name.slice(role.collection === undefined ? 0 : role.collection.length + 1),
        role_path: () => role.path,
        ansible_role_name: () => role.name,
        ansible_collection_name: () => role.collection ?? null,
      }
    : {};
  const ofParents: Makers =
    parentRoles.length === 0
      ? {}
      : {
          ansible_parent_role_names: () => parentRoles.map(({ name }) => name),
          ansible_parent_role_paths: () => parentRoles.map(({ path }) => path),
        };
  return layerOf({
    hostvars: () => hostvars,
    // What they are is told by the layer below.
    groups: () => {
      play.settleGroups();
      return undefined;
    },
    ansible_play_name: () => play.name,
    ansible_play_hosts: () => play.all.filter(host => !play.isLost(host)),
    ansible_play_hosts_all: () => [...play.all],
    ansible_play_batch: batch,
    play_hosts: batch,
    ansible_current_hosts: batch,
    ansible_failed_hosts: () => play.batch.filter(play.isLost),
    ansible_play_role_names: own,
    role_names: own,
    ansible_dependent_role_names: () => [...new Set(play.roles().dependent)],
    ansible_role_names: () => [...new Set([...play.roles().dependent, ...play.roles().own])],
    ansible_search_path: () => task.searchPath.map(path => posix.normalize(path)),
    environment: () => [...task.environment],
    ...ofRole,
    ...ofParents,
  });
};
