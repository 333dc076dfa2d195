import { quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import type { Plain } from '../../value/value.js';
import { defineModule } from '../define.js';
import type { Conclusion, Difference, Plan, Services } from '../module.js';
import { comparisonOf, comparisonsProblem, driftOf, networkDrift } from './compare.js';
import { type ContainerArguments, options } from './container-options.js';
import { canPull, containerScript, environmentProblem, imageMatters, type Work } from './container-script.js';
import { healthProblem } from './health.js';
import { canonicalImage, withTag } from './image-name.js';
import { at, dockerReason, type Inspected, inspectedObjects, parseInspected } from './inspect.js';
import { volumeProblem } from './mounts.js';
import { networkChange } from './networks.js';
import { parsePublished } from './ports.js';
import { commandProblem } from './process.js';

/** Throws for the first argument whose text doesn't mean anything. */
const check = (args: ContainerArguments, services: Services): void => {
  const problems: readonly (readonly [keyof ContainerArguments, string | undefined])[] = [
    [
      'name',
      /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(args.name) ? undefined : `is no container's name: ${args.name}`,
    ],
    ['command', commandProblem(args)],
    ['comparisons', comparisonsProblem(args)],
    ['env', environmentProblem(args)],
    ['healthcheck', args.healthcheck && healthProblem(args.healthcheck)],
    ['log_options', args.log_options && !args.log_driver ? 'needs log_driver' : undefined],
    ['restart_retries', args.restart_retries && !args.restart_policy ? 'needs restart_policy' : undefined],
    ...(args.published_ports ?? []).map(text => {
      const parsed = parsePublished(text);
      return ['published_ports', typeof parsed === 'string' ? parsed : undefined] as const;
    }),
    ...(args.volumes ?? []).map(text => ['volumes', volumeProblem(text)] as const),
  ];
  for (const [option, problem] of problems)
    if (problem !== undefined)
      throw mistake(
        `argument ${option} of the (docker_container) module ${problem}`,
        services.locate(option),
      );
};

/** What to do on a host where Docker answered (or isn't installed yet: then there is no container). */
const work = (
  args: ContainerArguments,
  container: Plain,
  image: Plain,
): Work & { differences: Difference[] } => {
  const attribute = (name: string, before: Plain, after: Plain): Difference => ({
    kind: 'attribute',
    subject: `container ${args.name}`,
    name,
    before,
    after,
  });
  const wanted = args.image ?? String(at(container, 'Config', 'Image') ?? '');
  const current =
    container === undefined
      ? undefined
      : {
          id: String(at(container, 'Id')),
          imageId: String(at(container, 'Image')),
          running: at(container, 'State', 'Running') === true,
        };
  const status = current === undefined ? 'absent' : current.running ? 'running' : 'stopped';
  const base: Work & { differences: Difference[] } = {
    current,
    image: wanted,
    pull: 'never',
    create: 'no',
    remove: false,
    update: [],
    networks: { leave: [], join: [] },
    run: 'none',
    differences: [],
  };
  if (args.state === 'absent') {
    if (!current) return base;
    return { ...base, remove: true, differences: [attribute('state', status, 'absent')] };
  }
  const fetch = args.pull ? 'always' : image === undefined ? 'missing' : 'never';
  const pull = canPull(wanted) ? fetch : 'never';
  const start = args.state === 'started' ? 'start' : 'none';
  if (!current)
    return {
      ...base,
      pull,
      create: 'yes',
      run: start,
      differences: [attribute('state', 'absent', args.state), attribute('image', undefined, wanted)],
    };
  const drift = driftOf(args, container, image);
  const network = networkDrift(args, container);
  const differences = drift.map(({ option, before, after }) => attribute(option, before, after));
  if (args.recreate) differences.push(attribute('recreate', false, true));
  const imageDiffers = imageMatters(args) && image !== undefined && at(image, 'Id') !== current.imageId;
  // A tag that was taken from the host while its container runs on is no reason to disturb the container.
  const imageUnknown =
    imageMatters(args) &&
    image === undefined &&
    canonicalImage(wanted) !== canonicalImage(String(at(container, 'Config', 'Image')));
  if (imageDiffers || imageUnknown)
    differences.push(attribute('image', String(at(container, 'Config', 'Image')), wanted));
  const create =
    args.recreate || imageDiffers || drift.some(({ update }) => update === undefined)
      ? 'yes'
      : imageMatters(args) && (imageUnknown || args.pull)
        ? 'image'
        : 'no';
  if (network) differences.push(attribute('networks', network.before, network.after));
  const run = whatToRun(args, current.running, create === 'yes', differences.length > 0);
  if (run === 'start' && !current.running) differences.push(attribute('state', 'stopped', 'started'));
  if (run === 'stop') differences.push(attribute('state', 'running', 'stopped'));
  if (run === 'restart') differences.push(attribute('restart', false, true));
  return {
    ...base,
    pull: create === 'no' ? 'never' : pull,
    create,
    update: create === 'yes' ? [] : drift.flatMap(({ update }) => update ?? []),
    networks: networkChange(
      args.networks,
      container,
      comparisonOf(args, 'networks', 'allow_more_present') === 'strict',
    ),
    run,
    differences,
  };
};

const whatToRun = (
  args: ContainerArguments,
  running: boolean,
  created: boolean,
  changed: boolean,
): Work['run'] => {
  if (args.state === 'started') {
    if (created || !running) return 'start';
    return args.restart && !changed ? 'restart' : 'none';
  }
  return args.state === 'stopped' && running && !created ? 'stop' : 'none';
};

const DID: Readonly<Record<string, string>> = {
  pull: 'pull the image',
  create: 'create the container',
  network: 'change its networks',
  remove: 'remove the container that is to be replaced',
  rename: 'name the new container',
  update: 'update the container',
  start: 'start the container',
  stop: 'stop the container',
  restart: 'restart the container',
};

const MISSING = 'docker is not installed on the host';

/** Manages a Docker container through the host's docker command. */
export const dockerContainer = defineModule<ContainerArguments, ContainerArguments, Inspected>({
  name: 'docker_container',
  collection: 'community.docker',
  description:
    'Manages a Docker container. It is recreated only where what the task names differs from what runs: options that the task leaves out, and what the image brings, never count.',
  options,
  returns: {
    container: { type: 'dict', description: 'The container as `docker inspect` shows it; empty if absent.' },
  },
  examples: `- name: Run the registry
  community.docker.docker_container:
    name: registry
    image: registry:2
    restart_policy: always
    published_ports: ["127.0.0.1:5000:5000"]
    volumes: ["/srv/registry:/var/lib/registry"]
`,
  prepare: (args, services) => {
    check(args, services);
    return args;
  },
  probe: args => ({
    text: `command -v docker >/dev/null || exit 127
docker inspect ${quote(args.name)}${args.image === undefined ? '' : ` ${quote(canonicalImage(args.image))}`}`,
  }),
  parse: parseInspected,
  plan: (args, state): Plan => {
    if (state.kind === 'failed')
      return { kind: 'failed', message: `docker does not answer: ${state.reason}` };
    const found = state.kind === 'found' ? state : { container: undefined, image: undefined };
    const todo = work(args, found.container, found.image);
    const result = { container: found.container ?? {} };
    if (todo.create === 'yes' && !todo.image)
      return {
        kind: 'failed',
        message: `container ${args.name} does not exist, and without an image it cannot be created`,
      };
    const script = containerScript(args, todo);
    const apply = {
      ...script,
      text: `command -v docker >/dev/null || { echo 'failed missing'; exit 1; }\n${script.text}`,
    };
    const conclude = (output: Parameters<typeof parseInspected>[0]): Conclusion => {
      const text = output.stdout.toString();
      const stage = /^failed (\w+)$/m.exec(text)?.[1];
      if (stage === 'missing') return { kind: 'failed', message: MISSING };
      if (stage !== undefined || output.code !== 0) {
        const reason = dockerReason(output.stderr.toString());
        const what = stage === 'pull' ? `pull ${withTag(todo.image ?? '')}` : (DID[stage ?? ''] ?? 'finish');
        return { kind: 'failed', message: `docker could not ${what}: ${reason}` };
      }
      const container = inspectedObjects(text)[0] ?? {};
      return { kind: /^unchanged$/m.test(text) ? 'unchanged' : 'changed', result: { container } };
    };
    if (todo.differences.length > 0)
      return { kind: 'change', result: {}, differences: todo.differences, apply, conclude };
    // Whether the registry has a newer image can't be seen without pulling it.
    if (todo.pull === 'always') return { kind: 'action', apply, conclude };
    return { kind: 'same', result };
  },
});
