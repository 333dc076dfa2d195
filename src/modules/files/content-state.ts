import { type Output, quote, type Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { expand, splitWords } from '../commands/words.js';
import type { Services } from '../module.js';
import { Fields } from '../shell/fields.js';
import { observe } from '../shell/functions.js';
import { type CommonArguments, type CommonState, commonProbe, commonUses, parseCommon } from './common.js';
import { parseStatus, type Status } from './status.js';

/** Content that is larger is not fetched for the sake of a diff (Ansible's limit). */
export const LARGEST_DIFF = 104448;

/** Which file a module means. */
export interface FileQuery {
  /** `~`, `~user` and `$NAME` stand for what they are on the host. */
  readonly path: string;
  /** The file's name, where the path may be the folder it is to be in. */
  readonly name?: string;
  /** If the path is a link, the file that it leads to is meant: if there is one, or always; else the link itself. */
  readonly follow: 'never' | 'existing' | 'always';
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
    text: `${setup}observe ${words[0]} ${name} ${query.follow === 'never' ? "''" : query.follow} ${quote(unless)} ${quote(`${limit}`)}
${commonProbe(query.common)}`,
    uses: [observe, ...commonUses],
  };
};

/** Reads what `fileProbe` printed. */
export const parseFile = (output: Output, query: FileQuery): FileState =>
  parseFields(new Fields(output.stdout), query);

/** The same from output that goes on with something else. */
export const parseFields = (fields: Fields, query: FileQuery): FileState => {
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

/** What a script that failed said about it. */
export const failure = (output: Output): string =>
  output.stderr.toString().trim() || `the host's shell ended with status ${output.code}`;
