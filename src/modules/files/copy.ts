import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Output, Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Context, Plan, Services } from '../module.js';
import { type FileQuery, type FileState, fileProbe, parseFile, planFile, validation } from './content.js';
import { type CopyArguments, copyOptions, copyReturns } from './copy-options.js';
import { parseRemote, planRemote, probeRemote, type RemoteTask } from './copy-remote.js';
import { parseTree, planTree, probeTree, type TreeTask } from './copy-tree.js';
import { contentText } from './json.js';
import { type Material, materialOf, materialOfFile } from './material.js';
import { modeText } from './status.js';
import { readTree } from './tree.js';

/** A task that copies one file or text. */
interface FileTask {
  readonly args: CopyArguments;
  /** The local file; undefined for `content`. */
  readonly source: string | undefined;
  readonly material: Material;
  readonly query: FileQuery;
  readonly validate: string | undefined;
}

/** One of the three tasks that copy can be: what it asks the host, and what it makes of the answer. */
interface Copying {
  readonly probe: Script;
  planFor(output: Output, context: Context): Plan;
}

export const copy = defineModule<CopyArguments, Copying, Output>({
  name: 'copy',
  collection: 'ansible.builtin',
  description: 'Puts a local file, a folder or a text on the host.',
  options: copyOptions,
  constraints: { mutuallyExclusive: [['src', 'content']], requiredOneOf: [['src', 'content']] },
  prepare: async (args, services, context) => {
    if (args.remote_src) return remoteCopying(args, services);
    const source = args.src === undefined ? undefined : services.findFile('files', args.src);
    return source !== undefined && statSync(source).isDirectory()
      ? treeCopying(args, source, services, context)
      : fileCopying(args, source, services, context);
  },
  probe: copying => copying.probe,
  parse: output => output,
  plan: (copying, output, context) => copying.planFor(output, context),
  returns: copyReturns,
  examples: `- name: Put a file in place
  copy:
    src: app.conf
    dest: /etc/app.conf
    owner: root
    group: root
    mode: '0644'

- name: Put a text in place
  copy:
    content: "# managed\\n"
    dest: /etc/motd
`,
});

const remoteCopying = (args: CopyArguments, services: Services): Copying => {
  if (args.src === undefined) throw mistake('remote_src needs src', services.locate('remote_src'));
  const task: RemoteTask = { args, src: args.src, validate: validation(args.validate, services) };
  return {
    probe: probeRemote(task),
    planFor: (output, context) => planRemote(task, parseRemote(output, task), context),
  };
};

const treeCopying = async (
  args: CopyArguments,
  source: string,
  services: Services,
  { diff }: Context,
): Promise<Copying> => {
  const tree = await readTree(source, { follow: args.local_follow, decrypt: args.decrypt, services });
  const name = args.src?.endsWith('/') ? '' : basename(source);
  const task: TreeTask = { args, source, tree, name, validate: validation(args.validate, services), diff };
  return {
    probe: probeTree(task),
    planFor: (output, context) => planTree(task, parseTree(output, task), context),
  };
};

const fileCopying = async (
  args: CopyArguments,
  source: string | undefined,
  services: Services,
  { diff }: Context,
): Promise<Copying> => {
  if (source === undefined && args.dest.endsWith('/'))
    throw mistake('content can not be put in a folder: dest must name a file', services.locate('dest'));
  const material =
    source === undefined
      ? materialOf(contentText(args.content ?? null))
      : await materialOfFile(source, args.decrypt, services);
  if (args.checksum !== undefined && args.checksum !== material.sha1)
    throw mistake(`src has the checksum ${material.sha1}, not ${args.checksum}`, services.locate('checksum'));
  const query: FileQuery = {
    path: args.dest,
    ...(source !== undefined && { name: basename(source) }),
    follow: args.follow ? 'existing' : 'never',
    common: { ...args, mode: localMode(args, source, services) },
    content: diff ? { unless: material.sha256 } : 'never',
  };
  const task: FileTask = { args, source, material, query, validate: validation(args.validate, services) };
  return {
    probe: fileProbe(query),
    planFor: (output, context) => planCopy(task, parseFile(output, query), context),
  };
};

const planCopy = (task: FileTask, state: FileState, context: Context): Plan => {
  const { args, source, material, query, validate } = task;
  const result = { dest: state.path, path: state.path, src: source };
  if (state.status?.type === 'directory' && source === undefined)
    return { kind: 'failed', message: `content can not be put in a folder: ${state.path}`, result };
  if (state.status !== undefined && state.status.type !== 'directory' && !args.force)
    return { kind: 'same', result };
  return planFile(
    {
      state,
      material,
      common: query.common,
      backup: args.backup,
      validate,
      ...(args.dest.endsWith('/') && { folders: { mode: args.directory_mode ?? '', owned: true } }),
      result: { ...result, checksum: material.sha1, md5sum: material.md5 },
    },
    context,
  );
};

const localMode = (
  args: CopyArguments,
  source: string | undefined,
  services: Services,
): string | undefined => {
  if (args.mode !== 'preserve') return args.mode;
  if (source === undefined) throw mistake('mode: preserve needs src', services.locate('mode'));
  return modeText(statSync(source).mode & 0o7777);
};
