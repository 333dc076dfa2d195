import { BecomeRefused, ConnectionLost } from '../agent/protocol.js';
import type { Host } from '../inventory/members.js';
import { selectHosts } from '../inventory/pattern.js';
import type { Play, Playbook } from '../playbook/model.js';
import { type Diagnostic, DiagnosticError, within } from '../source/diagnostic.js';
import { toText } from '../template/index.js';
import { Template, type Value } from '../value/value.js';
import type { Layer } from '../vars/scope.js';
import { batchesOf, inOrder } from './batches.js';
import { type RunContext, Stopped } from './context.js';
import type { HostEnd, HostRun } from './host-run.js';
import { PlayRun } from './play-run.js';
import { playVariables } from './play-variables.js';

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
  /** The hosts that --limit leaves; undefined for all. */
  readonly limit: ReadonlySet<Host> | undefined;
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
  const lost = new Map<string, HostEnd>();
  try {
    plays: for (const playbook of plan.playbooks)
      for (const play of playbook.plays) if (!(await runPlay(run, plan, play, lost))) break plays;
  } finally {
    await run.connections.close();
  }
  run.emit({
    kind: 'run-end',
    recap: run.recap.counts,
    traffic: run.connections.traffic,
    duration: (performance.now() - started) / 1000,
  });
  const ends = [...lost.values()];
  return {
    failed: ends.includes('failed'),
    unreachable: ends.includes('unreachable'),
    stopped: run.stop.asked,
  };
};

/** The names of a play's hosts that --limit leaves. */
const hostsOf = (run: RunContext, plan: RunPlan, play: Play, warnings: Diagnostic[]): readonly string[] => {
  const context = { location: play.hosts.location, warnings };
  const hosts = selectHosts(run.store.inventory, renderedPattern(run, play), context)
    .filter(host => plan.limit === undefined || plan.limit.has(host))
    .map(host => host.name);
  const order = play.keywords.get('order');
  return order === undefined ? hosts : inOrder(hosts, renderedText(run, order.value));
};

/** Runs one play. False if the run ends here: every host of a batch has failed. */
const runPlay = async (
  run: RunContext,
  plan: RunPlan,
  play: Play,
  lost: Map<string, HostEnd>,
): Promise<boolean> => {
  run.store.enter(play);
  const warnings: Diagnostic[] = [];
  const selected = hostsOf(run, plan, play, warnings);
  for (const diagnostic of warnings) run.emit({ kind: 'diagnostic', diagnostic });
  const hosts = selected.filter(host => !lost.has(host));
  const name =
    play.name === undefined
      ? [renderedPattern(run, play)].flat().join(',')
      : renderedText(run, play.name.value);
  run.emit({ kind: 'play-start', name, hosts });
  if (hosts.length === 0) {
    run.emit({ kind: 'play-end' });
    return selected.length === 0 || lost.size === 0;
  }
  const prompts = plan.prompts(play);
  const variables = playVariables(play, prompts, {
    engine: run.engine,
    vault: run.vault,
    scopeOf: (host, files) => run.store.scopeBelowFiles(host, play, [...files, prompts]),
  });
  const keyword = (key: string): Value | undefined => {
    const field = play.keywords.get(key);
    return field && run.engine.renderDeep(field.value, run.store.runScope());
  };
  const gather = keyword('gather_facts');
  const free = keyword('strategy');
  const removed = new Set(lost.keys());
  for (const batch of batchesOf(keyword('serial'), hosts)) {
    const lostHere = new Set<string>();
    const playRun = new PlayRun({
      run,
      play,
      name,
      variables,
      all: selected,
      batch,
      lost: lostHere,
      removed,
      gathersFacts: gather === undefined || run.engine.isTruthy(gather),
      forceHandlers: run.engine.isTruthy(keyword('force_handlers') ?? false),
      anyErrorsFatal: run.engine.isTruthy(keyword('any_errors_fatal') ?? false),
      maxFailPercentage: Number(toText(keyword('max_fail_percentage') ?? 100).replace('%', '')),
      free: typeof free === 'string' && /(^|\.)free$/.test(free),
    });
    await Promise.all(
      batch.map(async host => {
        const end = await runHost(playRun, playRun.hostRun(host));
        if (end === 'failed' || end === 'unreachable') {
          lost.set(host, end);
          lostHere.add(host);
          removed.add(host);
        }
        playRun.barrier.leave(host);
      }),
    );
    if (lostHere.size === batch.length || playRun.fatal || run.stop.asked) {
      run.emit({ kind: 'play-end' });
      return false;
    }
  }
  run.emit({ kind: 'play-end' });
  return true;
};

const runHost = async (playRun: PlayRun, hostRun: HostRun): Promise<HostEnd> => {
  try {
    const end = await hostRun.run().catch((error: unknown): HostEnd => {
      // Outside of a task, when facts are gathered: as in Ansible nothing rescues the host.
      if (!(error instanceof BecomeRefused)) throw error;
      playRun.refused(hostRun, error.message);
      return 'failed';
    });
    if (end === 'failed') await playRun.hostFailed(hostRun);
    return end;
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
  const value = run.engine.renderDeep(play.hosts.value, run.store.runScope());
  return Array.isArray(value) ? value.map(toText) : toText(value);
};

const renderedText = (run: RunContext, value: unknown): string => {
  if (!(value instanceof Template)) return String(value);
  try {
    return toText(run.engine.evaluate(value, run.store.runScope()));
  } catch {
    return value.source;
  }
};
