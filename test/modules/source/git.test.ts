import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Plan } from '../../../src/modules/module.js';
import { git } from '../../../src/modules/source/git.js';
import { converge, localServices, perform, SHELLS, temporaryFolder, withDefaults } from '../rig.js';

const ENVIRONMENT = {
  GIT_AUTHOR_NAME: 'x',
  GIT_AUTHOR_EMAIL: 'x@x',
  GIT_COMMITTER_NAME: 'x',
  GIT_COMMITTER_EMAIL: 'x@x',
};

const TOOLS = '/usr/sbin:/usr/bin:/sbin:/bin';

/** A repository with a commit on its branch main, and what makes another one there. */
const repository = (t: ExecutionContext) => {
  const folder = temporaryFolder(t);
  const repo = join(folder, 'a repo');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', repo, ...args], {
      env: { ...process.env, ...ENVIRONMENT },
      encoding: 'utf8',
    }).trim();
  mkdirSync(repo);
  git('init', '-q', '-b', 'main');
  const commit = (text: string) => {
    writeFileSync(join(repo, 'file'), text);
    git('add', '.');
    git('commit', '-qm', text);
    return git('rev-parse', 'HEAD');
  };
  return { folder, repo, first: commit('one'), commit, git };
};

for (const shell of SHELLS)
  test(`${shell}: a clone is made, kept, brought up to date and cleaned`, async t => {
    const { folder, repo, first, commit, git: inRepo } = repository(t);
    const dest = join(folder, 'above/a clone');
    const args = { repo, dest };
    const surroundings = { shell, path: TOOLS, home: folder };
    const made = await converge(git, args, surroundings);
    t.deepEqual(
      [made.check.kind, made.first.kind, made.second.kind],
      ['change', 'changed', 'same'],
      made.first.message,
    );
    t.like(made.first.result, { before: null, after: first });
    t.like(made.second.result, { before: first, after: first, remote_url_changed: false });
    const second = commit('two');
    const updated = await converge(git, args, surroundings);
    t.like(updated.check.differences[0], { name: 'version', before: first, after: second });
    t.like(updated.first.result, { before: first, after: second });
    t.is(updated.second.kind, 'same');
    writeFileSync(join(dest, 'file'), 'changed');
    const refused = await perform(git, args, surroundings);
    t.is(refused.message, `Local modifications exist in the destination: ${dest} (force=no).`);
    const cleaned = await converge(git, { ...args, force: true }, surroundings);
    t.deepEqual([cleaned.first.kind, cleaned.second.kind], ['changed', 'same'], cleaned.first.message);
    t.is(readFileSync(join(dest, 'file'), 'utf8'), 'two');
    inRepo('tag', 'v1', first);
    const tagged = await converge(git, { ...args, version: 'v1' }, surroundings);
    t.deepEqual([tagged.first.kind, tagged.second.kind], ['changed', 'same'], tagged.first.message);
    t.is(readFileSync(join(dest, 'file'), 'utf8'), 'one');
  });

test('a commit that is named in short, another place for the repository, an archive', async t => {
  const { folder, repo, first, commit } = repository(t);
  commit('two');
  const dest = join(folder, 'clone');
  const short = { repo, dest, version: first.slice(0, 8) };
  const { first: made, second } = await converge(git, short);
  t.deepEqual([made.kind, second.kind, second.result.after], ['changed', 'same', first], made.message);
  const separate = join(folder, 'apart');
  const moved = await converge(git, { ...short, separate_git_dir: separate });
  t.deepEqual(
    [moved.check.kind, moved.first.kind, moved.second.kind],
    ['change', 'changed', 'same'],
    moved.first.message,
  );
  t.like(moved.first.result, { git_dir_before: `${dest}/.git`, git_dir_now: separate });
  const archive = join(folder, 'packed.tar');
  const packed = await converge(git, { ...short, archive, update: false });
  t.deepEqual([packed.first.kind, packed.second.kind], ['changed', 'unchanged'], packed.first.message);
  t.true(existsSync(archive));
});

