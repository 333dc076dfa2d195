import { posix } from 'node:path';
import type { Output, Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import type { Conclusion, Context, Difference, Plan, Result, Services } from '../module.js';
import { Fields } from '../shell/fields.js';
import { type GitArguments, gitOptions, gitReturns } from './git-options.js';
import { gitLook, gitWork, repositoryOf, settings } from './git-script.js';

/** A clone on the host. */
interface Clone {
  readonly commit: string;
  readonly modified: boolean;
  readonly url: string;
  /** Empty if HEAD is no branch. */
  readonly branch: string;
  /** The branch that is the remote's HEAD, as far as the clone knows. */
  readonly remoteHead: string;
  /** The commit that the version is, as far as the clone knows; empty if it doesn't. */
  readonly version: string;
  /** Undefined if there are none; else whether all are as the repository has them. */
  readonly submodules: 'good' | 'stale' | undefined;
}

type State =
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'seen';
      readonly dest: string;
      /** Where the repository of the clone is. */
      readonly place: string;
      readonly clone: Clone | undefined;
      /** Commits by the names of what is in the repository that is cloned; a text is why that can't be told. */
      readonly refs: ReadonlyMap<string, string> | string;
    };

type Seen = Extract<State, { kind: 'seen' }>;

/** Clones of git repositories. */
export const git = defineModule<GitArguments, GitArguments, State>({
  name: 'git',
  collection: 'ansible.builtin',
  description: 'Clones a git repository and keeps the clone at a version.',
  options: gitOptions,
  constraints: {
    mutuallyExclusive: [
      ['separate_git_dir', 'bare'],
      ['accept_hostkey', 'accept_newhostkey'],
    ],
  },
  returns: gitReturns,
  examples: `- name: The application at its release
  git:
    repo: https://example.com/app.git
    dest: /srv/app
    version: v1.2.3

- name: Its configuration, with a key of the host's own
  git:
    repo: git@example.com:config.git
    dest: /srv/config
    key_file: /root/.ssh/deploy
    accept_newhostkey: true`,
  prepare: check,
  probe: args => ({ text: `${settings(args)}\ngit_look\n`, uses: [gitLook] }),
  parse: (output, args) => parse(output, args),
  plan: (args, state, context) => plan(args, state, context),
});

function check(args: GitArguments, services: Services): GitArguments {
  const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
  if (args.dest === undefined && args.clone)
    throw refuse('the destination directory must be specified unless clone=no', 'dest');
  if (args.umask !== undefined && !(typeof args.umask === 'string' && /^(?:0o?)?[0-7]+$/.test(args.umask)))
    throw refuse('umask must be defined as a quoted octal integer', 'umask');
  if (args.archive_prefix !== undefined && args.archive === undefined)
    throw refuse("missing parameter(s) required by 'archive_prefix': archive", 'archive_prefix');
  if (args.archive !== undefined && !/\.(?:zip|gz|tar|tgz)$/.test(args.archive))
    throw refuse(`Unable to get file extension from archive file name : ${args.archive}`, 'archive');
  for (const name of ['repo', 'version', 'remote', 'refspec'] as const)
    if (args[name]?.startsWith('-')) throw refuse(`${name} can't begin with a dash: ${args[name]}`, name);
  return args;
}

const parse = (output: Output, { update }: GitArguments): State => {
  const fields = new Fields(output.stdout);
  if (fields.ended) return { kind: 'failed', message: failure(output) };
  const problem = fields.text();
  if (problem !== '') return { kind: 'failed', message: problem };
  const line = () => fields.text().trim();
  const [dest, place] = [line(), line()];
  const clone = line() === 'yes' ? parseClone(line) : undefined;
  if (clone && !update) return { kind: 'seen', dest, place, clone, refs: new Map() };
  const printed = fields.text();
  const refs = fields.text() === '0' ? parseRefs(printed) : printed.trim();
  return { kind: 'seen', dest, place, clone, refs };
};

