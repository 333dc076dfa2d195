import { type Output, type Payload, quote } from '../../agent/protocol.js';
import { type Conclusion, type Context, type Difference, type Plan, type Result, STALE } from '../module.js';
import { Fields } from '../shell/fields.js';
import { describe, folder, put } from '../shell/functions.js';
import { type AttributePlan, type CommonArguments, chmodDigits, planAttributes } from './common.js';
import { type FileState, failure, LARGEST_DIFF } from './content-state.js';
import { folderOf, makeFolders } from './folders.js';
import type { Material } from './material.js';
import { applyMode, NEW_DIRECTORY } from './mode.js';
import { parseStatus, statusResult } from './status.js';

/** What is to be made of a file. */
export interface FileWish {
  readonly state: FileState;
  readonly material: Material;
  readonly common: CommonArguments;
  readonly backup?: boolean;
  /** The content is on the host: a shell function `produce`, which must stand before, prints it. */
  readonly onHost?: boolean;
  /** From `validation`. */
  readonly validate?: string | undefined;
  /** A file in place of a link has the owner and the mode of the file that the link led to, unless they are asked for. */
  readonly keepsLinkedMode?: boolean;
  /** Make the folder that it is in. */
  readonly folders?: {
    /** Empty: what the umask leaves. */
    readonly mode: string;
    /** Whether the file's owner and group are those of new folders, too. */
    readonly owned: boolean;
  };
}

/** What is to be done for one file. */
export interface FileWork {
  readonly differences: readonly Difference[];
  /** sh that does it, and ends the script if it can't. Without `validate`, which must stand before. */
  readonly text: string;
  /** What the sh reads from standard input. */
  readonly payload: readonly Payload[];
  /** The sh prints the name of a backup, or an empty field. */
  readonly backup: boolean;
}

/** The functions that a FileWork's sh calls. */
export const fileWorkUses = [folder, put];

/** Plans that a file holds exactly this content and has the attributes asked for; text is why it can't be done. */
export const workOnFile = (wish: FileWish, context: Context): FileWork | string => {
  const { state, material, common, folders } = wish;
  const { path, status } = state;
  const above = folderOf(path);
  if (status?.type === 'directory') return `Destination ${path} is a directory`;
  if (state.folder === 'missing' && !folders && !context.checkMode)
    return `Destination directory ${above} does not exist`;
  const isLink = status?.type === 'link';
  const regular = status?.type === 'file' ? status : undefined;
  const attributes = planAttributes(common, state.common, path, regular, false, context);
  if (typeof attributes === 'string') return attributes;
  if (regular && state.sha256 === material.sha256) {
    const change = attributes.change(quote(path));
    const text = change === '' ? '' : `{ ${change}; } || exit`;
    return { differences: attributes.differences, text, payload: [], backup: false };
  }
  if (state.folder === 'unwritable' && !common.unsafe_writes) return `Destination ${above} not writable`;
  if (regular && state.sha256 === undefined) return `${path} can't be read`;
  if (status && !regular && !isLink) return `Destination ${path} is not a regular file`;
  return {
    differences: [contentDifference(state, material), ...attributes.differences],
    text: writing(wish, attributes, above),
    payload: wish.onHost ? [] : [material.payload],
    backup: wish.backup === true,
  };
};

const writing = (wish: FileWish, attributes: AttributePlan, above: string): string => {
  const { state, material, common, folders } = wish;
  const word = quote(state.path);
  const line = [
    `put ${word} ${wish.onHost ? "''" : material.size} ${state.status?.type === 'link' ? 'link' : (state.sha256 ?? 'absent')}`,
    quote(attributes.chown),
    quote(modeOf(wish, attributes)),
    wish.backup ? 'backup' : "''",
    common.unsafe_writes ? 'unsafe' : "''",
    wish.validate === undefined ? "''" : 'validate',
  ].join(' ');
  const lines = [`${line} || exit`];
  if (state.folder === 'missing' && folders) {
    const mode = folders.mode === '' ? '' : chmodDigits(applyMode(folders.mode, NEW_DIRECTORY, true));
    lines.unshift(makeFolders(above, folders.owned ? attributes.chown : '', mode));
  }
  const flag = attributes.flag(word);
  if (flag !== '') lines.push(`${flag} || exit`);
  return lines.join('\n');
};

/** The mode of the new file, as `put` takes it. */
const modeOf = ({ state, common, keepsLinkedMode }: FileWish, { mode }: AttributePlan): string => {
  if (common.mode !== undefined) return chmodDigits(mode);
  const isAsLinked = keepsLinkedMode === true && state.status?.type === 'link';
  // A new program doesn't inherit the rights that the old one ran with.
  return `${isAsLinked ? '?' : ''}${chmodDigits(mode & ~0o6000)}`;
};

/** The difference in content, as far as it was asked for and is not too large to be shown. */
const contentDifference = (state: FileState, material: Material): Difference => {
  const subject = state.path;
  const isNew = state.status === undefined;
  const { bytes } = material;
  if (bytes !== undefined && bytes.length <= LARGEST_DIFF && (isNew || state.content !== undefined))
    return { kind: 'content', subject, before: isNew ? undefined : state.content, after: bytes };
  const before = state.sha256 === undefined ? undefined : `sha256:${state.sha256}`;
  return { kind: 'attribute', subject, name: 'content', before, after: `sha256:${material.sha256}` };
};

/** A task that concerns one file. */
export interface FileTaskWish extends FileWish {
  /** What the module returns; `uid`, `mode`, `size` and the like are added. */
  readonly result: Result;
  /** The name of the return value that is the backup, `backup_file` if absent. */
  readonly backupName?: string;
}

/** Plans that a file holds exactly this content and has the attributes asked for. */
export const planFile = (wish: FileTaskWish, context: Context): Plan => {
  const { result, backupName = 'backup_file' } = wish;
  const work = workOnFile(wish, context);
  if (typeof work === 'string') return { kind: 'failed', message: work, result };
  if (work.text === '') return { kind: 'same', result: { ...result, ...statusResult(wish.state.status) } };
  const text = [wish.validate ?? '', work.text, `describe ${quote(wish.state.path)}`].filter(Boolean);
  return {
    kind: 'change',
    result,
    differences: work.differences,
    apply: { text: text.join('\n'), uses: [...fileWorkUses, describe], payload: work.payload },
    conclude: concludeFile(result, work.backup ? backupName : undefined),
  };
};

/** Reads what such an apply printed: the backup's name if there is one, and what the file is now. */
export const concludeFile =
  (result: Result, backupName?: string) =>
  (output: Output): Conclusion => {
    if (output.code === STALE) return { kind: 'stale' };
    if (output.code !== 0) return { kind: 'failed', message: failure(output), result };
    const fields = new Fields(output.stdout);
    const backup = backupName === undefined ? '' : fields.text();
    const kept = backup === '' ? {} : { [backupName!]: backup };
    return { kind: 'changed', result: { ...result, ...kept, ...statusResult(parseStatus(fields)) } };
  };