test('a password in a URL is on no command line, and git gets it when it asks', async t => {
  const { folder, repo } = repository(t);
  const program = join(folder, 'git');
  writeFileSync(
    program,
    `#!/bin/sh
echo "$*" >>${folder}/calls
case "$*" in
  ls-remote*) printf '%040d\\tHEAD\\n' 1; printf 'protocol=https\\nhost=h\\n\\n' | /usr/bin/git credential fill >${folder}/asked ;;
  clone*) for last; do :; done; exec /usr/bin/git clone -q "${repo}" "$last" ;;
  *) exec /usr/bin/git "$@" ;;
esac
`,
    { mode: 0o755 },
  );
  const dest = join(folder, 'clone');
  const outcome = await perform(git, {
    repo: 'https://me:p%40ss@h/x',
    dest,
    executable: program,
    version: 'main',
  });
  t.regex(readFileSync(join(folder, 'asked'), 'utf8'), /username=me\npassword=p@ss/);
  const calls = readFileSync(join(folder, 'calls'), 'utf8');
  t.regex(calls, /clone --origin origin -- https:\/\/h\/x/);
  t.notRegex(calls, /p%40ss|p@ss/);
  t.is(outcome.kind, 'changed', outcome.message);
});

const [OLD, NEW] = ['1'.repeat(40), '2'.repeat(40)];

const CLONE = {
  commit: OLD,
  modified: false,
  url: 'https://h/x',
  branch: 'main',
  remoteHead: 'main',
  version: '',
  submodules: undefined,
};

const REFS = {
  HEAD: OLD,
  'refs/heads/main': OLD,
  'refs/heads/side': NEW,
  'refs/tags/v1': '3',
  'refs/tags/v1^{}': NEW,
};

const CASES: readonly (readonly [args: object, clone: object | undefined, expected: string])[] = [
  [{}, undefined, `version: null -> ${OLD}`],
  [{ version: 'side' }, undefined, `version: null -> ${NEW}`],
  [{ clone: false }, undefined, `version: null -> ${OLD}`],
  [{}, {}, 'same'],
  [{ version: 'main' }, {}, 'same'],
  [{ version: 'main' }, { branch: 'other' }, 'action'],
  [{ version: 'side' }, {}, `version: ${OLD} -> ${NEW}`],
  [{ version: 'v1' }, { commit: NEW, branch: '' }, 'same'],
  [{ version: 'v1' }, { commit: NEW }, 'action'],
  [{ version: OLD }, { branch: '', version: OLD }, 'same'],
  [{ version: NEW }, { branch: '' }, `version: ${OLD} -> ${NEW}`],
  [{}, { branch: 'gone' }, 'Could not determine remote revision for HEAD'],
  [{}, { modified: true }, 'Local modifications exist in the destination: /d (force=no).'],
  [{ force: true }, { modified: true }, 'local modifications: present -> absent'],
  [{ repo: 'https://h/y' }, {}, 'remote: https://h/x -> https://h/y'],
  [{ repo: 'https://h/x/' }, {}, 'same'],
  [{}, { submodules: 'stale' }, 'submodules: others -> as in the repository'],
  [{}, { submodules: 'good' }, 'same'],
  [{ track_submodules: true }, { submodules: 'good' }, 'action'],
  [{ verify_commit: true }, {}, 'action'],
  [{ update: false, version: 'side' }, { modified: true }, 'same'],
  [{ separate_git_dir: '/s' }, {}, 'path: /d/.git -> /s'],
];

const shown = (plan: Plan): string => {
  if (plan.kind === 'failed') return plan.message;
  if (plan.kind !== 'change') return plan.kind;
  return plan.differences
    .map(one => (one.kind === 'attribute' ? `${one.name}: ${one.before} -> ${one.after}` : ''))
    .join();
};

for (const [args, clone, expected] of CASES)
  test(`${JSON.stringify(args)} on ${JSON.stringify(clone)}`, t => {
    const whole = withDefaults(git, { repo: 'https://h/x', dest: '/d', ...args }) as Parameters<
      typeof git.plan
    >[0];
    const state = {
      kind: 'seen' as const,
      dest: '/d',
      place: '/d/.git',
      clone: clone && ({ ...CLONE, ...clone } as never),
      refs: new Map(Object.entries(REFS)),
    };
    t.is(shown(git.plan(whole, state, { checkMode: false, diff: false })), expected);
  });

test('what can’t be is refused before a host is asked', async t => {
  for (const args of [
    {},
    { dest: '/d', umask: 22 },
    { dest: '/d', archive: '/a.rar' },
    { dest: '/d', version: '-x' },
  ])
    await t.throwsAsync(
      async () =>
        git.begin(withDefaults(git, { repo: 'https://h/x', ...args }), localServices('/'), {
          checkMode: false,
          diff: false,
        }),
      { message: /destination directory|umask|archive|dash/ },
    );
});