const parseClone = (line: () => string): Clone => {
  const [commit, modified, url, branch, remoteHead, version] = [
    line(),
    line(),
    line(),
    line(),
    line(),
    line(),
  ];
  const [first, ...submodules] = line().split('\n');
  const isGood = submodules.every(text => /^\s*[0-9a-f]/.test(text));
  return {
    commit: commit!,
    modified: modified === 'yes',
    url: url!,
    branch: branch!,
    remoteHead: remoteHead!.slice(remoteHead!.indexOf('/') + 1),
    version: version!,
    submodules: first === '' ? undefined : isGood ? 'good' : 'stale',
  };
};

const parseRefs = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap(line => {
      const [, commit, name] = /^([0-9a-f]{40,64})\t(.+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, commit!] as const];
    }),
  );

/** What a version is in the repository that is cloned. */
interface Target {
  readonly kind: 'branch' | 'tag' | '';
  /** The commit; of a commit the version itself. */
  readonly commit: string;
}

const targetOf = ({ version }: GitArguments, { clone, refs }: Seen): Target | undefined => {
  if (typeof refs === 'string') return undefined;
  if (version === 'HEAD') {
    const branch = clone && (clone.branch || clone.remoteHead);
    const commit = branch === undefined ? refs.get('HEAD') : refs.get(`refs/heads/${branch}`);
    return commit === undefined ? undefined : { kind: '', commit };
  }
  const branch = refs.get(`refs/heads/${version}`);
  if (branch !== undefined) return { kind: 'branch', commit: branch };
  const tag = refs.get(`refs/tags/${version}^{}`) ?? refs.get(`refs/tags/${version}`);
  if (tag !== undefined) return { kind: 'tag', commit: tag };
  return { kind: '', commit: version };
};

const plan = (args: GitArguments, state: State, context: Context): Plan => {
  if (state.kind === 'failed') return state;
  const { dest, clone, refs } = state;
  const target = targetOf(args, state);
  if (clone && !args.update) return planAlone(args, state, clone, context);
  if (typeof refs === 'string') {
    const message = clone ? `Failed to download remote objects and refs:  ${refs}` : refs;
    return { kind: 'failed', message, result: { before: clone?.commit ?? null } };
  }
  if (!target) return { kind: 'failed', message: `Could not determine remote revision for ${args.version}` };
  const moved = moveOf(args, state);
  if (!clone) {
    const result: Result = { before: null, after: target.commit, warnings: [] };
    const differences = [differ(dest || args.repo, 'version', undefined, target.commit)];
    if (!args.clone) return { kind: 'change', result, differences, apply: { text: ':' } };
    return change(args, state, target, { result, differences, mods: false, urlChanged: false });
  }
  if (clone.modified && !args.force)
    return {
      kind: 'failed',
      message: `Local modifications exist in the destination: ${dest} (force=no).`,
      result: { before: clone.commit, warnings: [] },
    };
  const urlChanged = clone.url !== '' && !isSameUrl(clone.url, repositoryOf(args));
  const commit =
    target.kind === '' && clone.version !== '' && args.version !== 'HEAD' ? clone.version : target.commit;
  const isAt = clone.commit === commit;
  const submodulesDiffer = clone.submodules === 'stale';
  const result: Result = {
    before: clone.commit,
    after: commit,
    remote_url_changed: urlChanged,
    warnings: [],
    ...(clone.modified &&
      !context.checkMode && { msg: `Local modifications exist in the destination: ${dest}` }),
  };
  const differences = [
    ...moved,
    ...(isAt ? [] : [differ(dest, 'version', clone.commit, commit)]),
    ...(clone.modified ? [differ(dest, 'local modifications', 'present', 'absent')] : []),
    ...(urlChanged ? [differ(dest, 'remote', clone.url, repositoryOf(args))] : []),
    ...(isAt && submodulesDiffer ? [differ(dest, 'submodules', 'others', 'as in the repository')] : []),
  ];
  if (differences.length === 0 && (context.checkMode || isSettled(args, clone, target)))
    return { kind: 'same', result };
  return change(args, state, target, { result, differences, mods: clone.modified, urlChanged });
};

