import { readFileSync } from 'node:fs';
import type { Output } from '../../../src/agent/protocol.js';
import { parseArguments } from '../../../src/modules/arguments.js';
import { dockerContainer } from '../../../src/modules/docker/docker_container.js';
import type { HostModule, Plan, Services } from '../../../src/modules/module.js';
import { fromPlain, type Plain, type Value } from '../../../src/value/value.js';
import { localServices } from '../rig.js';

/** A dict as tests write it. */
export type Entries = { readonly [key: string]: Plain };

/**
 * What Docker showed on a host, less the parts that are of no use here: a container for which a task asked `everything`
 * that its kernel could give, and the registry's.
 */
export const shown: {
  readonly everything: Entries;
  readonly fullContainer: Entries;
  readonly registryContainer: Entries;
  readonly registryImage: Entries;
} = JSON.parse(readFileSync('test/modules/docker/inspected.json', 'utf8'));

/** The task of the registry's container. */
export const registry: Entries = {
  name: 'registry',
  image: 'registry:2',
  restart_policy: 'always',
  published_ports: ['127.0.0.1:5000:5000'],
  volumes: ['/srv/registry-data/:/var/lib/registry'],
};

export const output = (stdout: string, stderr = '', code = 0): Output => ({
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
  code,
});

/** What the probe prints where these objects are all that it asks for. */
export const inspected = (...objects: readonly Plain[]): Output => output(`${JSON.stringify(objects)}\n`);

/** What docker_container plans for a host that answered its probe so. */
export const plan = (args: Plain, probed: Output): Promise<Plan> => planOf(dockerContainer, args, probed);

/** What a module plans for a host that answered its probe so. */
export const planOf = async (
  module: HostModule,
  args: Plain,
  probed: Output,
  services: Services = localServices('/'),
): Promise<Plan> => {
  const parsed = parseArguments(module, fromPlain(args) as Map<string, Value>);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const steps = await module.begin(parsed.args, services, { checkMode: false, diff: true });
  return steps.plan(probed);
};

/** What the differences of a plan are about; undefined if there is nothing to do. */
export const changed = (plan: Plan): readonly string[] | undefined =>
  plan.kind === 'change'
    ? plan.differences.map(difference => (difference.kind === 'attribute' ? difference.name : 'content'))
    : undefined;

/** The sh of a plan. */
export const script = (plan: Plan): string =>
  plan.kind === 'change' || plan.kind === 'action' ? plan.apply.text : '';

/** The same object with another value at a path. */
export const set = (object: Plain, path: readonly string[], value: Plain): Plain => {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const entries = object as Entries;
  return { ...entries, [key]: set(entries[key], rest, value) };
};
