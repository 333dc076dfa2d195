import type { Output, Script } from '../../agent/protocol.js';
import { fromUtf8, toUtf8 } from '../../value/utf8.js';
import type { Context, Plan } from '../module.js';
import { type FileTaskWish, planFile } from './content-plan.js';
import type { FileState } from './content-state.js';
import { materialOf } from './material.js';

// What modules share that work out the whole new text of a file from the old one: ini_file, known_hosts, authorized_key, mount.

/** What a file's text is to become. */
export interface TextWish extends Omit<FileTaskWish, 'material'> {
  /** The text as the module sees it; it may leave out what does not matter, such as a byte order mark. */
  readonly before: string;
  readonly after: string;
}

/** The text that a file holds, empty if there is none. */
export const textOf = ({ content }: FileState): string => fromUtf8(content ?? Buffer.alloc(0));

/** What is wrong with a file whose text is to be edited; undefined if it can be. */
export const unreadable = ({ path, status, content }: FileState): string | undefined => {
  if (status === undefined || content !== undefined) return undefined;
  return status.type === 'directory' ? `Path ${path} is a directory !` : `${path} can't be read`;
};

/** The wish for the file as `workOnFile` takes it; undefined if nothing is to be done about a link whose text is good. */
export const fileWishOf = ({ before, after, ...wish }: TextWish): FileTaskWish | undefined => {
  const { status, content } = wish.state;
  const isGood = before === after && status !== undefined;
  if (isGood && status.type === 'link') return undefined;
  return {
    ...wish,
    material: materialOf(isGood ? content! : toUtf8(after)),
    keepsLinkedMode: true,
  };
};

/** Plans that a file holds a text. A text that is good already leaves the file's bytes as they are. */
export const planText = (wish: TextWish, context: Context): Plan => {
  const message = unreadable(wish.state);
  if (message !== undefined) return { kind: 'failed', message, result: wish.result };
  const fileWish = fileWishOf(wish);
  return fileWish === undefined ? { kind: 'same', result: wish.result } : planFile(fileWish, context);
};

/** A script after which another one is run, if the first succeeded: what they read follows one another as well. */
export const followedBy = (first: Script, second: Script): Script => ({
  text: `${first.text}\n${second.text}`,
  uses: [...(first.uses ?? []), ...(second.uses ?? [])],
  payload: [...(first.payload ?? []), ...(second.payload ?? [])],
});

/** An output without the first `length` bytes. */
export const outputFrom = (output: Output, length: number): Output => ({
  ...output,
  stdout: output.stdout.subarray(length),
});
