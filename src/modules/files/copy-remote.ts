import { type Output, quote, type Script } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import type { Context, Difference, Plan, Result } from '../module.js';
import { Fields } from '../shell/fields.js';
import { compare, describe, digest, observe, placeLink, resolve, walk } from '../shell/functions.js';
import { chmodDigits, commonProbe, commonUses, ownerSpec, planAttributes } from './common.js';
import { concludeFile, fileWorkUses, workOnFile } from './content-plan.js';
import { type FileState, parseFields } from './content-state.js';
import type { CopyArguments } from './copy-options.js';
import { makeFolders } from './folders.js';
import { modeText, parseStatus, type Status, statusResult } from './status.js';
import { type Place, parseWalk } from './walk.js';

// What is copied from one place on the host to another never leaves it.

/** A task that copies what is on the host already. */
export interface RemoteTask {
  readonly args: CopyArguments;
  readonly src: string;
  readonly validate: string | undefined;
}

/** An entry of a folder that the copy has not, or has otherwise. */
interface Missing {
  readonly kind: 'd' | 'f' | 'l';
  /** Octal digits. */
  readonly mode: string;
  readonly name: string;
}

export interface RemoteState {
  readonly src: string;
  /** What src leads to. */
  readonly source: Place;
  readonly sha1: string;
  readonly md5: string;
  readonly sha256: string;
  readonly file: FileState;
  /** If src is a folder: what the copy lacks, and what it has that belongs to others than it should. */
  readonly missing: readonly Missing[];
  readonly foreign: readonly Place[];
}

const hasOwner = ({ owner, group }: CopyArguments): boolean => owner !== undefined || group !== undefined;

export const probeRemote = ({ args, src }: RemoteTask): Script => {
  const { setup, words } = expand([src, args.dest]);
  const name = quote(src.slice(src.lastIndexOf('/') + 1));
  const lines = [
    `${setup}src=${words[0]} dest=${words[1]} name=${name}`,
    `resolve "$src"; source=$resolved`,
    `printf '%s\\0%s\\0' "$src" "$source"; describe "$source"`,
    `for sum in sha1sum md5sum; do line=; [ ! -f "$source" ] || line=$($sum <"$source"); printf '%s\\0' "\${line%% *}"; done`,
    `digest "$source"`,
    `if [ -d "$source" ]; then dest=\${dest%/}/$name; dest=\${dest%/} name=; fi`,
    `observe "\${dest:-/}" "$name" ${args.follow ? 'existing' : "''"} '' -1`,
    commonProbe(args),
    `if [ -d "$source" ]; then compare "$source" "$path"; else printf '\\0'; fi`,
  ];
  if (hasOwner(args))
    lines.push(
      `account passwd ${quote(args.owner ?? '')} >/dev/null; uid=\${account_found:-0}`,
      `account group ${quote(args.group ?? '')} >/dev/null; gid=\${account_found:-0}`,
      `case $path in -*) path=./$path ;; esac`,
      `if [ -d "$source" ] && [ -d "$path" ]; then walk -P "$path" \\( ${[
        ...(args.owner === undefined ? [] : ['! -user "$uid"']),
        ...(args.group === undefined ? [] : ['! -group "$gid"']),
      ].join(' -o ')} \\); else printf '\\0'; fi`,
    );
  return { text: lines.join('\n'), uses: [resolve, describe, digest, observe, compare, walk, ...commonUses] };
};

export const parseRemote = (output: Output, { args }: RemoteTask): RemoteState => {
  const fields = new Fields(output.stdout);
  const src = fields.text();
  const source = { path: fields.text(), status: parseStatus(fields) };
  const sha1 = fields.text();
  const md5 = fields.text();
  const sha256 = fields.text();
  const file = parseFields(fields, { path: args.dest, follow: 'never', common: args, content: 'never' });
  const missing: Missing[] = [];
  for (let field = fields.text(); field !== ''; field = fields.text()) {
    const [, kind, mode, name] = /^([dfl])([0-7]+):(.*)$/s.exec(field) ?? [];
    if (name !== undefined) missing.push({ kind: kind as Missing['kind'], mode: mode!, name });
  }
  const foreign = hasOwner(args) ? (parseWalk(fields) ?? []) : [];
  return { src, source, sha1, md5, sha256, file, missing, foreign };
};

