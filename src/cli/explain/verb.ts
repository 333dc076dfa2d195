import type { Host } from '../../inventory/members.js';
import { limitHosts, selectHosts } from '../../inventory/pattern.js';
import type { Play } from '../../playbook/model.js';
import { type Diagnostic, mistake } from '../../source/diagnostic.js';
import { didYouMean } from '../../source/suggest.js';
import { toText } from '../../template/index.js';
import type { Secrets } from '../../value/secrets.js';
import { printDiagnostics, UsageError } from '../mistakes.js';
import { texts } from '../options.js';
import type { Verb } from '../verb.js';
import { candidatesOf } from './candidates.js';
import { openSources, type Sources } from './context.js';
import { EXPLAIN_FLAGS } from './flags.js';
import { explanation } from './text.js';

/** `trueup explain`: where a variable gets its value from. */
export const EXPLAIN: Verb = {
  usage: 'explain <variable> [host]',
  describe: 'Say where a variable gets its value from, and which place wins',
  epilogue:
    'Numbers are levels in Ansible\'s order of precedence: the highest wins. What is marked "there"\n' +
    'wins in that task, block or role only, "then" from that task on.',
  flags: EXPLAIN_FLAGS,
  run: async (flags, secrets) => {
    const [name, pattern = 'all', more] = texts(flags, '_');
    if (name === undefined) throw new UsageError('name the variable');
    if (more !== undefined) throw new UsageError(`one host or pattern is enough: ${more}`);
    const sources = await openSources(flags, secrets);
    const hosts = chosenHosts(pattern, sources, secrets);
    const groups = new Map<string, string[]>();
    for (const host of hosts) {
      const lines = linesFor(name, host, sources).join('\n');
      groups.set(lines, [...(groups.get(lines) ?? []), host.name]);
    }
    if ([...groups.keys()].every(lines => lines === '')) throw notDefined(name, hosts, sources);
    for (const [lines, names] of groups) {
      const text = `${name} on ${names.join(', ')}\n${lines === '' ? '  is not defined' : lines}\n`;
      process.stdout.write(secrets.redact(text));
    }
    return 0;
  },
};

const chosenHosts = (pattern: string, { inventory, options }: Sources, secrets: Secrets): readonly Host[] => {
  const warnings: Diagnostic[] = [];
  const limit = options.limit === undefined ? undefined : limitHosts(inventory, options.limit, warnings);
  const hosts = selectHosts(inventory, pattern, { warnings }).filter(host => limit?.has(host) ?? true);
  if (hosts.length > 0) return hosts;
  printDiagnostics(warnings, secrets);
  throw mistake(`there is no host for ${pattern}`, undefined, '-i names the inventory');
};

/** What is to be said of one host: for each play that it is in, or without any. */
const linesFor = (name: string, host: Host, sources: Sources): readonly string[] => {
  const plays = sources.loaded.flatMap(loaded =>
    loaded.playbook.plays.filter(play => isIn(host, play, sources)).map(play => ({ play, loaded })),
  );
  if (plays.length === 0)
    return explanation(candidatesOf(name, host, sources, undefined), host, sources, undefined);
  return plays.flatMap(place => {
    sources.store.enter(place.play);
    const candidates = candidatesOf(name, host, sources, place);
    return candidates.length === 0 ? [] : explanation(candidates, host, sources, place.play);
  });
};

/** Whether a play is for a host; one whose hosts can't be known is. */
const isIn = (host: Host, play: Play, { inventory, engine, store }: Sources): boolean => {
  try {
    const value = engine.renderDeep(play.hosts.value, store.playScope(play));
    const pattern = Array.isArray(value) ? value.map(toText) : toText(value);
    return selectHosts(inventory, pattern, { warnings: [] }).includes(host);
  } catch {
    return true;
  }
};

const notDefined = (name: string, hosts: readonly Host[], { store, loaded, variablesOf }: Sources): Error => {
  const names = new Set<string>();
  for (const host of hosts) {
    for (const known of store.hostScope(host.name).names()) names.add(known);
    for (const { playbook } of loaded)
      for (const play of playbook.plays)
        for (const known of store.scope({ host: host.name, play: variablesOf(play), magic: [] }).names())
          names.add(known);
  }
  return mistake(`nothing gives "${name}" a value`, undefined, didYouMean(name, names));
};
