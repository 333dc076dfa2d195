import { type Output, quote, type ShellFunction, shellFunction } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { fromUtf8, toUtf8 } from '../../value/utf8.js';
import { defineModule } from '../define.js';
import { chmodDigits } from '../files/common.js';
import { failure } from '../files/content.js';
import { downloadCommand, plainRequest } from '../files/download.js';
import { folderOf } from '../files/folders.js';
import { materialOf } from '../files/material.js';
import { applyMode, NEW_FILE } from '../files/mode.js';
import { type Conclusion, type Difference, type Plan, type Result, STALE } from '../module.js';
import { Fields } from '../shell/fields.js';
import { content, download, put } from '../shell/functions.js';
import { update } from './apt-apply.js';
import { type AptRepositoryArguments, aptRepositoryOptions } from './apt-repository-options.js';
import { parseSource, parseSources, type SourceLine, suggestedName, writeSources } from './sources-list.js';

const sources = shellFunction(import.meta.url, 'apt_sources', [content]);
const ppaKey = shellFunction(import.meta.url, 'ppa_key');

interface State {
  /** The folder of files of sources; undefined if the host has no apt. */
  readonly folder: string | undefined;
  readonly release: string;
  /** What the files hold, by their paths. */
  readonly files: ReadonlyMap<string, Buffer>;
}

interface Ppa {
  readonly owner: string;
  readonly name: string;
}

/** Where apt takes packages from. */
export const aptRepository = defineModule<AptRepositoryArguments, AptRepositoryArguments, State>({
  name: 'apt_repository',
  collection: 'ansible.builtin',
  description: "Adds sources of packages to apt's, one line each, and removes them.",
  options: aptRepositoryOptions,
  returns: {
    repo: { type: 'str', description: 'The source, as the task has it.' },
    state: { type: 'str', description: 'present or absent.' },
  },
  examples: `- name: Take Docker's own packages
  apt_repository:
    repo: deb [signed-by=/etc/apt/keyrings/docker.asc] https://download.docker.com/linux/debian bookworm stable
    filename: docker`,
  prepare: (args, services) => {
    const { valid, enabled, source } = parseSource(args.repo);
    if (args.repo === '')
      throw mistake("Please set argument 'repo' to a non-empty value", services.locate('repo'));
    if (ppaOf(args.repo) === undefined && !(valid && enabled))
      throw mistake(`Invalid repository string: ${source}`, services.locate('repo'));
    return args;
  },
  probe: () => ({ text: 'command -v apt-config >/dev/null || exit 0\napt_sources\n', uses: [sources] }),
  parse: output => parse(output),
  plan: (args, state, { checkMode }): Plan => {
    if (state.folder === undefined)
      return { kind: 'failed', message: 'Module apt_repository is not supported on target.' };
    const ppa = ppaOf(args.repo);
    const release = args.codename ?? state.release;
    const source = ppa
      ? `deb http://ppa.launchpad.net/${ppa.owner}/${ppa.name}/ubuntu ${release} main`
      : parseSource(args.repo).source;
    const before = new Map([...state.files].map(([path, bytes]) => [path, parseSources(fromUtf8(bytes))]));
    const suggested = suggestedName(ppa ? `${args.repo}_${release}` : source);
    const file = pathOf(`${args.filename ?? suggested}.list`, state.folder);
    const after = args.state === 'present' ? withSource(before, source, file) : withoutSource(before, source);
    const result = { repo: args.repo, state: args.state };
    if ([...after].every(([path, lines]) => writeSources(lines) === writeSources(before.get(path) ?? [])))
      return { kind: 'same', result };
    const isNew = after.get(file) !== before.get(file) && args.state === 'present';
    const work = [...after].flatMap(([path, lines]): readonly Write[] => {
      const old = state.files.get(path);
      const text = writeSources(lines);
      if (old !== undefined && text !== '' && text === fromUtf8(old)) return [];
      return [{ path, old, text, mode: isNew && path === file ? args.mode : undefined }];
    });
    const key = ppa && !checkMode && args.state === 'present' ? ppa : undefined;
    return {
      kind: 'change',
      result,
      differences: work.map(differenceOf),
      apply: script(args, work, key),
      conclude: output => conclude(output, result),
    };
  },
});

const ppaOf = (repo: string): Ppa | undefined => {
  if (!repo.startsWith('ppa:')) return undefined;
  const [owner = '', name = 'ppa'] = repo.split(':')[1]!.split('/');
  return { owner, name };
};