export const planRemote = (task: RemoteTask, state: RemoteState, context: Context): Plan => {
  const { args } = task;
  const { src, source, file } = state;
  const result: Result = { dest: file.path, path: file.path, src };
  const failed = (message: string): Plan => ({ kind: 'failed', message, result });
  if (!source.status) return failed(`Source ${src} not found`);
  if (source.status.type === 'directory') return planFolder(task, state, source.status, result, context);
  if (source.status.type !== 'file') return failed(`Cannot copy invalid source '${src}': not a file`);
  if (state.sha256 === '') return failed(`Source ${src} not readable`);
  if (args.checksum !== undefined && args.checksum !== state.sha1)
    return failed('Copied file does not match the expected checksum. Transfer failed.');
  if (file.status && file.status.type !== 'directory' && !args.force)
    return { kind: 'same', result: { ...result, msg: 'file already exists', ...statusResult(file.status) } };
  const common = args.mode === 'preserve' ? { ...args, mode: modeText(source.status.mode) } : args;
  const { sha256, sha1, md5 } = state;
  const material = { payload: '', size: source.status.size, sha256, sha1, md5, bytes: undefined };
  const folders = args.dest.endsWith('/') ? { mode: args.directory_mode ?? '', owned: true } : undefined;
  const work = workOnFile(
    {
      state: file,
      material,
      common,
      backup: args.backup,
      validate: task.validate,
      onHost: true,
      ...(folders && { folders }),
    },
    context,
  );
  if (typeof work === 'string') return failed(work);
  const done = { ...result, checksum: sha1, md5sum: md5 };
  if (work.text === '') return { kind: 'same', result: { ...done, ...statusResult(file.status) } };
  const produce = `produce() { cat <${quote(source.path)}; }`;
  return {
    kind: 'change',
    result: done,
    differences: work.differences,
    apply: {
      text: [task.validate ?? '', produce, work.text, `describe ${quote(file.path)}`]
        .filter(Boolean)
        .join('\n'),
      uses: [...fileWorkUses, describe],
    },
    conclude: concludeFile(done, work.backup ? 'backup_file' : undefined),
  };
};

const absent = (subject: string): Difference => ({
  kind: 'attribute',
  subject,
  name: 'state',
  before: 'absent',
  after: 'file',
});

const planFolder = (
  { args }: RemoteTask,
  state: RemoteState,
  source: Status,
  result: Result,
  context: Context,
): Plan => {
  const { file, missing } = state;
  const base = file.path;
  const failed = (message: string): Plan => ({ kind: 'failed', message, result });
  if (file.status && file.status.type !== 'directory')
    return failed(`Destination ${base} is not a directory`);
  // The mode is that of the folder itself: what is in it has the modes of the source.
  const common = args.mode === 'preserve' ? { ...args, mode: modeText(source.mode) } : args;
  const attributes = planAttributes(common, file.common, base, file.status, true, context);
  if (typeof attributes === 'string') return failed(attributes);
  const owner = ownerSpec(file.common.owner?.id, file.common.group?.id);
  const differences: Difference[] = [...attributes.differences];
  const lines: string[] = [];
  if (!file.status) {
    differences.push({ ...absent(base), after: 'directory' });
    lines.push(
      makeFolders(
        base,
        owner,
        args.mode === undefined ? chmodDigits(source.mode) : chmodDigits(attributes.mode),
      ),
    );
  }
  const change = attributes.change(quote(base));
  if (change !== '') lines.push(`{ ${change}; } || exit`);
  for (const { kind, mode, name } of missing) {
    const to = `${base === '/' ? '' : base}/${name}`;
    const from = `${state.source.path}/${name}`;
    differences.push({
      ...absent(to),
      after: { d: 'directory', f: 'file', l: 'link' }[kind],
      before: 'absent or different',
    });
    lines.push(copying(kind, from, to, owner, mode));
  }
  for (const { path, status } of state.foreign) {
    if (!status || path === base) continue;
    const after = `${file.common.owner?.name ?? status.owner}:${file.common.group?.name ?? status.group}`;
    const before = `${status.owner}:${status.group}`;
    differences.push({ kind: 'attribute', subject: path, name: 'owner', before, after });
    lines.push(`chown -h ${owner} -- ${quote(path)} || exit`);
  }
  if (lines.length === 0) return { kind: 'same', result: { ...result, ...statusResult(file.status) } };
  return {
    kind: 'change',
    result,
    differences,
    apply: {
      text: [...lines, `describe ${quote(base)}`].join('\n'),
      uses: [...fileWorkUses, placeLink, describe],
    },
    conclude: concludeFile(result),
  };
};

const copying = (kind: Missing['kind'], from: string, to: string, owner: string, mode: string): string => {
  if (kind === 'd') return `folder ${quote(to)} ${quote(owner)} ${mode.padStart(5, '0')} || exit`;
  if (kind === 'l') {
    const chown = owner === '' ? '' : ` && chown -h ${owner} -- ${quote(to)}`;
    return `target=$(readlink -n -- ${quote(from)} && echo x) && place_link -s "\${target%x}" ${quote(to)}${chown} || exit`;
  }
  return `produce() { cat <${quote(from)}; }; put ${quote(to)} '' any ${quote(owner)} ${mode.padStart(5, '0')} '' '' '' || exit`;
};