/** Nothing can come of fetching and checking out but what is there. */
const isSettled = (args: GitArguments, clone: Clone, { kind }: Target): boolean => {
  if (args.verify_commit || args.refspec !== undefined || args.archive !== undefined) return false;
  if (args.track_submodules && clone.submodules !== undefined) return false;
  if (args.bare || args.version === 'HEAD') return clone.branch !== '';
  return kind === 'branch' ? clone.branch === args.version : clone.branch === '';
};

/** There is a clone, and it is not to be brought up to date. */
const planAlone = (args: GitArguments, state: Seen, clone: Clone, { checkMode }: Context): Plan => {
  const result: Result = { before: clone.commit, after: clone.commit, warnings: [] };
  const moved = moveOf(args, state);
  if (moved.length === 0 && args.archive === undefined) return { kind: 'same', result };
  const archived =
    args.archive === undefined || !checkMode
      ? []
      : [differ(args.archive, 'archive', 'unknown', args.version)];
  const target: Target = { kind: '', commit: clone.commit };
  return change(args, state, target, {
    result,
    differences: [...moved, ...archived],
    mods: false,
    urlChanged: false,
  });
};

/** The repository is to be in another place. */
const moveOf = (
  { separate_git_dir: separate }: GitArguments,
  { place, clone }: Seen,
): readonly Difference[] =>
  clone && separate !== undefined && posix.normalize(separate) !== posix.normalize(place)
    ? [differ(place, 'path', place, separate)]
    : [];

const differ = (subject: string, name: string, before: string | undefined, after: string): Difference => ({
  kind: 'attribute',
  subject,
  name,
  before: before ?? null,
  after,
});

const isSameUrl = (a: string, b: string): boolean => normal(a) === normal(b);

const normal = (url: string): string => posix.normalize(url).replace(/\/$/, '');

interface Wanted {
  readonly result: Result;
  readonly differences: readonly Difference[];
  readonly mods: boolean;
  readonly urlChanged: boolean;
}

const change = (args: GitArguments, state: Seen, target: Target, wanted: Wanted): Plan => {
  const { differences, result } = wanted;
  const flag = (isSet: boolean) => (isSet ? 'yes' : '');
  const apply: Script = {
    text: `${settings(args)}
found=${flag(state.clone !== undefined)} kind=${target.kind} modified=${flag(wanted.mods)} moves_url=${flag(wanted.urlChanged)}
git_work || exit
`,
    uses: [gitWork],
  };
  const finish = (output: Output): Conclusion => conclude(output, args, state, wanted);
  if (differences.length > 0) return { kind: 'change', result, differences, apply, conclude: finish };
  return { kind: 'action', apply, conclude: finish };
};

const conclude = (
  output: Output,
  args: GitArguments,
  state: Seen,
  { result, mods, urlChanged }: Wanted,
): Conclusion => {
  const before = state.clone?.commit ?? null;
  if (output.code !== 0) {
    const lines = failure(output).split('\n');
    const last = lines.at(-1)!;
    const stderr = lines.slice(0, -1).join('\n');
    const result = { before, warnings: [], stderr };
    if (/^(?:Failed to (?:checkout|verify|fetch branch)|The gpg_whitelist)/.test(last))
      return { kind: 'failed', message: last, result };
    const message = last.startsWith('Failed to ') ? `${last}: ${stderr}` : lines.join('\n');
    return { kind: 'failed', message, result };
  }
  const fields = new Fields(output.stdout);
  const after = fields.text();
  const moved = fields.text();
  const submodules = fields.text() === 'yes';
  const archived = fields.text() === 'yes';
  const told: Result = {
    ...result,
    after,
    ...(submodules && { submodules_changed: true }),
    ...(moved !== '' && { git_dir_before: moved, git_dir_now: args.separate_git_dir ?? null }),
  };
  const changed = before !== after || mods || submodules || urlChanged || moved !== '' || archived;
  return { kind: changed ? 'changed' : 'unchanged', result: told };
};
