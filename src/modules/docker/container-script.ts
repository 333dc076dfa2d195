import { quote, type Script } from '../../agent/protocol.js';
import { comparisonOf } from './compare.js';
import type { ContainerArguments } from './container-options.js';
import { isImageId, withTag } from './image-name.js';
import { connectFlags, firstNetworkFlags, type NetworkChange } from './networks.js';
import { words } from './object.js';
import { commandLine } from './process.js';
import { entryText } from './setting.js';
import { SETTINGS } from './settings.js';

/** What is to be done with a container. */
export interface Work {
  /** The container that there is. */
  readonly current: { readonly id: string; readonly imageId: string; readonly running: boolean } | undefined;
  /** The image it is, or will be, created from; undefined where the image doesn't matter. */
  readonly image: string | undefined;
  readonly pull: 'always' | 'missing' | 'never';
  /** `image`: only if the image, once pulled, is another one than the container's. */
  readonly create: 'yes' | 'no' | 'image';
  readonly remove: boolean;
  readonly update: readonly string[];
  readonly networks: NetworkChange;
  readonly run: 'start' | 'stop' | 'restart' | 'none';
}

/**
 * The sh that does the work, each step of it named on standard output if it fails. A new container is made under a name of its
 * own before the old one is stopped, so that one that Docker refuses takes nothing down; a run that was cut off leaves at
 * most that one behind, and the next begins by removing it. Prints `changed` or `unchanged`, then the container.
 */
export const containerScript = (args: ContainerArguments, work: Work): Script => {
  const { name } = args;
  const environment = environmentOf(args);
  const lines = [
    'did=unchanged',
    'attempt() { what=$1; shift; "$@" >/dev/null || { echo "failed $what"; exit 1; }; did=changed; }',
  ];
  const image = work.image ?? '';
  if (work.pull !== 'never') {
    const tagged = quote(withTag(image));
    const pull = `docker pull --quiet ${tagged} >/dev/null || { echo 'failed pull'; exit 1; }`;
    lines.push(
      work.pull === 'always'
        ? pull
        : `docker image inspect ${tagged} >/dev/null 2>&1 || { ${pull}; did=changed; }`,
    );
  }
  const replace = [
    ...createLines(args, image, environment),
    ...(work.current ? removeLines(args, work.current) : []),
  ];
  replace.push(`attempt rename docker rename ${quote(temporaryName(name))} ${quote(name)}`);
  const after: string[] = [];
  if (work.create === 'image') {
    lines.push(
      `new=$(docker image inspect --format '{{.Id}}' ${quote(withTag(image))}) || { echo 'failed pull'; exit 1; }`,
      `if [ "$new" != ${quote(work.current?.imageId ?? '')} ]; then`,
      ...replace,
      ...(work.run === 'start' || args.state === 'started'
        ? [`attempt start docker start ${quote(name)}`]
        : []),
      'else :',
    );
    after.push('fi');
  }
  if (work.create === 'yes') lines.push(...replace);
  if (work.remove && work.current) lines.push(...removeLines(args, work.current));
  if (work.update.length > 0) lines.push(`attempt update docker update ${words(work.update, name)}`);
  if (work.create !== 'yes') {
    for (const network of work.networks.leave)
      lines.push(`attempt network docker network disconnect ${words(network, name)}`);
    for (const network of work.networks.join)
      lines.push(
        `attempt network docker network connect ${words(connectFlags(network), network.name, name)}`,
      );
  }
  if (work.run === 'start') lines.push(`attempt start docker start ${quote(name)}`);
  if (work.run === 'stop') lines.push(stopLine(args, name));
  if (work.run === 'restart') lines.push(`attempt restart docker restart ${words(stopFlags(args), name)}`);
  lines.push(...after, 'echo "$did"');
  if (!work.remove) lines.push(`docker container inspect ${quote(name)}`);
  return { text: lines.join('\n'), payload: environment.file === '' ? [] : [environment.file] };
};

/** The name under which a container is made. */
const temporaryName = (name: string): string => `${name}.trueup-new`;

