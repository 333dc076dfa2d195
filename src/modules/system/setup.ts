import { mistake } from '../../source/diagnostic.js';
import { didYouMean } from '../../source/suggest.js';
import { defineModule } from '../define.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { collectorsOf } from './facts/collectors.js';
import { type Collector, type Facts, gatherScript, parseFacts } from './facts/gather.js';
import { localWarnings } from './facts/local.js';
import { isExact, SUBSET_NAMES, selectGroups } from './facts/subsets.js';
import { matchesPattern } from './pattern.js';

const options = {
  gather_subset: {
    type: 'list',
    elements: 'str',
    default: ['all'],
    description:
      'Groups of facts to gather; `!` in front takes one away, `!all` and `!min` all of their kind.',
  },
  gather_timeout: {
    type: 'int',
    default: 10,
    description: 'Taken for compatibility: what may hang is given up after ten seconds.',
  },
  filter: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Patterns of names; only facts that match one are returned.',
  },
  fact_path: {
    type: 'path',
    default: '/etc/ansible/facts.d',
    description: 'Where the host keeps facts of its own: files NAME.fact.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  readonly collectors: readonly Collector[];
}

/** Facts that Ansible adds about the gathering itself; their names have no prefix. */
const aboutGathering = (subset: readonly string[]) =>
  [
    ['gather_subset', subset],
    ['module_setup', true],
  ] as const;

/** Facts about a host. One command reads all files that the asked groups need; a group costs what its own commands cost. */
export const setup = defineModule<Args, Prepared, Facts>({
  name: 'setup',
  collection: 'ansible.builtin',
  aliases: ['gather_facts'],
  description: 'Gathers facts about a host.',
  options,
  returns: {
    ansible_facts: { type: 'dict', description: 'The facts, each with `ansible_` before its name.' },
  },
  examples: `- name: Only what is asked for
  setup:
    gather_subset: ['!all', '!min', distribution, network]`,
  prepare: (args, services) => {
    const groups = selectGroups(args.gather_subset);
    if ('unknown' in groups)
      throw mistake(
        `unknown group of facts in gather_subset: ${groups.unknown}`,
        services.locate('gather_subset'),
        didYouMean(groups.unknown, SUBSET_NAMES),
      );
    const collectors = collectorsOf(args.fact_path);
    return { args, collectors: [...groups].map(group => collectors[group]) };
  },
  probe: ({ collectors }) => ({ text: gatherScript(collectors) }),
  parse: (output, { collectors }) => parseFacts(collectors, output.stdout.toString()),
  plan: ({ args }, facts) => {
    const named = [
      ...Object.entries(facts).map(([name, value]) => [`ansible_${name}`, value] as const),
      ...(args.gather_subset.some(isExact) ? [] : aboutGathering(args.gather_subset)),
    ];
    const wanted = named.filter(
      ([name]) =>
        args.filter.length === 0 ||
        args.filter.some(
          pattern => matchesPattern(name, pattern) || matchesPattern(name, `ansible_${pattern}`),
        ),
    );
    const warnings = localWarnings(facts);
    return {
      kind: 'same',
      result: { ansible_facts: Object.fromEntries(wanted), ...(warnings.length > 0 && { warnings }) },
    };
  },
});
