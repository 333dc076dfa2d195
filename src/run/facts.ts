import { BecomeRefused, ConnectionLost } from '../agent/protocol.js';
import { parseArguments } from '../modules/arguments.js';
import { exactly } from '../modules/system/facts/subsets.js';
import { fromPlain, type Value } from '../value/value.js';
import { ALL_FACTS } from '../vars/facts.js';
import { FactsNeeded } from '../vars/interrupts.js';
import type { HostRun } from './host-run.js';
import { type Instance, instanceKey } from './instance.js';
import type { Probe } from './lookahead.js';
import { failed, type Outcome, ok, unreachable } from './outcome.js';
import type { Position } from './position.js';
import type { Fate } from './rounds.js';
import { servicesFor } from './services.js';

/**
 * The play's "Gathering Facts": the host is reached, and the play's first probes are asked. Facts are fetched by groups when a template first
 * touches one, so that a play that names none costs nothing. For a cache all are fetched at once: other runs count on them.
 */
export const gatherFacts = async (hostRun: HostRun, position: Position): Promise<Fate> => {
  const { play } = hostRun;
  const info = play.infos.ofGathering(position);
  hostRun.arrive(position);
  if (play.gathersOnce && hostRun.variables.hasGathered) return 'goes on';
  play.run.emit({ kind: 'task-start', task: info, host: hostRun.name });
  hostRun.variables.beginGathering();
  hostRun.current = info;
  const outcome = await contact(hostRun);
  hostRun.report(info, { ...outcome, duration: 0 });
  const fate = hostRun.settle(undefined, outcome);
  const isFatal = play.isLinear && playIsOn(hostRun, 'any_errors_fatal');
  await play.rounds.finish(hostRun.name, position, { fate, counts: false, isFatal });
  return fate;
};

const contact = async (hostRun: HostRun): Promise<Outcome> => {
  try {
    if (hostRun.play.run.facts.areKept) await fetchFacts(hostRun, new FactsNeeded(hostRun.name, ALL_FACTS));
    else await hostRun.contact();
    return ok({ ansible_facts: {} });
  } catch (error) {
    if (error instanceof BecomeRefused) return failed(error.message);
    if (!(error instanceof ConnectionLost)) throw error;
    const isIgnored = playIsOn(hostRun, 'ignore_unreachable');
    return { ...unreachable(error.message), ...(isIgnored && { ignored: true }) };
  }
};

const playIsOn = (hostRun: HostRun, keyword: string): boolean => {
  const { play } = hostRun;
  const field = play.play.keywords.get(keyword);
  return field !== undefined && play.viewOf(hostRun, undefined).isOn(field);
};

/** The probe that brings a group of facts, by the play's own connection to the host. */
export const factsProbe = async (
  hostRun: HostRun,
  group: string,
): Promise<Probe & { readonly instance: Instance }> => {
  const { play } = hostRun;
  const module = play.run.setup;
  // "!all" would take "all" away again.
  const subset = group === ALL_FACTS ? [group] : ['!all', '!min', exactly(group)];
  const view = play.viewOf(hostRun, undefined);
  const asked = new Map<string, Value>([['gather_subset', subset]]);
  const said = play.play.keywords.get('fact_path');
  const folder = said === undefined ? play.run.facts.folder : view.text(said);
  if (folder !== undefined) asked.set('fact_path', folder);
  const parsed = parseArguments(module, asked);
  if (!parsed.ok) throw new Error(`setup does not know the group of facts ${group}`);
  const context = { checkMode: false, diff: false };
  const services = servicesFor(
    view,
    play.filesOf(play.play),
    play.run.engine,
    play.run.secrets,
    () => play.play.location,
    { host: hostRun.name },
  );
  const steps = await module.begin(parsed.args, services, context);
  const { probe } = steps;
  if (probe === undefined) throw new Error('setup has no probe');
  const instance: Instance = {
    steps,
    context,
    ...play.target(hostRun, undefined, view),
    environment: {},
    jobFolder: '',
  };
  return { instance, key: instanceKey(instance, probe), probe };
};

/** Brings the facts that a template asked for. Throws ConnectionLost. */
export const fetchFacts = async (hostRun: HostRun, needed: FactsNeeded): Promise<void> => {
  const { instance, key, probe } = await factsProbe(hostRun, needed.group);
  const { answers } = instance.remote;
  if (answers.count(key) === 0) await hostRun.sendProbes([{ instance, key, probe }], undefined);
  const output = await answers.take(key)!;
  const plan = instance.steps.plan(output);
  const facts = plan.kind === 'same' ? fromPlain(plan.result.ansible_facts) : undefined;
  hostRun.variables.addGathered(needed.group, facts instanceof Map ? facts : new Map());
};
