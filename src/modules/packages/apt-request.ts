import type { AptArguments } from './apt-options.js';

/** A package as a task names it. */
export interface Spec {
  /** `foo`, `foo=1.0*`, `foo*`. */
  readonly text: string;
  /** `foo`, `foo:i386`. */
  readonly name: string;
  readonly operator: '=' | '>=' | undefined;
  readonly version: string | undefined;
}

/** What a task asks of apt, in the words of apt-get. */
export interface Request {
  readonly args: AptArguments;
  readonly operation:
    | 'install'
    | 'remove'
    | 'build-dep'
    | 'upgrade'
    | 'dist-upgrade'
    | 'autoremove'
    | 'autoclean'
    | 'deb'
    | undefined;
  readonly specs: readonly Spec[];
  readonly debs: readonly string[];
  /** Fetch the lists first, if they are too old. */
  readonly update: boolean;
}

const SPEC = /^([a-z0-9*?[][a-z0-9.+*?[\]!-]*(?::[a-z0-9-]+)?)(?:(>?=)([A-Za-z0-9.+~:*?[\]!-]+))?$/;

/** A package as it is named in a task; undefined if that can't be the name of one. */
export const parseSpec = (text: string): Spec | undefined => {
  const match = SPEC.exec(text);
  if (!match || match[1]!.endsWith('-')) return undefined;
  return {
    text,
    name: match[1]!,
    operator: match[2] as '=' | '>=' | undefined,
    version: match[3],
  };
};

/** What a task asks of apt, or what is wrong with that: the argument and why. */
export const parseRequest = (
  args: AptArguments,
): Request | { readonly argument: string; readonly problem: string } => {
  const names = (args.name ?? []).map(name => name.trim()).filter(name => name !== '');
  const all = names.includes('*');
  const specs: Spec[] = [];
  for (const name of names) {
    if (name === '*') continue;
    const spec = parseSpec(name);
    if (!spec) return { argument: 'name', problem: `invalid package spec: ${name}` };
    specs.push(spec);
  }
  if (all && args.state === 'latest' && specs.length > 0)
    return {
      argument: 'name',
      problem: 'unable to install additional packages when upgrading all installed packages',
    };
  if (args.deb !== undefined && args.state !== 'present')
    return { argument: 'state', problem: 'deb only supports state=present' };
  const debs = (args.deb ?? '').split(',').filter(deb => deb !== '');
  return {
    args,
    specs,
    debs,
    operation: operationOf(args, specs, all && args.state === 'latest'),
    update: args.update_cache === true || args.cache_valid_time > 0,
  };
};

const operationOf = (args: AptArguments, specs: readonly Spec[], all: boolean): Request['operation'] => {
  if (args.upgrade === 'dist' || args.upgrade === 'full') return 'dist-upgrade';
  if (args.upgrade !== 'no' || all) return 'upgrade';
  if (args.deb !== undefined) return 'deb';
  if (specs.length > 0 || args.state === 'fixed') {
    if (args.state === 'absent') return 'remove';
    return args.state === 'build-dep' ? 'build-dep' : 'install';
  }
  if (args.autoclean) return 'autoclean';
  return args.autoremove ? 'autoremove' : undefined;
};

/**
 * The arguments for apt-get that carry a request out, or simulate it, up to the packages' names.
 */
export const aptGetArguments = ({ args, operation }: Request): readonly string[] => {
  const when = (condition: boolean | undefined, ...words: string[]) => (condition ? words : []);
  const installs = operation === 'install' || operation === 'deb' || operation === 'build-dep';
  const upgrades = operation === 'upgrade' || operation === 'dist-upgrade';
  return [
    '-y',
    ...args.dpkg_options
      .split(',')
      .filter(option => option !== '')
      .flatMap(option => ['-o', `Dpkg::Options::=--${option}`]),
    ...when(args.state === 'fixed', '--fix-broken'),
    ...when(installs && args.only_upgrade, '--only-upgrade'),
    ...when(args.autoremove && operation !== 'build-dep' && operation !== 'autoclean', '--auto-remove'),
    ...when((installs || upgrades) && args.fail_on_autoremove, '--no-remove'),
    ...when(operation === 'remove' || operation === 'autoremove' ? args.purge : false, '--purge'),
    ...when(args.default_release !== undefined, '-t', args.default_release ?? ''),
    ...when(
      args.install_recommends !== undefined,
      '-o',
      `APT::Install-Recommends=${args.install_recommends ? 'yes' : 'no'}`,
    ),
    ...when(args.force || args.allow_unauthenticated, '--allow-unauthenticated'),
    ...when(args.force || args.allow_downgrade, '--allow-downgrades'),
    ...when(args.force || args.allow_change_held_packages, '--allow-change-held-packages'),
    ...when(args.force, '--allow-remove-essential'),
    ...when(operation === 'upgrade', '--with-new-pkgs'),
    ...when(operation !== undefined, operation === 'deb' ? 'install' : (operation ?? '')),
  ];
};
