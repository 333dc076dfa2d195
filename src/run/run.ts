import { ConnectionLost } from '../agent/protocol.js';
import type { Host } from '../inventory/members.js';
import { selectHosts } from '../inventory/pattern.js';
import type { Play, Playbook } from '../playbook/model.js';
import { isGatheringSelected } from '../playbook/tags.js';
import { nodesOf, walk } from '../playbook/walk.js';
import { type Diagnostic, DiagnosticError, within } from '../source/diagnostic.js';
import { toText } from '../template/index.js';
import { Template, type Value } from '../value/value.js';
import type { Layer } from '../vars/scope.js';
import { batchesOf, inOrder } from './batches.js';
import { type RunContext, Stopped } from './context.js';
import type { HostEnd, HostRun } from './host-run.js';
import { PlayRun, type PlaySetting } from './play-run.js';
import { playVariables } from './play-variables.js';
import { writeRetryFile } from './retry-file.js';
import { isLinear, type Strategy, strategyOf } from './strategy.js';

/** How a run ended; Ansible's exit codes follow from it. */
export interface RunEnd {
  readonly failed: boolean;
  readonly unreachable: boolean;
  /** The user stopped it. */
  readonly stopped: boolean;
}

/** What a run is about. */
export interface RunPlan {
  readonly playbooks: readonly Playbook[];
  /** The hosts that --limit leaves; undefined for all. Hosts and groups may be added while plays are run. */
  readonly limit: () => ReadonlySet<Host> | undefined;
  /** Answers to the plays' vars_prompt. */
  readonly prompts: (play: Play) => Layer;
}

/**
 * Runs playbooks, play after play, and reports all that happens.
 * @throws DiagnosticError for mistakes in hosts' variable files, before any host is reached
 */
export const runPlaybooks = async (run: RunContext, plan: RunPlan): Promise<RunEnd> => {
  const started = performance.now();
  for (const { plays } of plan.playbooks)
    for (const play of plays) {
      run.store.enter(play);
      run.store.readVariables(hostsOf(run, plan, play, []));
    }
  run.emit({ kind: 'run-start', checkMode: run.options.checkMode, diff: run.options.diff, time: new Date() });
  const state = { lost: new Map<string, HostEnd>(), ended: { failed: false, unreachable: false } };
  try {
    for (const playbook of plan.playbooks) {
      let isWhole = true;
      for (const play of playbook.plays) {
        isWhole = await runPlay(run, plan, play, state);
        if (!isWhole) break;
      }
      if (!run.stop.asked) writeRetryFile(run, playbook.file.path, state.lost.keys());
      if (!isWhole) break;
      if (state.ended.failed || state.ended.unreachable) break;
    }
  } finally {
    await run.connections.close();
  }
  run.emit({
    kind: 'run-end',
    recap: run.recap.counts,
    statistics: run.statistics,
    traffic: run.connections.traffic,
    duration: (performance.now() - started) / 1000,
  });
  return { ...state.ended, stopped: run.stop.asked };
};

/** The names of a play's hosts that --limit leaves, in the order of the inventory. */
const membersOf = (run: RunContext, plan: RunPlan, play: Play, warnings: Diagnostic[]): readonly string[] => {
  const context = { location: play.hosts.location, warnings };
  const limit = plan.limit();
  return selectHosts(run.store.inventory, renderedPattern(run, play), context)
    .filter(host => limit === undefined || limit.has(host))
    .map(host => host.name);
};

/** The same in the order in which the play goes over them. */
const hostsOf = (run: RunContext, plan: RunPlan, play: Play, warnings: Diagnostic[]): readonly string[] => {
  const hosts = membersOf(run, plan, play, warnings);
  const order = play.keywords.get('order');
  return order === undefined ? hosts : inOrder(hosts, renderedText(run, play, order.value));
};

/** What the last batch of hosts came to; the exit code follows from it. */
type Ended = Pick<RunEnd, 'failed' | 'unreachable'>;

/** Runs one play. False if the run ends here: every host of a batch has failed. */
const runPlay = async (
  run: RunContext,
  plan: RunPlan,
  play: Play,
  state: { readonly lost: Map<string, HostEnd>; ended: Ended },
): Promise<boolean> => {
  run.store.enter(play);
  const { lost } = state;
  const warnings: Diagnostic[] = [];
  const hosts = hostsOf(run, plan, play, warnings);
  const setting = settingOf(run, plan, play, lost);
  warnings.push(...unheeded(play, setting.strategy));
  for (const diagnostic of warnings) run.emit({ kind: 'diagnostic', diagnostic });
  run.emit({ kind: 'play-start', name: setting.name, hosts });
  const beginning = run.startAt?.in(play) ?? 'first';
  if (beginning === 'nowhere') {
    run.emit({ kind: 'play-end' });
    return true;
  }
  let isBroken = false;
  for (const batch of batchesOf(setting.serial, hosts)) {
    const before = lost.size;
    const playRun = new PlayRun({
      ...setting,
      batch,
      beginning: beginning === 'first' ? undefined : beginning,
      number: run.nextId(),
    });
    await runBatch(playRun, lost);
    const ends = [...lost.values()];
    state.ended = playRun.rounds.broken
      ? { failed: true, unreachable: false }
      : { failed: ends.includes('failed'), unreachable: ends.includes('unreachable') };
    if (run.stop.asked) isBroken = true;
    else if (playRun.endsPlay) isBroken = false;
    else if (playRun.rounds.broken) isBroken = true;
    const isOver = lost.size - before === batch.length;
    if (isOver) isBroken = true;
    if (isOver || playRun.endsPlay || run.stop.asked) break;
  }
  run.emit({ kind: 'play-end' });
  return !isBroken;
};

