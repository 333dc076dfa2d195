import { streams } from '../commands/output.js';
import type { Context, Difference, Plan, Result } from '../module.js';
import { matchesPattern } from '../system/pattern.js';
import { applyScript, concludeApply, type Work } from './apt-apply.js';
import type { Request, Spec } from './apt-request.js';
import type { AptState, Step } from './apt-state.js';
import { compareVersions } from './versions.js';

/** What is to be done on a host in a given state. */
export const planApt = (request: Request, state: AptState, { checkMode }: Context): Plan => {
  const { args, operation } = request;
  if (!state.available) return { kind: 'failed', message: 'this host has no apt-get' };
  const update =
    request.update &&
    state.cache.fetched + args.cache_valid_time < state.cache.now + (args.cache_valid_time === 0 ? 1 : 0);
  // With fresh lists apt may know what it doesn't know now.
  const blind = update && operation !== 'remove';
  const problem = findProblem(request, state, blind);
  if (problem !== undefined) return { kind: 'failed', message: problem };

  const targets = targetsOf(request, state);
  const steps = state.simulation?.steps ?? [];
  const unknown = blind && (state.simulation?.errors.length ?? 0) > 0 ? targets : [];
  const manual = operation === 'install' ? automaticOnes(request.specs, state) : [];
  const clean = args.clean && state.archive;
  const differences: Difference[] = [
    ...(clean ? [attribute('/var/cache/apt/archives', 'state', 'files', 'empty')] : []),
    ...steps.map(step => stepDifference(step, state)),
    ...unknown.map(name => attribute(name, 'state', 'absent', 'present')),
    ...manual.map(name => attribute(name, 'mark', 'auto', 'manual')),
  ];
  const touches = steps.length > 0 || unknown.length > 0;
  const predicted: Result = {
    ...streams(state.simulation?.text ?? '', ''),
    cache_updated: update,
    cache_update_time: state.cache.fetched,
  };

  if (differences.length === 0 && !update) return { kind: 'same', result: predicted };
  const alone = operation === undefined && request.specs.length === 0 && !args.clean;
  const work: Work = {
    clean,
    update,
    manual,
    run:
      touches || (update && dependsOnLists(request))
        ? operation && withFreshLists(request, targets, update)
        : undefined,
  };
  const apply = { apply: applyScript(request, work), conclude: concludeApply(request, work, alone) };
  if (differences.length > 0) return { kind: 'change', result: predicted, differences, ...apply };
  if (alone && args.cache_valid_time > 0) {
    const age =
      state.cache.fetched === 0 ? 'never fetched' : `${state.cache.now - state.cache.fetched} seconds old`;
    return {
      kind: 'change',
      result: predicted,
      differences: [attribute('package lists', 'state', age, 'fetched')],
      ...apply,
    };
  }
  // Fetching the lists, and no more as far as can be seen, is no difference in the host's state.
  if (checkMode && !alone) return { kind: 'same', result: predicted };
  return { kind: 'action', ...apply };
};

/** Whether fresh lists may give the operation something to do although now there is nothing. */
const dependsOnLists = ({ args, operation, specs }: Request): boolean =>
  args.state === 'latest' ||
  operation === 'upgrade' ||
  operation === 'dist-upgrade' ||
  operation === 'build-dep' ||
  specs.some(spec => spec.operator === '=' && /[*?[]/.test(spec.version ?? ''));

/** The packages to hand to apt-get; with fresh lists, also those that were up to date by the old ones. */
const withFreshLists = (request: Request, targets: readonly string[], update: boolean): readonly string[] => {
  if (!update || request.operation !== 'install' || !dependsOnLists(request)) return targets;
  const named = request.specs.filter(spec => !isPattern(spec.name)).map(argumentOf);
  return [...new Set([...named, ...targets])];
};

const isPattern = (name: string): boolean => /[*?[]/.test(name);

/** apt-get knows no `>=`: the candidate is the highest there is, and is checked to be high enough. */
const argumentOf = (spec: Spec): string => (spec.operator === '=' ? spec.text : spec.name);

const targetsOf = ({ args, operation, specs }: Request, state: AptState): readonly string[] => {
  if (operation === 'build-dep') return specs.map(spec => spec.text);
  if (operation === 'remove') return state.missing;
  const bySpec = new Map(specs.map(spec => [spec.text, spec]));
  const wanted = state.missing.filter(text => {
    const spec = bySpec.get(text);
    return !args.only_upgrade || isInstalled(spec?.name ?? text, state);
  });
  return wanted.map(text => {
    const spec = bySpec.get(text);
    return spec ? argumentOf(spec) : text;
  });
};

const findProblem = (request: Request, state: AptState, blind: boolean): string | undefined => {
  const broken = state.debs.find(deb => deb.problem !== undefined);
  if (broken) return `Unable to install package: ${broken.path}: ${broken.problem}`;
  if (blind) return undefined;
  if (state.unmatched.length > 0) return `No package(s) matching '${state.unmatched[0]}' available`;
  const errors = state.simulation?.errors ?? [];
  if (errors.length > 0) {
    const reasons = errors.join('; ');
    const unlocated = /Unable to locate package (\S+)/.exec(reasons)?.[1];
    if (unlocated !== undefined) return `No package matching '${unlocated}' is available: ${reasons}`;
    const version = /Version '.*' for '(\S+)' was not found/.exec(reasons)?.[1];
    const spec = version === undefined ? undefined : request.specs.find(({ name }) => name === version);
    if (spec) return `no available installation candidate for ${spec.text}: ${reasons}`;
    return `'apt-get ${[request.operation, ...targetsOf(request, state)].join(' ')}' would fail: ${reasons}`;
  }
  for (const spec of request.specs) {
    if (spec.operator !== '>=' || !state.missing.includes(spec.text)) continue;
    const step = state.simulation?.steps.find(({ name }) => name === spec.name);
    if (compareVersions(step?.after ?? '0', spec.version ?? '') < 0)
      return `no available installation candidate for ${spec.text}`;
  }
  return undefined;
};

const isInstalled = (name: string, state: AptState): boolean =>
  state.packages.some(known => known.installed && known.name === name.replace(/:.*/, ''));

/** What the task names that is installed only because something else needs it, so that a later autoremove would take it away. */
const automaticOnes = (specs: readonly Spec[], state: AptState): readonly string[] =>
  state.packages
    .filter(({ name, installed }) => installed && state.automatic.has(name))
    .map(({ name }) => name)
    .filter(name => specs.some(spec => matchesPattern(name, spec.name)))
    .filter(name => !state.missing.some(text => text.replace(/[>=].*/, '') === name));

const attribute = (
  subject: string,
  name: string,
  before: string | null,
  after: string | null,
): Difference => ({
  kind: 'attribute',
  subject,
  name,
  before,
  after,
});

const stepDifference = ({ action, name, before, after }: Step, state: AptState): Difference => {
  const leftovers = state.packages.some(known => known.name === name && known.removed);
  if (action === 'configure') return attribute(name, 'state', 'not configured', 'installed');
  if (action === 'purge' && leftovers) return attribute(name, 'state', 'configuration files', 'absent');
  if (action === 'delete') return attribute(name, 'file', before ?? '', null);
  return attribute(name, 'version', before ?? null, action === 'install' ? (after ?? null) : null);
};
