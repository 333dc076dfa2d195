import { type Output, quote } from '../../agent/protocol.js';
import { type Conclusion, type Context, type Difference, type Plan, type Result, STALE } from '../module.js';
import { Fields } from '../shell/fields.js';
import { describe, folder, placeLink, put } from '../shell/functions.js';
import { type CommonArguments, chmodDigits, planAttributes } from './common.js';
import { failure } from './content.js';
import type { FileArguments } from './file-options.js';
import type { FileModuleState, FileTask } from './file-state.js';
import { makeFolders } from './folders.js';
import { parseStatus, type Status, stateOf, statusResult } from './status.js';
import type { WantedTime } from './timestamps.js';
import type { Place } from './walk.js';

/** What is to be done so far: differences, and lines of sh that mend them. */
interface Work {
  readonly differences: Difference[];
  readonly lines: string[];
}

/** A mistake or a state of the host that stands in the way. */
class Obstacle extends Error {}

/** Plans one task of the file module. Pure. */
export const planFileModule = (task: FileTask, state: FileModuleState, context: Context): Plan => {
  try {
    return planState(task, state, context);
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    return {
      kind: 'failed',
      message: error.message,
      result: { path: state.path, state: stateOf(state.status) },
    };
  }
};

const planState = (task: FileTask, state: FileModuleState, context: Context): Plan => {
  const { args } = task;
  const present = stateOf(state.status);
  const wanted = args.state ?? (present === 'absent' ? (args.recurse ? 'directory' : 'file') : present);
  if (args.recurse && wanted !== 'directory')
    throw new Obstacle("recurse option requires state to be 'directory'");
  if (args.src !== undefined && wanted !== 'link' && wanted !== 'hard')
    throw new Obstacle("src option requires state to be 'link' or 'hard'");
  if (state.moving) throw new Obstacle(`files in ${state.path} went away while they were read`);
  switch (wanted) {
    case 'absent':
      return planAbsent(state);
    case 'directory':
      return planDirectory(task, state, context);
    case 'file':
      return planPresent(task, state, context);
    case 'touch':
      return planTouch(task, state, context);
    case 'link':
      return planLink(task, state, context);
    case 'hard':
      return planHard(task, state, context);
  }
};

const differ = (work: Work, subject: string, name: string, before: string | undefined, after: string) =>
  work.differences.push({ kind: 'attribute', subject, name, before, after });

const nothing = (): Work => ({ differences: [], lines: [] });

/** The plan that the collected work makes. */
const planOf = (work: Work, place: Place, result: Result): Plan => {
  if (work.differences.length === 0)
    return { kind: 'same', result: { ...result, ...statusResult(place.status) } };
  return {
    kind: 'change',
    result,
    differences: work.differences,
    apply: {
      text: [...work.lines.map(line => `${line} || exit`), `describe ${quote(place.path)}`].join('\n'),
      uses: [describe, folder, placeLink, put],
    },
    conclude: conclude(result),
  };
};

const conclude =
  (result: Result) =>
  (output: Output): Conclusion => {
    if (output.code === STALE) return { kind: 'stale' };
    if (output.code !== 0) return { kind: 'failed', message: failure(output), result };
    return {
      kind: 'changed',
      result: { ...result, ...statusResult(parseStatus(new Fields(output.stdout))) },
    };
  };

const planAbsent = ({ path, status }: FileModuleState): Plan => {
  const result = { path, state: 'absent' };
  if (!status) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences: [
      { kind: 'attribute', subject: path, name: 'state', before: stateOf(status), after: 'absent' },
    ],
    apply: { text: status.type === 'directory' ? `rm -rf -- ${quote(path)}` : `rm -f -- ${quote(path)}` },
  };
};

/** What the attributes belong to: the end of a link, if links are followed. */
const followed = (state: FileModuleState, args: FileArguments): Place => (args.follow && state.end) || state;

const addAttributes = (
  work: Work,
  task: FileTask,
  state: FileModuleState,
  place: Place,
  context: Context,
  links: 'themselves' | 'followed' = 'themselves',
) => {
  const { path, status } = place;
  const isDirectory = status?.type === 'directory';
  const attributes = planAttributes(task.args, state.common, path, status, isDirectory, context);
  if (typeof attributes === 'string') throw new Obstacle(attributes);
  const change = attributes.change(quote(path), links);
  if (change !== '') {
    work.differences.push(...attributes.differences);
    work.lines.push(`{ ${change}; }`);
  }
  if (status && status.type !== 'link') addTimes(work, task, state, path, status);
};

const addTimes = (work: Work, task: FileTask, state: FileModuleState, path: string, status: Status) => {
  const add = (
    flag: string,
    name: string,
    wanted: WantedTime,
    seconds: number | undefined,
    current: number,
  ) => {
    if (wanted === 'preserve') return;
    if (wanted !== 'now' && Number.isNaN(seconds))
      throw new Obstacle(`the host can't read the time "${wanted.local}"`);
    if (wanted !== 'now' && seconds === current) return;
    differ(work, path, name, isoTime(current), wanted === 'now' ? 'now' : isoTime(seconds!));
    work.lines.push(`touch -c ${flag}${wanted === 'now' ? '' : ` -d @${seconds}`} -- ${quote(path)}`);
  };
  add('-a', 'atime', task.accessed, state.accessed, status.accessed);
  add('-m', 'mtime', task.modified, state.modified, status.modified);
};

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000', '');

const planPresent = (task: FileTask, state: FileModuleState, context: Context): Plan => {
  const place = followed(state, task.args);
  const present = stateOf(place.status);
  if (present !== 'file' && present !== 'hard')
    throw new Obstacle(`file (${place.path}) is ${present}, cannot continue`);
  const work = nothing();
  addAttributes(work, task, state, place, context);
  return planOf(work, place, { path: place.path });
};