/** Runs the hosts of a batch through a play, and notes those that are lost. */
const runBatch = async (playRun: PlayRun, lost: Map<string, HostEnd>): Promise<void> => {
  let hosts = playRun.batch.filter(host => !lost.has(host));
  while (hosts.length > 0) {
    const cutOff: string[] = [];
    await Promise.all(
      hosts.map(async host => {
        const end = await runHost(playRun, playRun.hostRun(host));
        if (end === 'failed' || end === 'unreachable') lost.set(host, end);
        if (end === 'unreachable') cutOff.push(host);
        playRun.barrier.leave(host);
      }),
    );
    // Those that `meta: clear_host_errors` has taken back go on where they were.
    hosts = playRun.aborted ? [] : cutOff.filter(host => !lost.has(host));
  }
  for (const host of playRun.rounds.failed) if (!lost.has(host)) lost.set(host, 'failed');
};

/** A play's keywords as they are for all of its batches. */
const settingOf = (
  run: RunContext,
  plan: RunPlan,
  play: Play,
  lost: Map<string, HostEnd>,
): Omit<PlaySetting, 'batch' | 'beginning' | 'number'> & { readonly serial: Value | undefined } => {
  const keyword = (key: string): Value | undefined => {
    const field = play.keywords.get(key);
    return field && run.engine.renderDeep(field.value, run.store.playScope(play));
  };
  const prompts = plan.prompts(play);
  const gather = keyword('gather_facts');
  const share = keyword('max_fail_percentage');
  return {
    run,
    play,
    name:
      play.name === undefined
        ? [renderedPattern(run, play)].flat().join(',')
        : renderedText(run, play, play.name.value),
    variables: playVariables(play, prompts, {
      engine: run.engine,
      vault: run.vault,
      scopeOf: (host, files) => run.store.scopeBelowFiles(host, play, [...files, prompts]),
    }),
    all: () => membersOf(run, plan, play, []),
    lost,
    serial: keyword('serial'),
    gathersFacts:
      (gather === undefined ? run.facts.gathering !== 'explicit' : run.engine.isTruthy(gather)) &&
      isGatheringSelected(play, run.options),
    forcesHandlers: run.options.forceHandlers || run.engine.isTruthy(keyword('force_handlers') ?? false),
    maxFailPercentage:
      share === undefined || share === null ? undefined : Number(toText(share).replace('%', '')),
    strategy: strategyOf(
      toText(keyword('strategy') ?? run.options.strategy),
      play.keywords.get('strategy')?.location,
    ),
  };
};

/** Warnings of keywords that mean nothing where hosts go each by itself. */
const unheeded = (play: Play, strategy: Strategy): readonly Diagnostic[] => {
  if (isLinear(strategy)) return [];
  return ['max_fail_percentage', 'any_errors_fatal', 'run_once'].flatMap((keyword): Diagnostic[] => {
    const holders = [play, ...walk([...nodesOf(play), ...play.handlers])];
    const field = holders.map(holder => holder.keywords.get(keyword)).find(found => found !== undefined);
    if (field === undefined || field.value === false) return [];
    return [
      {
        severity: 'warning',
        message: `"${keyword}" has no effect with strategy: ${strategy}`,
        location: field.location,
      },
    ];
  });
};

const runHost = async (playRun: PlayRun, hostRun: HostRun): Promise<HostEnd> => {
  try {
    return await hostRun.run();
  } catch (error) {
    if (error instanceof ConnectionLost) {
      playRun.unreachable(hostRun, error.message);
      return 'unreachable';
    }
    if (error instanceof Stopped) return 'ended';
    if (error instanceof DiagnosticError) {
      for (const diagnostic of within(error, `on host ${hostRun.name}`).diagnostics)
        playRun.run.emit({ kind: 'diagnostic', diagnostic, host: hostRun.name });
      playRun.recap.failed(hostRun.name);
      return 'failed';
    }
    throw error;
  }
};

const renderedPattern = (run: RunContext, play: Play): string | readonly string[] => {
  const value = run.engine.renderDeep(play.hosts.value, run.store.playScope(play));
  return Array.isArray(value) ? value.flat().map(toText) : toText(value);
};

const renderedText = (run: RunContext, play: Play, value: unknown): string => {
  if (!(value instanceof Template)) return String(value);
  try {
    return toText(run.engine.evaluate(value, run.store.playScope(play)));
  } catch {
    return value.source;
  }
};