const createLines = (
  args: ContainerArguments,
  image: string,
  environment: Environment,
): readonly string[] => {
  const temporary = temporaryName(args.name);
  const [first, ...others] = args.networks ?? [];
  const flags = SETTINGS.flatMap(setting => {
    const desired = setting.desired(args);
    return desired === undefined ? [] : setting.flags(desired, args);
  });
  const inFirst = args.network_mode === undefined || args.network_mode === first?.name;
  const joined = inFirst ? others : (args.networks ?? []);
  const create = words(
    ...['docker', 'create', `--name=${temporary}`],
    environment.file === '' ? [] : '--env-file=/dev/stdin',
    environment.exported.map(([key]) => `--env=${key}`),
    flags,
    first && inFirst ? firstNetworkFlags(first) : [],
    withTag(image),
    commandLine(args),
  );
  const input = environment.file === '' ? '' : `take ${Buffer.byteLength(environment.file)} | `;
  const exports = environment.exported
    .map(([key, text]) => `${key}=${quote(text)}; export ${key}; `)
    .join('');
  return [
    `docker rm --force ${quote(temporary)} >/dev/null 2>&1`,
    `( ${exports}${input}${create} ) >/dev/null || { echo 'failed create'; exit 1; }`,
    ...joined.map(
      network =>
        `docker network connect ${words(connectFlags(network), network.name, temporary)} || { docker rm --force ${quote(temporary)} >/dev/null; echo 'failed network'; exit 1; }`,
    ),
  ];
};

const stopFlags = (args: ContainerArguments): readonly string[] =>
  args.stop_timeout === undefined ? [] : [`--time=${args.stop_timeout}`];

const stopLine = (args: ContainerArguments, container: string): string =>
  args.force_kill
    ? `attempt stop docker kill ${words(args.kill_signal === undefined ? [] : [`--signal=${args.kill_signal}`], container)}`
    : `attempt stop docker stop ${words(stopFlags(args), container)}`;

/** Stops and removes a container; one with auto_remove may be gone once it is stopped. */
const removeLines = (
  args: ContainerArguments,
  { id, running }: { id: string; running: boolean },
): readonly string[] => [
  ...(running ? [stopLine(args, id)] : []),
  `docker rm --force ${words(args.keep_volumes ? [] : ['--volumes'], id)} >/dev/null 2>&1`,
  `i=0; while docker container inspect ${quote(id)} >/dev/null 2>&1; do`,
  `  i=$((i + 1)); [ "$i" -lt 100 ] || { docker rm ${quote(id)} >/dev/null; echo 'failed remove'; exit 1; }; sleep 0.1`,
  'done; did=changed',
];

interface Environment {
  /** The lines of an environment file. */
  readonly file: string;
  /** Variables with several lines, which such a file can't hold: they are exported to docker's client. */
  readonly exported: readonly (readonly [string, string])[];
}

const environmentOf = (args: ContainerArguments): Environment => {
  const all = [...(args.env ?? [])].map(([key, entry]) => [String(key), entryText(entry)] as const);
  const several = ([, text]: readonly [string, string]): boolean => /[\r\n]/.test(text);
  return {
    file: all
      .filter(entry => !several(entry))
      .map(([key, text]) => `${key}=${text}\n`)
      .join(''),
    exported: all.filter(several),
  };
};

/** What is wrong with `env`, if anything: Ansible's rule for values, and Docker's for names. */
export const environmentProblem = (args: ContainerArguments): string | undefined => {
  for (const [key, entry] of args.env ?? []) {
    const name = String(key);
    if (typeof entry !== 'string') return `${name} must be a string: put its value in quotes`;
    if (!/^[^\s=#][^\s=]*$/.test(name))
      return `${JSON.stringify(name)} is no name for an environment variable`;
    if (/[\r\n]/.test(entry) && !/^[A-Za-z_]\w*$/.test(name))
      return `${name} has a value of several lines, which only a name of letters, digits and _ can have`;
    if (entry.includes('\0')) return `${name} holds a NUL character`;
  }
  return undefined;
};

/** Whether an image that is another one than the container's calls for a new container. */
export const imageMatters = (args: ContainerArguments): boolean =>
  args.image !== undefined && comparisonOf(args, 'image', 'strict') !== 'ignore';

/** Whether the image can be pulled at all. */
export const canPull = (image: string): boolean => !isImageId(image);
