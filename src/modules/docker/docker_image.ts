import { quote, type Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import type { Plain } from '../../value/value.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { Difference, Plan, Services } from '../module.js';
import { canonicalImage, isImageId } from './image-name.js';
import { type ImageArguments, options } from './image-options.js';
import { imageSteps, type Wanted } from './image-script.js';
import { at, type Observed } from './inspect.js';
import { attribute, concludeSteps, inspectProbe, objectsOf, parseObject, textEntries } from './object.js';

/** What a host has of an image. */
interface State {
  readonly observed: Observed;
  /** The description in the archive at `archive_path`. */
  readonly manifest: Plain;
}

const MARK = 'trueup archive';

/** A name and the tag that stands in it; a colon before a slash is a port's. */
const split = (name: string): readonly [name: string, tag: string | undefined] => {
  const [, repository = name, tag] = /^(.*?)(?::([\w][\w.-]*))?$/.exec(name) ?? [];
  return tag === undefined || name.includes('@') ? [name, undefined] : [repository, tag];
};

const wantedOf = (args: ImageArguments): Wanted => {
  const [name, ownTag] = split(args.name);
  const tag = ownTag ?? (args.tag === '' ? 'latest' : args.tag);
  const image = isImageId(args.name) || args.name.includes('@') ? args.name : `${name}:${tag}`;
  if (args.repository === undefined) return { args, image, alias: undefined };
  const [repository, aliasTag] = split(args.repository);
  return { args, image, alias: `${repository}:${aliasTag ?? tag}` };
};

const check = (args: ImageArguments, services: Services): void => {
  const problems: readonly (readonly [keyof ImageArguments, boolean, string])[] = [
    ['tag', !/^(?:\w[\w.-]{0,127})?$/.test(args.tag), 'is no tag'],
    [
      'name',
      isImageId(args.name) && (args.source === 'pull' || args.source === 'build'),
      `must not be an id with source: ${args.source}`,
    ],
    [
      'name',
      isImageId(args.name) && args.push && args.repository === undefined,
      'can not be pushed by its id',
    ],
    ['repository', args.repository !== undefined && isImageId(args.repository), 'must not be an id'],
    [
      'build',
      (textEntries(args.build?.args) ?? []).some(([key]) => !/^[A-Za-z_]\w*$/.test(key)),
      'has args whose names are not made of letters, digits and _',
    ],
  ];
  for (const [option, isWrong, what] of problems)
    if (isWrong)
      throw mistake(`argument ${option} of the (docker_image) module ${what}`, services.locate(option));
};

/** Whether an archive, as `docker save` writes it, holds just this image under this name. */
const holds = (manifest: Plain, image: Plain, name: string): boolean => {
  const entries = Array.isArray(manifest) ? (manifest as readonly Plain[]) : [];
  const id = String(at(image, 'Id')).replace(/^sha256:/, '');
  const [only] = entries;
  const tags = at(only, 'RepoTags');
  return (
    entries.length === 1 &&
    String(at(only, 'Config')).includes(id) &&
    (isImageId(name) || (Array.isArray(tags) && tags.join() === name))
  );
};

/** Manages Docker's images. */
export const dockerImage = defineModule<ImageArguments, Wanted, State>({
  name: 'docker_image',
  collection: 'community.docker',
  description: 'Pulls, builds, loads, tags, pushes, archives and removes images of Docker.',
  options,
  constraints: {
    requiredIf: [
      { option: 'state', value: 'present', requires: ['source'] },
      { option: 'source', value: 'build', requires: ['build'] },
      { option: 'source', value: 'load', requires: ['load_path'] },
    ],
  },
  returns: {
    image: { type: 'dict', description: 'The image as `docker image inspect` shows it.' },
    stdout: { type: 'str', description: 'What building it printed.' },
  },
  examples: `- name: The image that builds run in
  community.docker.docker_image:
    name: registry.example.com/builder
    tag: "2026.11"
    source: pull

- name: Build it on the host
  community.docker.docker_image:
    name: builder
    source: build
    build:
      path: /srv/builder
      args: {version: "12"}
`,
  prepare: (args, services) => {
    check(args, services);
    return wantedOf(args);
  },
  probe: ({ args, image, alias }): Script => {
    const inspect = inspectProbe('image', image, ...(alias === undefined ? [] : [alias]));
    if (args.archive_path === undefined) return { text: inspect };
    const { setup, words } = expand([args.archive_path]);
    return {
      text: `${inspect}\ncode=$?\n${setup}echo; echo ${quote(MARK)}; tar -xOf ${words[0]} manifest.json 2>/dev/null; exit $code`,
    };
  },
  parse: (output): State => {
    const [before = '', manifest = ''] = output.stdout.toString().split(`\n${MARK}\n`);
    const observed = parseObject({ ...output, stdout: Buffer.from(before) });
    try {
      return { observed, manifest: JSON.parse(manifest) };
    } catch {
      return { observed, manifest: undefined };
    }
  },
  plan: (wanted, { observed, manifest }): Plan => {
    if (observed.kind === 'failed')
      return { kind: 'failed', message: `docker does not answer: ${observed.reason}` };
    const { args, image: name, alias } = wanted;
    const images = objectsOf(observed);
    const image = images.find(each => isNamed(each, name));
    const tagged = alias === undefined ? undefined : images.find(each => isNamed(each, alias));
    const subject = `image ${name}`;
    if (args.state === 'absent') {
      if (image === undefined) return { kind: 'same', result: { image: {} } };
      const differences = attribute(subject, 'state', 'present', 'absent');
      return change(wanted, { ...NOTHING, isRemoved: true }, differences);
    }
    const isFetched = image === undefined || args.force_source;
    if (isFetched && args.source === 'local' && image === undefined)
      return { kind: 'failed', message: `Cannot find the image ${name} locally.` };
    const todo = {
      ...NOTHING,
      isFetched: isFetched && args.source !== 'local',
      isArchived: args.archive_path !== undefined && (isFetched || !holds(manifest, image, name)),
      isTagged: alias !== undefined && (tagged === undefined || args.force_tag),
      isPushed: args.push,
    };
    const differences: Difference[] = [
      ...(todo.isFetched
        ? image === undefined
          ? attribute(subject, 'state', 'absent', 'present')
          : attribute(subject, 'force_source', false, true)
        : []),
      ...(todo.isArchived ? attribute(subject, 'archive', undefined, args.archive_path) : []),
      ...(todo.isTagged && at(tagged, 'Id') !== at(image, 'Id')
        ? attribute(subject, 'tag', undefined, alias)
        : []),
      ...(todo.isPushed ? attribute(subject, 'push', undefined, alias ?? name) : []),
    ];
    if (differences.length === 0) return { kind: 'same', result: { image } };
    return change(wanted, todo, differences);
  },
});

const NOTHING = {
  isRemoved: false,
  isFetched: false,
  isArchived: false,
  isTagged: false,
  isPushed: false,
};

/** Whether inspect's answer is the image of that name: an id may be asked for in a shorter form. */
const isNamed = (image: Plain, name: string): boolean => {
  if (isImageId(name)) return at(image, 'Id') === name;
  const names = [at(image, 'RepoTags'), at(image, 'RepoDigests')].flatMap(each =>
    Array.isArray(each) ? each.map(String) : [],
  );
  return names.some(each => canonicalImage(each) === canonicalImage(name));
};

const change = (
  wanted: Wanted,
  todo: Parameters<typeof imageSteps>[1],
  differences: readonly Difference[],
): Plan => ({
  kind: 'change',
  result: {},
  differences,
  apply: imageSteps(wanted, todo),
  conclude: concludeSteps(([image], text) => {
    const built = [...text.matchAll(/^\| ?(.*)$/gm)].map(([, line]) => line);
    const result = {
      image: todo.isRemoved ? { state: 'Deleted' } : (image ?? {}),
      ...(built.length > 0 && { stdout: built.join('\n') }),
    };
    return { kind: /^changed$/m.test(text) ? 'changed' : 'unchanged', result };
  }),
});
