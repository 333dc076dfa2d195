import { type Output, quote } from '../../agent/protocol.js';
import { defineModule } from '../define.js';
import { chmodDigits, NO_ATTRIBUTES } from '../files/common.js';
import { type FileState, failure, fileProbe } from '../files/content.js';
import { fileWorkUses, workOnFile } from '../files/content-plan.js';
import { parseFields } from '../files/content-state.js';
import { downloadCommand, plainRequest } from '../files/download.js';
import { materialOf } from '../files/material.js';
import { modeText, parseStatus, type Status } from '../files/status.js';
import { type Conclusion, type Context, type Difference, type Plan, type Result, STALE } from '../module.js';
import { Fields } from '../shell/fields.js';
import { describe, digest, download } from '../shell/functions.js';
import { type Deb822Arguments, deb822Options } from './deb822-options.js';

const KEYS = '/etc/apt/keyrings';

/** A file of keys on the host. */
interface KeyFile {
  readonly status: Status | undefined;
  readonly sha256: string;
}

interface State {
  readonly file: FileState;
  /** The files of the repository's key, by their endings. */
  readonly keys: ReadonlyMap<'asc' | 'gpg', KeyFile>;
  /** What signed_by is: a file on the host, a URL with what was fetched from it, or something that apt reads itself. */
  readonly signedBy:
    | { readonly kind: 'file' | 'text' }
    | { readonly kind: 'failed'; readonly message: string }
    | { readonly kind: 'fetched'; readonly sha256: string; readonly extension: 'asc' | 'gpg' };
}

/** Where apt takes packages from, in the form of fields. */
export const deb822Repository = defineModule<Deb822Arguments, Deb822Arguments, State>({
  name: 'deb822_repository',
  collection: 'ansible.builtin',
  description:
    'Adds repositories to those that apt takes packages from, each in a file of fields (deb822), and removes them.',
  options: deb822Options,
  returns: {
    repo: { type: 'str', description: 'What is in the file.' },
    dest: { type: 'str', description: 'The file.' },
    key_filename: { type: 'str', description: 'The file of the key, if it has one.' },
  },
  examples: `- name: Take Docker's own packages
  deb822_repository:
    name: docker
    uris: https://download.docker.com/linux/debian
    suites: bookworm
    components: stable
    signed_by: https://download.docker.com/linux/debian/gpg`,
  prepare: args => args,
  probe: args => {
    const file = fileProbe(query(args));
    const lines = [file.text];
    for (const extension of EXTENSIONS) {
      const path = quote(keyPath(args, extension));
      lines.push(`describe ${path}; digest ${path}`);
    }
    lines.push(signedByProbe(args));
    return { text: lines.join('\n'), uses: [...(file.uses ?? []), describe, digest, download] };
  },
  parse: (output, args) => parse(output, args),
  plan: (args, state, context) =>
    args.state === 'absent' ? planRemoval(args, state) : planFields(args, state, context),
});

const EXTENSIONS = ['asc', 'gpg'] as const;

const slugOf = ({ name }: Deb822Arguments): string =>
  name
    .toLowerCase()
    .replace(/[_\s]+/g, '-')
    .replace(/[^a-z0-9-]+/g, '');

const sourcePath = (args: Deb822Arguments): string => `/etc/apt/sources.list.d/${slugOf(args)}.sources`;

const keyPath = (args: Deb822Arguments, extension: string): string => `${KEYS}/${slugOf(args)}.${extension}`;

const query = (args: Deb822Arguments) => ({
  path: sourcePath(args),
  follow: 'never' as const,
  common: { ...NO_ATTRIBUTES, mode: args.mode },
  content: 'always' as const,
});

const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:[^\n]+$/i.test(text);

/** sh that prints what signed_by is: "text", "file", "failed" with a message, or the ending and the digest of what is fetched. */
const signedByProbe = ({ signed_by: key, state }: Deb822Arguments): string => {
  if (key === undefined || key.includes('\n') || state === 'absent') return `printf 'text\\0'`;
  const isFile = `if [ -f ${quote(key)} ]; then printf 'file\\0'`;
  if (!isUrl(key)) return `${isFile}; else printf 'text\\0'; fi`;
  return `${isFile}; else
work=$(umask 077 && mktemp -d) || exit
trap 'rm -rf -- "$work"' EXIT
trap 'exit 143' HUP INT TERM
if ${downloadCommand(key, plainRequest(true))} >"$work/key" 2>"$work/errors"; then
if grep -q -e '-----BEGIN PGP PUBLIC KEY BLOCK-----' "$work/key"; then printf 'asc\\0'; else printf 'gpg\\0'; fi
digest "$work/key"
else
printf 'failed\\0%s\\0' "$(cat "$work/errors")"
fi
fi`;
};