/** Owner and mode for something that is to be made. */
const ownership = (
  args: CommonArguments,
  state: FileModuleState,
  path: string,
  isDirectory: boolean,
  context: Context,
) => {
  const attributes = planAttributes(args, state.common, path, undefined, isDirectory, context);
  if (typeof attributes === 'string') throw new Obstacle(attributes);
  return { chown: attributes.chown, mode: chmodDigits(attributes.mode), flag: attributes.flag(quote(path)) };
};

const planDirectory = (task: FileTask, state: FileModuleState, context: Context): Plan => {
  const { args } = task;
  const place = followed(state, args);
  const { path, status } = place;
  const work = nothing();
  if (!status) {
    const { chown, mode, flag } = ownership(args, state, path, true, context);
    differ(work, path, 'state', 'absent', 'directory');
    work.lines.push(...makeFolders(path, chown, args.mode === undefined ? '' : mode).split('\n'));
    if (flag !== '') work.lines.push(flag);
    return planOf(work, place, { path });
  }
  if (status.type !== 'directory') throw new Obstacle(`${path} already exists as a ${stateOf(status)}`);
  addAttributes(work, task, state, place, context);
  for (const entry of state.entries) addAttributes(work, task, state, entry, context);
  for (const entry of state.linked) addAttributes(work, task, state, entry, context, 'followed');
  return planOf(work, place, { path });
};

const planTouch = (task: FileTask, state: FileModuleState, context: Context): Plan => {
  const place = followed(state, task.args);
  const work = nothing();
  const result = { dest: state.path };
  if (place.status) {
    addAttributes(work, task, state, place, context);
    return planOf(work, place, result);
  }
  const { chown, mode, flag } = ownership(task.args, state, place.path, false, context);
  differ(work, place.path, 'state', 'absent', 'touch');
  work.lines.push(`put ${quote(place.path)} 0 absent ${quote(chown)} ${mode} '' '' ''`);
  if (flag !== '') work.lines.push(flag);
  const made = { status: undefined, path: place.path };
  for (const [option, wanted, seconds] of [
    ['-a', task.accessed, state.accessed],
    ['-m', task.modified, state.modified],
  ] as const) {
    if (typeof wanted === 'string') continue;
    if (Number.isNaN(seconds)) throw new Obstacle(`the host can't read the time "${wanted.local}"`);
    work.lines.push(`touch -c ${option} -d @${seconds} -- ${quote(place.path)}`);
  }
  return planOf(work, made, result);
};

const planLink = (task: FileTask, state: FileModuleState, context: Context): Plan => {
  const { args } = task;
  const { path, status, end } = state;
  const present = stateOf(status);
  const src = state.src ?? (args.follow && end?.status ? status?.target : undefined);
  const work = nothing();
  const target = state.src === undefined ? end : state.source;
  if (!args.force && src !== undefined && !target?.status)
    throw new Obstacle(
      `src file does not exist, use "force=yes" if you really want to create the link: ${state.source?.path || src}`,
    );
  if (present === 'directory' && !args.force)
    throw new Obstacle(`refusing to convert from directory to symlink for ${path}`);
  if (present === 'directory' && !state.emptyFolder)
    throw new Obstacle(`the directory ${path} is not empty, refusing to convert it`);
  if ((present === 'file' || present === 'hard') && !args.force)
    throw new Obstacle(`refusing to convert from ${present} to symlink for ${path}`);
  if (present !== 'link') {
    if (src === undefined) throw new Obstacle('src is required for creating new symlinks');
    differ(work, path, 'state', present, 'link');
  } else if (src !== undefined && src !== status?.target) {
    differ(work, path, 'src', status?.target, src);
  }
  if (work.differences.length > 0) work.lines.push(`place_link -s ${quote(src!)} ${quote(path)}`);
  if (args.follow) {
    // What a link that leads nowhere leads to has no attributes.
    if (target?.status) addAttributes(work, task, state, target, context);
  } else if (status?.type === 'link') {
    addAttributes(work, task, state, state, context);
  } else {
    const { chown } = ownership(args, state, path, false, context);
    if (chown !== '') work.lines.push(`chown -h ${quote(chown)} -- ${quote(path)}`);
  }
  return planOf(work, state, { dest: path, src });
};

const planHard = (task: FileTask, state: FileModuleState, context: Context): Plan => {
  const { args } = task;
  const { path, status, src, source } = state;
  const present = stateOf(status);
  if (present !== 'hard' && src === undefined)
    throw new Obstacle('src is required for creating new hardlinks');
  if (src !== undefined && !source?.status) throw new Obstacle('src does not exist');
  const work = nothing();
  const linked =
    source?.status !== undefined &&
    status?.inode === source.status.inode &&
    status.device === source.status.device;
  if (present !== 'absent' && !linked && src !== undefined) {
    if (present === 'directory') throw new Obstacle(`Cannot link, ${path} is a directory`);
    if (!args.force && present === 'hard')
      throw new Obstacle('Cannot link, different hard link exists at destination');
    if (!args.force && present === 'file') throw new Obstacle('Cannot link, file exists at destination');
  }
  if (src !== undefined && !linked) {
    differ(
      work,
      path,
      present === 'link' ? 'src' : 'state',
      present === 'link' ? status?.target : present,
      present === 'link' ? src : 'hard',
    );
    work.lines.push(`place_link '' ${quote(source!.path)} ${quote(path)}`);
  }
  const place = { path, status: source?.status ?? status };
  if (place.status) addAttributes(work, task, state, place, context);
  return planOf(work, place, { dest: path, src });
};
