import type { Script } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import type { ImageArguments } from './image-options.js';
import { stepsScript, textEntries, words } from './object.js';

/** An image as a task names it. */
export interface Wanted {
  readonly args: ImageArguments;
  /** Its name and tag, or its id. */
  readonly image: string;
  /** The further name that `repository` is. */
  readonly alias: string | undefined;
}

/** What is to be done with an image. */
export interface ImageWork {
  readonly isRemoved: boolean;
  readonly isFetched: boolean;
  readonly isArchived: boolean;
  readonly isTagged: boolean;
  readonly isPushed: boolean;
}

type Step = readonly [what: string, command: string];

/**
 * The sh that does the work. Prints `changed` for each step that has changed something, what a build says behind a bar on each line, and
 * the image at the end.
 */
export const imageSteps = (wanted: Wanted, work: ImageWork): Script => {
  const { args, image, alias } = wanted;
  if (work.isRemoved) {
    const remove = words('docker', 'image', 'rm', args.force_absent ? ['--force'] : [], image);
    return { text: stepsScript([['remove the image', `${remove} >/dev/null`]], 'echo changed') };
  }
  const steps: Step[] = [];
  if (work.isFetched) steps.push(...fetchSteps(wanted));
  if (work.isArchived) steps.push(archiveStep(args, image));
  if (work.isTagged && alias !== undefined)
    steps.push(
      ['note the tag', `{ before=$(${idOf(alias)}) || :; }`],
      ['tag the image', words('docker', 'tag', image, alias)],
      ['note the tag', `{ [ "$before" = "$(${idOf(alias)})" ] || echo changed; }`],
    );
  if (work.isPushed)
    steps.push([
      `push ${alias ?? image}`,
      `{ pushed=$(${words('docker', 'push', alias ?? image)}) && case $pushed in *': Pushed'*) echo changed ;; esac; }`,
    ]);
  const shown = words('docker', 'image', 'inspect', work.isTagged && alias !== undefined ? alias : image);
  return { text: stepsScript(steps, shown) };
};

const idOf = (image: string): string =>
  `${words('docker', 'image', 'inspect', '--format', '{{.Id}}', image)} 2>/dev/null`;

/** Gets the image; that is a change if it is another one than before. */
const fetchSteps = (wanted: Wanted): readonly Step[] => {
  const { args, image } = wanted;
  return [
    ['look for the image', `{ id=$(${idOf(image)}) || :; }`],
    fetchStep(args, image),
    ['look for the image', `{ [ "$id" = "$(${idOf(image)})" ] || echo changed; }`],
  ];
};

const fetchStep = (args: ImageArguments, image: string): Step => {
  if (args.source === 'build') return buildStep(args, image);
  if (args.source === 'pull') {
    const platform = args.pull?.platform;
    const flags = platform === undefined ? [] : [`--platform=${platform}`];
    return [`pull ${image}`, `${words('docker', 'pull', '--quiet', flags, image)} >/dev/null`];
  }
  const { setup, words: expanded } = expand([args.load_path ?? '']);
  const load = `${setup}docker load --quiet --input ${expanded[0]} >/dev/null`;
  // The archive may hold other images than the one that is asked for.
  return [`load ${image} from ${args.load_path}`, `{ ${load} && ${idOf(image)} >/dev/null; }`];
};

/** Arguments of the build reach docker in its environment. */
const buildStep = (args: ImageArguments, image: string): Step => {
  const { build } = args;
  if (build === undefined) throw new Error('nothing says how the image is built');
  const given = textEntries(build.args) ?? [];
  const limits = build.container_limits;
  const { setup, words: expanded } = expand([build.path]);
  const isRemote = /^(?:https?:\/\/|git:\/\/|github\.com\/|git@)/.test(build.path);
  const flag = (name: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [`--${name}=${value}`];
  const file =
    build.dockerfile === undefined
      ? ''
      : isRemote || build.dockerfile.startsWith('/')
        ? ` ${words(`--file=${build.dockerfile}`)}`
        : ` --file="$context"/${words(build.dockerfile)}`;
  const flags = words(
    ['docker', 'build', `--tag=${image}`, `--rm=${build.rm}`],
    given.map(([key]) => `--build-arg=${key}`),
    (build.cache_from ?? []).map(each => `--cache-from=${each}`),
    (textEntries(build.etc_hosts) ?? []).map(([host, address]) => `--add-host=${host}:${address}`),
    [...flag('network', build.network), ...flag('platform', build.platform), ...flag('target', build.target)],
    [...(build.nocache ? ['--no-cache'] : []), ...(build.pull ? ['--pull'] : [])],
    flag('memory', limits?.memory),
    flag('memory-swap', limits?.memswap),
    flag('cpu-shares', limits?.cpushares),
    flag('cpuset-cpus', limits?.cpusetcpus),
  );
  const exports = given.map(([key, text]) => `export ${key}=${words(text)}; `).join('');
  const folder = isRemote ? '' : `[ -d "$context" ] || { echo "there is no folder $context" >&2; exit 1; }; `;
  return [
    'build the image',
    `( ${setup}context=${expanded[0]}; ${folder}${exports.trimEnd()}
if said=$(${flags}${file} "$context" 2>&1); then printf '%s\\n' "$said" | sed 's/^/| /'
else printf '%s\\n' "$said" | tail -n 20 >&2; exit 1; fi )`,
  ];
};

/** Written beside its place first: an archive is there whole or not at all. */
const archiveStep = (args: ImageArguments, image: string): Step => {
  const { setup, words: expanded } = expand([args.archive_path ?? '']);
  const save = words('docker', 'image', 'save', image);
  return [
    'archive the image',
    `( ${setup}archive=${expanded[0]}; ${save} >"$archive.unfinished" && mv -f "$archive.unfinished" "$archive" && echo changed )`,
  ];
};
