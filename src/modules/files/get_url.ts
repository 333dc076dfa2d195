import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import { type Conclusion, type Context, type Plan, type Result, STALE } from '../module.js';
import { Fields } from '../shell/fields.js';
import { describe, download, put } from '../shell/functions.js';
import { findChecksum, parseChecksum, urlFilename, type WantedChecksum } from './checksum.js';
import { chmodDigits, planAttributes } from './common.js';
import { type FileQuery, type FileState, failure, fileProbe, parseFields } from './content-state.js';
import { downloadCommand } from './download.js';
import { type GetUrlArguments, getUrlOptions } from './get-url-options.js';
import { parseStatus, statusResult } from './status.js';

interface Prepared {
  readonly args: GetUrlArguments;
  readonly checksum: WantedChecksum | undefined;
  readonly query: FileQuery;
}

/** What came of a request. */
interface Answer {
  readonly ok: boolean;
  readonly code: number;
  readonly message: string;
}

interface State {
  readonly file: FileState;
  /** The file's checksum by the algorithm asked for. */
  readonly digest: string;
  /** The file of checksums, if there is one. */
  readonly checksums: (Answer & { readonly content: string }) | undefined;
  /** What the server has now, where that must be asked. */
  readonly server: (Answer & { readonly sha256: string }) | undefined;
}

export const getUrl = defineModule<GetUrlArguments, Prepared, State>({
  name: 'get_url',
  collection: 'ansible.builtin',
  description: 'Fetches a file to the host, with its curl or wget.',
  options: getUrlOptions,
  prepare: (args, services) => {
    const checksum = args.checksum === '' ? undefined : parseChecksum(args.checksum);
    if (typeof checksum === 'string') throw mistake(checksum, services.locate('checksum'));
    if (args.unredirected_headers.length > 0)
      throw mistake('unredirected_headers is not supported', services.locate('unredirected_headers'));
    if (args.use_gssapi) throw mistake('use_gssapi is not supported', services.locate('use_gssapi'));
    if (/[\r\n]/.test(args.url)) throw mistake('url holds a line break', services.locate('url'));
    const query: FileQuery = {
      path: args.dest,
      name: urlFilename(args.url),
      follow: 'never',
      common: args,
      content: 'never',
    };
    return { args, checksum, query };
  },
  probe: prepared => probe(prepared),
  parse: (output, prepared) => parse(output, prepared),
  plan: (prepared, state, context) => plan(prepared, state, context),
  returns: {
    dest: { type: 'str', description: 'The file.' },
    url: { type: 'str', description: 'The URL.' },
    checksum_src: { type: 'str', description: 'The SHA-1 of what was fetched.' },
    md5sum: { type: 'str', description: 'The MD5 of what was fetched.' },
    status_code: { type: 'int', description: 'The status of HTTP; 304 if the server has nothing newer.' },
    msg: { type: 'str', description: 'OK, or that the file exists already.' },
    backup_file: { type: 'str', description: 'Where the old file was kept.' },
    mode: { type: 'str', description: 'The permissions, as 0644.' },
    size: { type: 'int', description: 'Bytes.' },
  },
  examples: `- name: Fetch a program, and only this version of it
  get_url:
    url: https://example.com/tool-1.2
    dest: /usr/local/bin/tool
    checksum: sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
    mode: '0755'
`,
});

/** Files of checksums are small; more is not read. */
const LARGEST_CHECKSUMS = 1_000_000;

const probe = ({ args, checksum, query }: Prepared) => {
  const observed = fileProbe(query);
  const lines = [observed.text];
  if (checksum)
    lines.push(
      `if [ -f "$path" ] && [ -r "$path" ]; then sum=$(${checksum.algorithm}sum <"$path") && printf %s "\${sum%% *}"; fi; printf '\\0'`,
    );
  // The reader prints when it has read all, which is after the report.
  const asking = (command: string, reader: string) =>
    `{ { report=$(${command} 2>&1 >&4 4>&- 5>&-); printf '%s\\0%s\\0' "$?" "$report" >&5; } 4>&1 | ${reader} 5>&-; } 5>&1; printf '\\0'`;
  if (checksum?.url !== undefined)
    lines.push(
      asking(
        downloadCommand(checksum.url, args),
        `{ body=$(head -c ${LARGEST_CHECKSUMS}; cat >/dev/null); printf %s "$body"; }`,
      ),
    );
  if (asksServer({ args, checksum }))
    lines.push(
      `if [ -f "$path" ]; then`,
      args.force ? `since=` : `since=$(LC_ALL=C date -u -r "$path" '+%a, %d %b %Y %H:%M:%S GMT')`,
      `printf 'asked\\0'`,
      asking(downloadCommand(args.url, args, '"$since"'), 'sha256sum'),
      `else printf '\\0'; fi`,
    );
  return { text: lines.join('\n'), uses: [...(observed.uses ?? []), download] };
};

/** Whether an old file's content must be compared with the server's. */
const asksServer = ({ args, checksum }: Pick<Prepared, 'args' | 'checksum'>): boolean =>
  args.force || !checksum;

const parse = (output: Output, prepared: Prepared): State => {
  const { checksum, query } = prepared;
  const fields = new Fields(output.stdout);
  const file = parseFields(fields, query);
  const digest = checksum ? fields.text() : '';
  let checksums: State['checksums'];
  if (checksum?.url !== undefined) {
    const content = fields.text();
    checksums = { ...answer(content, fields.text()), content: fields.text() };
  }
  let server: State['server'];
  if (asksServer(prepared) && fields.text() !== '') {
    const status = fields.text();
    server = { ...answer(status, fields.text()), sha256: fields.text().slice(0, 64) };
  }
  return { file, digest, checksums, server };
};