const parse = (output: Output, args: Deb822Arguments): State => {
  const fields = new Fields(output.stdout);
  const file = parseFields(fields, query(args));
  const keys = new Map(
    EXTENSIONS.map(extension => {
      const status = parseStatus(fields);
      return [extension, { status, sha256: fields.text() }] as const;
    }),
  );
  const kind = fields.text();
  if (kind === 'failed') return { file, keys, signedBy: { kind, message: fields.text().trim() } };
  if (kind === 'asc' || kind === 'gpg')
    return { file, keys, signedBy: { kind: 'fetched', extension: kind, sha256: fields.text() } };
  return { file, keys, signedBy: { kind: kind === 'file' ? 'file' : 'text' } };
};

const planRemoval = (args: Deb822Arguments, { file, keys }: State): Plan => {
  const dest = sourcePath(args);
  const result: Result = { repo: null, dest, key_filename: keyPath(args, 'gpg') };
  const gone = [
    ...(file.status ? [dest] : []),
    ...EXTENSIONS.flatMap(extension => (keys.get(extension)?.status ? [keyPath(args, extension)] : [])),
  ];
  if (gone.length === 0) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences: gone.map(path =>
      path === dest
        ? { kind: 'content', subject: path, before: file.content, after: undefined }
        : { kind: 'attribute', subject: path, name: 'state', before: 'file', after: 'absent' },
    ),
    apply: { text: `rm -f -- ${gone.map(quote).join(' ')}` },
  };
};

const planFields = (args: Deb822Arguments, state: State, context: Context): Plan => {
  const { file, keys, signedBy } = state;
  if (signedBy.kind === 'failed')
    return { kind: 'failed', message: `Could not fetch signed_by key: ${signedBy.message}` };
  const key =
    signedBy.kind === 'fetched'
      ? keyPath(args, signedBy.extension)
      : signedBy.kind === 'file'
        ? args.signed_by
        : undefined;
  const repo = fieldsOf(args, key);
  const result: Result = { repo, dest: sourcePath(args), key_filename: key ?? null };
  const work = workOnFile({ state: file, material: materialOf(repo), common: query(args).common }, context);
  if (typeof work === 'string') return { kind: 'failed', message: work, result };
  const differences: Difference[] = [...work.differences];
  const lines: string[] = [];
  if (signedBy.kind === 'fetched') {
    const path = keyPath(args, signedBy.extension);
    const old = keys.get(signedBy.extension);
    if (old?.sha256 !== signedBy.sha256) {
      const [before, after] = [old?.sha256 ? `sha256:${old.sha256}` : undefined, `sha256:${signedBy.sha256}`];
      differences.push({ kind: 'attribute', subject: path, name: 'content', before, after });
      lines.push(writingKey(args.signed_by!, path, signedBy.sha256));
    } else if (old.status && old.status.mode !== 0o644) {
      const before = modeText(old.status.mode);
      differences.push({ kind: 'attribute', subject: path, name: 'mode', before, after: '0644' });
      lines.push(`chmod ${chmodDigits(0o644)} -- ${quote(path)} || exit`);
    }
  }
  if (differences.length === 0) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences,
    apply: {
      text: [...lines, work.text].join('\n'),
      uses: [...fileWorkUses, download],
      payload: work.payload,
    },
    conclude: output => conclude(output, result),
  };
};

const writingKey = (url: string, path: string, sha256: string): string => `folder ${KEYS} 0:0 00755 || exit
produce() { ${downloadCommand(url, plainRequest(true))}; }
validate() {
[ "$(sha256sum <"$1" | cut -c 1-64)" = ${sha256} ] || exit ${STALE}
}
put ${quote(path)} '' any '' 00644 '' '' validate </dev/null || exit`;

const conclude = (output: Output, result: Result): Conclusion => {
  if (output.code === STALE) return { kind: 'stale' };
  if (output.code !== 0) return { kind: 'failed', message: failure(output), result };
  return { kind: 'changed', result };
};

/** What is no field of the file. */
const APART: ReadonlySet<string> = new Set(['state', 'mode', 'install_python_debian']);

/** The file's fields, in the order of the options' names. */
export const fieldsOf = (args: Deb822Arguments, keyFile: string | undefined): string =>
  Object.keys(deb822Options)
    .filter(name => !APART.has(name))
    .sort()
    .flatMap(name => {
      const value = args[name as keyof Deb822Arguments];
      if (value === undefined) return [];
      const text = name === 'signed_by' && keyFile !== undefined ? keyFile : valueText(value);
      return `${fieldName(name)}:${text.includes('\n') ? severalLines(text) : ` ${text}`}\n`;
    })
    .join('');

const valueText = (value: string | number | boolean | readonly string[]): string => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(' ') : String(value);
};

const severalLines = (text: string): string =>
  `\n${text
    .trim()
    .split('\n')
    .map(line => `    ${line.trim() || '.'}`)
    .join('\n')}`;

const fieldName = (name: string): string => {
  if (name === 'name') return 'X-Repolib-Name';
  if (name === 'uris') return 'URIs';
  return name.replace(
    /(^|_)([a-z])/g,
    (_, mark: string, letter: string) => (mark ? '-' : '') + letter.toUpperCase(),
  );
};
