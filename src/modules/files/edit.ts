import { isUtf8 } from 'node:buffer';
import type { Output, Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { regexOf } from '../../template/regex.js';
import { toUtf8 } from '../../value/utf8.js';
import type { Context, Plan, Result, Services } from '../module.js';
import { type CommonArguments, planAttributes } from './common.js';
import { type FileQuery, type FileState, fileProbe, parseFile, planFile, validation } from './content.js';
import { materialOf } from './material.js';
import { NEW_FILE } from './mode.js';

// What modules share that change a part of a file: lineinfile, blockinfile, replace, ini_file.

/** The arguments that all of them have. */
export interface EditArguments extends CommonArguments {
  readonly path: string;
  readonly create?: boolean;
  readonly backup: boolean;
  readonly validate?: string | undefined;
}

/** A task that edits a file, prepared. */
export interface EditTask<Args> {
  readonly args: Args;
  readonly query: FileQuery;
  readonly validate: string | undefined;
}

/**
 * Prepares a task that edits a file.
 * @param patterns the arguments that are regular expressions, by their names
 * @throws DiagnosticError for a pattern or a validation that isn't usable
 */
export const prepareEdit = <Args extends EditArguments>(
  args: Args,
  services: Services,
  patterns: Readonly<Record<string, string | undefined>>,
): EditTask<Args> => {
  for (const [name, pattern] of Object.entries(patterns)) checkPattern(name, pattern, services);
  return {
    args,
    query: { path: args.path, follow: 'always', common: args, content: 'always' },
    validate: validation(args.validate, services),
  };
};

/** Reads the file that a task edits. */
export const probeEdit = ({ query }: EditTask<unknown>): Script => fileProbe(query);

/** Reads what `probeEdit` printed. */
export const parseEdit = (output: Output, { query }: EditTask<unknown>): FileState =>
  parseFile(output, query);

/** A file's content after an edit, and what the module says about it. */
export interface Edited {
  readonly text: string;
  /** Empty if nothing was changed. */
  readonly message: string;
  readonly result?: Result;
}

/** Brings an argument into the form of the text that is edited. */
interface Form {
  (argument: string): string;
  (argument: string | undefined): string | undefined;
}

/** What differs from module to module. */
export interface EditSettings {
  /** The name of the return value that is the backup, `backup_file` if absent. With a name it is there, empty, if no backup was made. */
  readonly backupName?: string;
  /** What a file that isn't there is called. */
  readonly missing?: string;
  /** What the file is read and written as, if not as UTF-8 or else as bytes. */
  readonly encoding?: 'utf8' | 'latin1' | undefined;
}

const ATTRIBUTES_CHANGED = 'ownership, perms or SE linux context changed';

/**
 * Plans an edit. Text that is no UTF-8 is given to `edit` as Latin-1, a character for each byte; it must bring its arguments
 * into the same form with `form`, which leaves those alone that are not given.
 */
export const planEdit = <Args extends EditArguments>(
  task: EditTask<Args>,
  state: FileState,
  context: Context,
  edit: (text: string, form: Form) => Edited,
  { backupName, missing = 'Path', encoding }: EditSettings = {},
): Plan => {
  const { args, validate } = task;
  const { path, status } = state;
  if (status?.type === 'directory')
    return { kind: 'failed', message: `Path ${path} is a directory !`, result: { rc: 256 } };
  if (status === undefined && args.create !== true)
    return { kind: 'failed', message: `${missing} ${path} does not exist !`, result: { rc: 257 } };
  if (status !== undefined && state.content === undefined)
    return { kind: 'failed', message: `${path} can't be read` };
  const before = state.content ?? Buffer.alloc(0);
  const read = encoding ?? (isUtf8(before) ? 'utf8' : 'latin1');
  function form(argument: string): string;
  function form(argument: string | undefined): string | undefined;
  function form(argument: string | undefined): string | undefined {
    if (argument === undefined || read === 'utf8' || encoding !== undefined) return argument;
    return toUtf8(argument).toString('latin1');
  }
  const { text, message, result = {} } = edit(before.toString(read), form);
  const after = read === 'utf8' ? toUtf8(text) : Buffer.from(text, read);
  // An edit that leaves nothing to be written doesn't make the file.
  if (status === undefined && message === '') return { kind: 'same', result: { msg: message, ...result } };
  const attributes = planAttributes(args, state.common, path, status, false, context);
  const attributesDiffer =
    typeof attributes !== 'string' &&
    (attributes.differences.length > 0 ||
      // Ansible makes a file first and gives it its mode then, which it tells, too.
      (status === undefined && !context.checkMode && attributes.mode !== NEW_FILE));
  const messages = [...(message === '' ? [] : [message]), ...(attributesDiffer ? [ATTRIBUTES_CHANGED] : [])];
  return planFile(
    {
      state,
      material: materialOf(after),
      common: args,
      backup: args.backup,
      validate,
      folders: { mode: '', owned: false },
      result: {
        msg: messages.join(' and '),
        ...(backupName !== undefined && { [backupName]: '' }),
        ...result,
      },
      ...(backupName !== undefined && { backupName }),
    },
    context,
  );
};

/** The lines of a text, each with its end, as Python's readlines gives them. */
export const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** A line without its end. */
export const bare = (line: string): string => line.replace(/[\r\n]+$/, '');

/** Makes sure that a regular expression, if there is one, can be used. Throws a DiagnosticError at its argument. */
export const checkPattern = (argument: string, pattern: string | undefined, services: Services): void => {
  if (pattern === undefined) return;
  try {
    regexOf(pattern);
  } catch (error) {
    throw mistake(`${argument}: ${(error as Error).message}`, services.locate(argument));
  }
};