const pathOf = (name: string, folder: string): string =>
  name.includes('/') ? name : `${folder.replace(/\/+$/, '')}/${name}`;

const parse = (output: Output): State => {
  const fields = new Fields(output.stdout);
  if (fields.ended) return { folder: undefined, release: '', files: new Map() };
  fields.text();
  const folder = fields.text();
  const release = fields.text();
  const files = new Map<string, Buffer>();
  for (let path = fields.text(); path !== ''; path = fields.text())
    files.set(path, fields.content() ?? Buffer.alloc(0));
  return { folder, release, files };
};

type Files = ReadonlyMap<string, readonly SourceLine[]>;

/** The files with a source. Where it is commented out it is taken up again. */
const withSource = (files: Files, source: string, file: string): Files => {
  let found = false;
  const after = new Map(
    [...files].map(([path, lines]) => [
      path,
      lines.map(line => {
        if (!line.valid || line.source !== source) return line;
        found = true;
        return { ...line, enabled: true };
      }),
    ]),
  );
  if (found) return after;
  const line: SourceLine = { valid: true, enabled: true, source, comment: '' };
  return new Map([...files, [file, [...(files.get(file) ?? []), line]]]);
};

const withoutSource = (files: Files, source: string): Files =>
  new Map(
    [...files].map(([path, lines]) => [
      path,
      lines.filter(line => !(line.valid && line.enabled && line.source === source)),
    ]),
  );

/** A file that is to be written; without a text it is to go. */
interface Write {
  readonly path: string;
  readonly old: Buffer | undefined;
  readonly text: string;
  readonly mode: string | undefined;
}

const differenceOf = ({ path, old, text }: Write): Difference => ({
  kind: 'content',
  subject: path,
  before: old,
  after: text === '' ? undefined : text,
});

/** sh that writes the files, and puts all back if apt can't do with them. */
const script = (args: AptRepositoryArguments, work: readonly Write[], ppa: Ppa | undefined) => {
  const uses: ShellFunction[] = [put];
  const lines = [
    `work=$(umask 077 && mktemp -d) || exit
trap 'rm -rf -- "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 143' INT TERM`,
  ];
  if (ppa) {
    uses.push(ppaKey, download);
    const url = `https://launchpad.net/api/1.0/~${ppa.owner}/+archive/${ppa.name}`;
    lines.push(
      `ask() { ${downloadCommand(url, plainRequest(args.validate_certs))}; }`,
      `ppa_key ${quote(ppa.owner)} ${quote(ppa.name)} || exit`,
    );
  }
  for (const [index, { path, old, text, mode }] of work.entries()) {
    const word = quote(path);
    const seen = old === undefined ? 'absent' : materialOf(old).sha256;
    const current = old === undefined ? chmodDigits(NEW_FILE) : `$(stat -c %04a -- ${word})`;
    const digits = mode === undefined ? current : chmodDigits(applyMode(mode, NEW_FILE, false));
    if (old !== undefined)
      lines.push(
        `[ "$(sha256sum <${word} | cut -c 1-64)" = ${seen} ] || exit ${index === 0 ? STALE : 1}`,
        `cp -p -- ${word} "$work/${index}" || exit`,
      );
    if (text === '') lines.push(`rm -f -- ${word} || exit`);
    else
      lines.push(
        `mkdir -p -- ${quote(folderOf(path))} || exit`,
        `put ${word} ${toUtf8(text).length} any '' "${digits}" '' '' '' || exit`,
      );
  }
  if (args.update_cache) {
    uses.push(update);
    const back = work.map(({ path, old }, index) =>
      old === undefined ? `rm -f -- ${quote(path)}` : `cp -p -- "$work/${index}" ${quote(path)}`,
    );
    lines.push(
      `apt_update ${Math.max(1, args.update_cache_retries)} ${args.update_cache_retry_max_delay} 60 >/dev/null || {
echo 'Failed to update apt cache' >&2
${back.join('\n')}
exit 1
}`,
    );
  }
  return {
    text: lines.join('\n'),
    uses,
    payload: work.filter(({ text }) => text !== '').map(({ text }) => toUtf8(text)),
  };
};

const conclude = (output: Output, result: Result): Conclusion => {
  if (output.code === 0) return { kind: 'changed', result };
  if (output.code === STALE) return { kind: 'stale' };
  const said = failure(output).split('\n');
  const update = said.at(-1) === 'Failed to update apt cache';
  return {
    kind: 'failed',
    message: update
      ? `Failed to update apt cache: ${said.slice(0, -1).join('; ') || 'unknown reason'}`
      : said.join('\n'),
    result,
  };
};
