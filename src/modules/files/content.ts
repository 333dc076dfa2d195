import { type Output, quote, type Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { expand, splitWords } from '../commands/words.js';
import {
  type Conclusion,
  type Context,
  type Difference,
  type Plan,
  type Result,
  type Services,
  STALE,
} from '../module.js';
import { Fields } from '../shell/fields.js';
import { describe, folder, observe, put } from '../shell/functions.js';
import {
  type AttributePlan,
  type CommonArguments,
  type CommonState,
  chmodDigits,
  commonProbe,
  commonUses,
  parseCommon,
  planAttributes,
} from './common.js';
import { folderOf, makeFolders } from './folders.js';
import type { Material } from './material.js';
import { applyMode, NEW_DIRECTORY } from './mode.js';
import { parseStatus, type Status, statusResult } from './status.js';

// What all modules share that know what one whole file shall hold: copy, template, lineinfile, htpasswd, apt_repository...

/** Content that is larger is not fetched for the sake of a diff (Ansible's limit). */
export const LARGEST_DIFF = 104448;

/** Which file a module means. */
export interface FileQuery {
  /** `~`, `~user` and `$NAME` stand for what they are on the host. */
  readonly path: string;
  /** The file's name, where the path may be the folder it is to be in. */
  readonly name?: string;
  /** If the path is a link, the file that it leads to is meant; else the link itself. */
  readonly follow: boolean;
  readonly common: CommonArguments;
  /**
   * Whether the content itself is wanted: always, never, or for a diff unless it has this SHA-256.
   */
  readonly content: 'always' | 'never' | { readonly unless: string };
}

/** What a host says about a file. */
export interface FileState {
  /** The whole path, with what it begins with expanded, links followed and the name added. */
  readonly path: string;
  readonly status: Status | undefined;
  /** The folder it is in. */
  readonly folder: 'good' | 'missing' | 'unwritable';
  /** Of a regular file, or of the one a link leads to. */
  readonly sha256: string | undefined;
  readonly content: Buffer | undefined;
  readonly common: CommonState;
}

/** Reads a file and what else is needed to plan its content and attributes. Read its output with `parseFile`. */
export const fileProbe = (query: FileQuery): Script => {
  const { setup, words } = expand([query.path]);
  const [unless, limit] =
    query.content === 'always'
      ? ['', '']
      : query.content === 'never'
        ? ['', '-1']
        : [query.content.unless, LARGEST_DIFF];
  const name = quote(query.name ?? '');
  return {
    text: `${setup}observe ${words[0]} ${name} ${query.follow ? 'follow' : "''"} ${quote(unless)} ${quote(`${limit}`)}
${commonProbe(query.common)}`,
    uses: [observe, ...commonUses],
  };
};

/** Reads what `fileProbe` printed. */
export const parseFile = (output: Output, query: FileQuery): FileState => {
  const fields = new Fields(output.stdout);
  const path = fields.text();
  const status = parseStatus(fields);
  const folder = fields.text();
  const sha256 = fields.text();
  const content = fields.content();
  return {
    path,
    status,
    folder: folder === 'missing' || folder === 'unwritable' ? folder : 'good',
    sha256: sha256 === '' ? undefined : sha256,
    content,
    common: parseCommon(fields, query.common),
  };
};

/** The sh function `validate` for a module's option of that name. Throws a DiagnosticError if the command isn't usable. */
export const validation = (command: string | undefined, services: Services): string | undefined => {
  if (command === undefined) return undefined;
  const split = splitWords(command);
  if ('problem' in split) throw mistake(`validate: ${split.problem}`, services.locate('validate'));
  if (!command.includes('%s'))
    throw mistake(`validate must contain %s: ${command}`, services.locate('validate'));
  const words = split.words.map(word =>
    word
      .split(/(%s|%%)/)
      .filter(part => part !== '')
      .map(part => (part === '%s' ? '"$1"' : quote(part === '%%' ? '%' : part)))
      .join(''),
  );
  return `validate() {
  validate_output=$(${words.join(' ')} 2>&1 </dev/null) || {
    printf 'failed to validate: rc:%s error:%s\\n' "$?" "$validate_output" >&2
    return 1
  }
}`;
};

/** What is to be made of a file. */
export interface FileWish {
  readonly state: FileState;
  readonly material: Material;
  readonly common: CommonArguments;
  readonly backup?: boolean;
  /** From `validation`. */
  readonly validate?: string | undefined;
  /** Make the folder that it is in, with this mode if it isn't empty. */
  readonly folders?: string;
  /** What the module returns; `uid`, `mode`, `size` and the like are added. */
  readonly result: Result;
}

/** Plans that a file holds exactly this content and has the attributes asked for. */
export const planFile = (wish: FileWish, context: Context): Plan => {
  const { state, material, common, backup = false, validate, folders, result } = wish;
  const { path, status } = state;
  const above = folderOf(path);
  const failed = (message: string): Plan => ({ kind: 'failed', message, result });
  if (status?.type === 'directory') return failed(`Destination ${path} is a directory`);
  const makesFolders = state.folder === 'missing' && folders !== undefined;
  if (state.folder === 'missing' && !makesFolders && !context.checkMode)
    return failed(`Destination directory ${above} does not exist`);
  const isLink = status?.type === 'link';
  const regular = status?.type === 'file' ? status : undefined;
  const attributes = planAttributes(common, state.common, path, regular, false, context);
  if (typeof attributes === 'string') return failed(attributes);
  if (regular && state.sha256 === material.sha256) return planSame(attributes, path, regular, result);
  if (state.folder === 'unwritable' && !common.unsafe_writes)
    return failed(`Destination ${above} not writable`);
  if (regular && state.sha256 === undefined) return failed(`${path} can't be read`);
  if (status && !regular && !isLink) return failed(`Destination ${path} is not a regular file`);
  const differences = [contentDifference(state, material), ...attributes.differences];
  const word = quote(path);
  const line = [
    `put ${word} ${material.size} ${isLink ? 'link' : (state.sha256 ?? 'absent')}`,
    quote(attributes.chown),
    // A new program doesn't inherit the rights that the old one ran with.
    chmodDigits(common.mode === undefined ? attributes.mode & ~0o6000 : attributes.mode),
    backup ? 'backup' : "''",
    common.unsafe_writes ? 'unsafe' : "''",
    validate === undefined ? "''" : 'validate',
  ].join(' ');
  const text = [
    makesFolders
      ? makeFolders(
          above,
          attributes.chown,
          folders === '' ? '' : chmodDigits(applyMode(folders, NEW_DIRECTORY, true)),
        )
      : '',
    validate ?? '',
    `${line} || exit`,
    attributes.flag(word),
    `describe ${word}`,
  ];
  return {
    kind: 'change',
    result,
    differences,
    apply: {
      text: text.filter(Boolean).join('\n'),
      uses: [folder, put, describe],
      payload: [material.payload],
    },
    conclude: concludeFile(result, backup && status !== undefined),
  };
};

/** The difference in content, as far as it was asked for and is not too large to be shown. */
export const contentDifference = (state: FileState, material: Material): Difference => {
  const subject = state.path;
  const isNew = state.status === undefined;
  const { bytes } = material;
  if (bytes !== undefined && bytes.length <= LARGEST_DIFF && (isNew || state.content !== undefined))
    return { kind: 'content', subject, before: isNew ? undefined : state.content, after: bytes };
  const before = state.sha256 === undefined ? undefined : `sha256:${state.sha256}`;
  return { kind: 'attribute', subject, name: 'content', before, after: `sha256:${material.sha256}` };
};

const planSame = (attributes: AttributePlan, path: string, status: Status, result: Result): Plan => {
  const word = quote(path);
  const change = attributes.change(word);
  if (change === '') return { kind: 'same', result: { ...result, ...statusResult(status) } };
  return {
    kind: 'change',
    result,
    differences: attributes.differences,
    apply: { text: `${change} || exit\ndescribe ${word}`, uses: [describe] },
    conclude: concludeFile(result, false),
  };
};

/** Reads what such an apply printed: the backup's name if there is one, and what the file is now. */
export const concludeFile =
  (result: Result, backup: boolean) =>
  (output: Output): Conclusion => {
    if (output.code === STALE) return { kind: 'stale' };
    if (output.code !== 0) return { kind: 'failed', message: failure(output), result };
    const fields = new Fields(output.stdout);
    const kept = backup ? { backup_file: fields.text() } : {};
    return { kind: 'changed', result: { ...result, ...kept, ...statusResult(parseStatus(fields)) } };
  };

/** What a script that failed said about it. */
export const failure = (output: Output): string =>
  output.stderr.toString().trim() || `the host's shell ended with status ${output.code}`;