const answer = (status: string, report: string): Answer => {
  const lines = report.trim().split('\n');
  const code = Number(lines.at(-1));
  const message = lines.slice(0, -1).join('\n').trim();
  return { ok: status === '0', code: Number.isNaN(code) ? 0 : code, message: message || report.trim() };
};

const plan = (prepared: Prepared, state: State, context: Context): Plan => {
  const { args, checksum } = prepared;
  const { file, server, checksums } = state;
  const { path, status } = file;
  const result: Result = { dest: path, url: args.url };
  const failed = (message: string): Plan => ({ kind: 'failed', message, result });
  const refused = (what: Answer, url: string) =>
    failed(`Request failed: ${url}: ${what.message || `status ${what.code}`}`);
  if (checksums && !checksums.ok) return refused(checksums, checksum!.url!);
  const expected = checksum?.digits ?? (checksums && findChecksum(checksums.content, urlFilename(args.url)));
  if (checksum && expected === undefined)
    return failed(`Unable to find a checksum for file '${urlFilename(args.url)}' in '${checksum.url}'`);
  const matches = checksum !== undefined && state.digest === expected;
  if (server && !server.ok && server.code !== 304 && !matches) return refused(server, args.url);
  const same =
    matches || server?.code === 304 || (server !== undefined && server.sha256 === file.sha256 && !checksum);
  if (status?.type === 'link' && same)
    return { kind: 'same', result: { ...result, ...statusResult(status) } };
  if (status && status.type !== 'file' && status.type !== 'link')
    return failed(`Destination ${path} is not a regular file`);
  if (file.folder === 'missing' && !context.checkMode)
    return failed(`Destination ${folderName(path)} does not exist`);
  if (file.folder === 'unwritable' && !same && !args.unsafe_writes)
    return failed(`Destination ${folderName(path)} is not writable`);
  const regular = status?.type === 'file' ? status : undefined;
  const attributes = planAttributes(args, file.common, path, regular, false, context);
  if (typeof attributes === 'string') return failed(attributes);
  const word = quote(path);
  if (regular && same) {
    const change = attributes.change(word);
    const code = server && { status_code: server.code };
    const existing = { ...result, ...code, msg: 'file already exists' };
    if (change === '') return { kind: 'same', result: { ...existing, ...statusResult(regular) } };
    return {
      kind: 'change',
      result: { ...existing, msg: 'file already exists but file attributes changed' },
      differences: attributes.differences,
      apply: { text: `{ ${change}; } || exit\ndescribe ${word}`, uses: [describe] },
      conclude: output => concludeAttributes(output, existing),
    };
  }
  const before = file.sha256 === undefined ? undefined : `sha256:${file.sha256}`;
  const after =
    expected !== undefined
      ? `${checksum!.algorithm}:${expected}`
      : server
        ? `sha256:${server.sha256}`
        : args.url;
  const seen = status?.type === 'link' ? 'link' : (file.sha256 ?? 'absent');
  const mode = args.mode === undefined ? attributes.mode & ~0o6000 : attributes.mode;
  const words = [word, "''", seen, quote(attributes.chown), chmodDigits(mode)];
  words.push(args.backup ? 'backup' : "''", args.unsafe_writes ? 'unsafe' : "''", 'validate');
  return {
    kind: 'change',
    result,
    differences: [
      { kind: 'attribute', subject: path, name: 'content', before, after },
      ...attributes.differences,
    ],
    apply: {
      text: [
        fetching(args),
        verifying(path, checksum?.algorithm, expected),
        `put ${words.join(' ')} </dev/null || exit`,
        ...(attributes.flag(word) === '' ? [] : [`${attributes.flag(word)} || exit`]),
        `describe ${word}`,
        `for sum in sha1sum md5sum; do line=$($sum <${word}); printf '%s\\0' "\${line%% *}"; done`,
      ].join('\n'),
      uses: [download, put, describe],
    },
    conclude: output => concludeDownload(output, result, args.backup),
  };
};

const folderName = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

const fetching = (args: GetUrlArguments): string => `produce() {
  { report=$(${downloadCommand(args.url, args)} 2>&1 >&4 4>&-); } 4>&1 && return
  printf 'Request failed: %s: %s\\n' ${quote(args.url)} "$report" >&2
  return 1
}`;

const verifying = (path: string, algorithm: string | undefined, expected: string | undefined): string =>
  algorithm === undefined
    ? 'validate() { :; }'
    : `validate() {
  sum=$(${algorithm}sum <"$1") || return
  [ "\${sum%% *}" = ${expected} ] && return
  printf 'The checksum for %s did not match %s; it was %s.\\n' ${quote(path)} ${expected} "\${sum%% *}" >&2
  return 1
}`;

const concludeAttributes = (output: Output, result: Result): Conclusion =>
  output.code === 0
    ? { kind: 'changed', result: { ...result, ...statusResult(parseStatus(new Fields(output.stdout))) } }
    : { kind: 'failed', message: failure(output), result };

const concludeDownload = (output: Output, result: Result, backup: boolean): Conclusion => {
  if (output.code === STALE) return { kind: 'stale' };
  if (output.code !== 0) return { kind: 'failed', message: failure(output), result };
  const fields = new Fields(output.stdout);
  const kept = backup ? fields.text() : '';
  const status = parseStatus(fields);
  return {
    kind: 'changed',
    result: {
      ...result,
      msg: `OK (${status?.size ?? 0} bytes)`,
      status_code: 200,
      checksum_src: fields.text(),
      md5sum: fields.text(),
      ...(kept !== '' && { backup_file: kept }),
      ...statusResult(status),
    },
  };
};
