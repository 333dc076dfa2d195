import { type Output, type Payload, quote, type Script } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import { type Conclusion, type Context, type Difference, type Plan, type Result, STALE } from '../module.js';
import { Fields } from '../shell/fields.js';
import { contentUnless, describe, placeLink, survey } from '../shell/functions.js';
import {
  type CommonArguments,
  type CommonState,
  chmodDigits,
  commonProbe,
  commonUses,
  parseCommon,
  planAttributes,
} from './common.js';
import { fileWorkUses, workOnFile } from './content-plan.js';
import { failure, LARGEST_DIFF } from './content-state.js';
import type { CopyArguments } from './copy-options.js';
import { makeFolders } from './folders.js';
import { modeText, parseStatus, type Status, statusOfLine, statusResult } from './status.js';
import type { LocalTree } from './tree.js';

// A whole local folder is one probe and one apply, however many files it has.

/** A task that copies a folder. */
export interface TreeTask {
  readonly args: CopyArguments;
  readonly source: string;
  readonly tree: LocalTree;
  /** The folder's name, where it is itself to be copied; empty where only what is in it is. */
  readonly name: string;
  readonly validate: string | undefined;
  /** Differences in content are to be shown. */
  readonly diff: boolean;
}

/** What stands at a path in the folder on the host. */
interface Entry {
  readonly status: Status | undefined;
  readonly isFolder: boolean;
  readonly sha256: string | undefined;
  readonly content: Buffer | undefined;
}

export interface TreeState {
  /** The folder on the host. */
  readonly base: string;
  readonly status: Status | undefined;
  readonly isFolder: boolean;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly common: CommonState;
}

/** How many names one call of `survey` is given: programs take only so many arguments. */
const CHUNK = 200;

const pathsOf = ({ folders, files, links }: LocalTree): readonly string[] => [
  ...folders,
  ...files.map(file => file.path),
  ...links.map(link => link.path),
];

const chunksOf = (paths: readonly string[]): (readonly string[])[] =>
  Array.from({ length: Math.ceil(paths.length / CHUNK) }, (_, index) =>
    paths.slice(index * CHUNK, (index + 1) * CHUNK),
  );

export const probeTree = ({ args, tree, name, diff }: TreeTask): Script => {
  const { setup, words } = expand([args.dest]);
  const lines = [
    `${setup}path=${words[0]}`,
    `base=\${path%/}${name === '' ? '' : `/${quote(name)}`}; base=\${base:-/}`,
    `printf '%s\\0' "$base"; describe "$base"`,
    `[ ! -d "$base" ] || printf folder; printf '\\0'`,
    commonProbe(args, '"$base"'),
    ...chunksOf(pathsOf(tree)).map(chunk => `survey "$base" ${chunk.map(quote).join(' ')}`),
    ...(diff
      ? tree.files.map(
          file => `content_unless ${file.material.sha256} "\${base%/}"/${quote(file.path)} ${LARGEST_DIFF}`,
        )
      : []),
  ];
  return { text: lines.join('\n'), uses: [describe, survey, contentUnless, ...commonUses] };
};

export const parseTree = (output: Output, { args, tree, diff }: TreeTask): TreeState => {
  const fields = new Fields(output.stdout);
  const base = fields.text();
  const status = parseStatus(fields);
  const isFolder = fields.text() !== '';
  const common = parseCommon(fields, args);
  const entries = new Map<string, Entry>();
  for (const chunk of chunksOf(pathsOf(tree))) {
    const kinds = fields.text();
    const lines = fields.text().split('\n');
    const statuses = [...kinds].map(kind => (kind === '-' ? undefined : lines.shift()!));
    const targets = [...kinds].map(kind => (/l/i.test(kind) ? fields.text() : undefined));
    let sums = fields.text();
    for (const [index, path] of chunk.entries()) {
      const kind = kinds[index];
      let sha256: string | undefined;
      if (kind === 'f') {
        const line = sumLine(sums, `${base === '/' ? '' : base}/${path}`);
        sums = sums.slice(line.length);
        sha256 = line.replace(/^\\/, '').slice(0, 64);
      }
      const found = statuses[index] === undefined ? undefined : statusOfLine(statuses[index], targets[index]);
      const leadsToFolder = kind === 'L' || found?.type === 'directory';
      entries.set(path, { status: found, isFolder: leadsToFolder, sha256, content: undefined });
    }
  }
  if (diff)
    for (const { path } of tree.files)
      entries.set(path, { ...entries.get(path)!, content: fields.content() });
  return { base, status, isFolder, entries, common };
};

/** The first line of sha256sum's output: a name with a line break is either escaped (GNU) or not (busybox). */
const sumLine = (sums: string, path: string): string =>
  sums.startsWith('\\') ? sums.slice(0, sums.indexOf('\n') + 1) : sums.slice(0, 64 + 2 + path.length + 1);

