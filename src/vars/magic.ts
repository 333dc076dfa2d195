import { posix } from 'node:path';
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
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly verbosity: number;
  readonly forks: number;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly limit: string | undefined;
}

/** What a play says of itself. */
export interface PlayMagic {
  readonly name: string;
  readonly playbookDirectory: string;
  /** All hosts of the play, those that are still in it, and those of the batch. */
  readonly all: readonly string[];
  active(): readonly string[];
  readonly batch: readonly string[];
  readonly roleNames: readonly string[];
}

/** What a task says of itself. */
export interface TaskMagic {
  readonly role: { readonly name: string; readonly path: string } | undefined;
  readonly parentRoles: readonly { readonly name: string; readonly path: string }[];
  readonly searchPath: readonly string[];
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

/** The variables that the program itself sets for a task on a host. Source: "Special Variables" in Ansible's documentation. */
export const magicLayer = (
  host: string,
  hostvars: Hostvars,
  run: RunMagic,
  play: PlayMagic,
  task: TaskMagic,
): Layer => {
  const member = run.inventory.host(host);
  return layerOf({
    inventory_hostname: () => host,
    inventory_hostname_short: () => host.split('.')[0]!,
    group_names: () => (member?.groups() ?? []).map(group => group.name).sort(),
    groups: () => groupsOf(run.inventory),
    hostvars: () => hostvars,
    omit: () => OMIT,
    playbook_dir: () => play.playbookDirectory,
    inventory_sources: () => [...run.inventorySources],
    ansible_inventory_sources: () => [...run.inventorySources],
    ansible_check_mode: () => run.checkMode,
    ansible_diff_mode: () => run.diff,
    ansible_verbosity: () => run.verbosity,
    ansible_forks: () => run.forks,
    ansible_run_tags: () => (run.tags.length > 0 ? [...run.tags] : ['all']),
    ansible_skip_tags: () => [...run.skipTags],
    ansible_limit: () => run.limit,
    ansible_version: () =>
      new Map<Value, Value>([...Object.entries(ANSIBLE_VERSION), ['string', ANSIBLE_VERSION.full]]),
    ansible_play_name: () => play.name,
    ansible_play_hosts: () => [...play.active()],
    ansible_play_hosts_all: () => [...play.all],
    ansible_play_batch: () => [...play.batch],
    play_hosts: () => [...play.active()],
    ansible_play_role_names: () => [...play.roleNames],
    ansible_role_names: () => [...play.roleNames],
    role_names: () => [...play.roleNames],
    role_name: () => task.role?.name,
    ansible_role_name: () => task.role?.name,
    role_path: () => task.role?.path,
    ansible_parent_role_names: () => [...new Set(task.parentRoles.map(role => role.name))],
    ansible_parent_role_paths: () => [...new Set(task.parentRoles.map(role => role.path))],
    ansible_search_path: () => task.searchPath.map(path => posix.normalize(path)),
  });
};