/** What is to be done so far. */
interface Work {
  readonly differences: Difference[];
  readonly lines: string[];
  readonly payload: Payload[];
}

/** Why it can't be done. */
class Obstacle extends Error {}

/** Plans that a folder on the host has all that the local one has. What it has besides stays. */
export const planTree = (task: TreeTask, state: TreeState, context: Context): Plan => {
  const { args, tree } = task;
  const dest = args.dest.endsWith('/') ? args.dest : `${args.dest}/`;
  const only = tree.files.length === 1 ? tree.files[0] : undefined;
  const result: Result = {
    dest: only ? pathIn(state, only.path) : dest,
    src: task.source,
    ...(only && { checksum: only.material.sha1, md5sum: only.material.md5 }),
  };
  if (pathsOf(tree).length === 0) return { kind: 'same', result };
  const work: Work = { differences: [], lines: [], payload: [] };
  try {
    addFolders(work, task, state, context);
    addFiles(work, task, state, context);
    addLinks(work, task, state);
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    return { kind: 'failed', message: error.message, result };
  }
  const { differences, lines, payload } = work;
  if (lines.length === 0)
    return {
      kind: 'same',
      result: { ...result, ...(only && statusResult(state.entries.get(only.path)?.status)) },
    };
  const shown = only ? `describe ${quote(pathIn(state, only.path))}` : '';
  return {
    kind: 'change',
    result,
    differences,
    apply: {
      // Names of backups are for nobody: there may be many.
      text: [task.validate ?? '', '{', ...lines, '} >/dev/null', shown].filter(Boolean).join('\n'),
      uses: [...fileWorkUses, placeLink, describe],
      payload,
    },
    conclude: output => conclude(output, result, only !== undefined),
  };
};

const pathIn = ({ base }: TreeState, path: string): string => `${base === '/' ? '' : base}/${path}`;

const differ = (work: Work, subject: string, name: string, before: string | undefined, after: string) =>
  work.differences.push({ kind: 'attribute', subject, name, before, after });

const addFolders = (work: Work, { args, tree }: TreeTask, state: TreeState, context: Context) => {
  const common: CommonArguments = { ...args, mode: args.directory_mode };
  const plan = (path: string, status: Status | undefined) => {
    const attributes = planAttributes(common, state.common, path, status, true, context);
    if (typeof attributes === 'string') throw new Obstacle(attributes);
    return attributes;
  };
  const make = (path: string) => {
    const { chown, mode } = plan(path, undefined);
    differ(work, path, 'state', 'absent', 'directory');
    work.lines.push(makeFolders(path, chown, args.directory_mode === undefined ? '' : chmodDigits(mode)));
  };
  if (state.status && !state.isFolder) throw new Obstacle(`Destination ${state.base} is not a directory`);
  if (!state.status) make(state.base);
  for (const folder of tree.folders) {
    const path = pathIn(state, folder);
    const { status, isFolder } = state.entries.get(folder)!;
    if (!status) make(path);
    else if (!isFolder) throw new Obstacle(`${path} already exists as a ${status.type}`);
    if (status?.type !== 'directory') continue;
    const attributes = plan(path, status);
    const change = attributes.change(quote(path));
    work.differences.push(...attributes.differences);
    if (change !== '') work.lines.push(`{ ${change}; } || exit`);
  }
};

const addFiles = (work: Work, task: TreeTask, state: TreeState, context: Context) => {
  const { args, tree, validate } = task;
  for (const { path, material, mode } of tree.files) {
    const entry = state.entries.get(path)!;
    if (entry.status && !args.force) continue;
    const file = workOnFile(
      {
        state: { path: pathIn(state, path), folder: 'good', common: state.common, ...entry },
        material,
        common: args.mode === 'preserve' ? { ...args, mode: modeText(mode) } : args,
        backup: args.backup,
        validate,
      },
      context,
    );
    if (typeof file === 'string') throw new Obstacle(file);
    work.differences.push(...file.differences);
    work.payload.push(...file.payload);
    if (file.text !== '') work.lines.push(file.text);
  }
};

const addLinks = (work: Work, { tree }: TreeTask, state: TreeState) => {
  for (const { path: name, target } of tree.links) {
    const path = pathIn(state, name);
    const { status } = state.entries.get(name)!;
    if (status?.target === target) continue;
    if (status?.type === 'link') differ(work, path, 'src', status.target, target);
    else differ(work, path, 'state', status?.type ?? 'absent', 'link');
    work.lines.push(`place_link -s ${quote(target)} ${quote(path)} || exit`);
  }
};

const conclude = (output: Output, result: Result, described: boolean): Conclusion => {
  if (output.code === STALE) return { kind: 'stale' };
  if (output.code !== 0) return { kind: 'failed', message: failure(output), result };
  const status = described ? statusResult(parseStatus(new Fields(output.stdout))) : {};
  return { kind: 'changed', result: { ...result, ...status } };
};
