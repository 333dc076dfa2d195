import { quote, type ShellFunction, shellFunction } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import type { GitArguments } from './git-options.js';

export const gitLook = shellFunction(import.meta.url, 'git_look');
export const gitWork: ShellFunction = shellFunction(import.meta.url, 'git_work', [gitLook]);

/** A URL with the name and the password in it apart. */
interface Credentials {
  readonly plain: string;
  readonly user: string;
  readonly password: string;
}

/** The password in a URL of HTTP; undefined if there is none. */
const credentialsIn = (repo: string): Credentials | undefined => {
  const [, scheme, user, password, rest] = /^(https?:\/\/)([^/@:]*):([^/@]*)@(.*)$/s.exec(repo) ?? [];
  if (rest === undefined) return undefined;
  return { plain: `${scheme}${rest}`, user: decoded(user!), password: decoded(password!) };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The repository as git is given it: of a path a URL, since only those can be cloned in part. */
export const repositoryOf = ({ repo }: GitArguments): string =>
  repo.startsWith('/') ? `file://${repo}` : repo;

/**
 * sh that sets what the task asks for in variables, which the functions of git_look.sh and git_work.sh read, and in git's environment. A password is never on
 * a command line: git asks for it.
 */
export const settings = (args: GitArguments): string => {
  const repo = repositoryOf(args);
  const home = repo.startsWith('~');
  const { setup, words } = expand([
    args.dest ?? '',
    args.separate_git_dir ?? '',
    args.archive ?? '',
    home ? repo : '',
    args.executable ?? 'git',
  ]);
  const flag = (isSet: boolean) => (isSet ? 'yes' : "''");
  const credentials = credentialsIn(repo);
  const variables: readonly (readonly [string, string])[] = [
    ['dest', words[0]!],
    ['separate', words[1]!],
    ['archive', words[2]!],
    ['program', words[4]!],
    ['repo', home ? `file://${words[3]}` : quote(repo)],
    ['plain', credentials ? quote(credentials.plain) : '$repo'],
    ['version', quote(args.version)],
    ['remote', quote(args.remote)],
    ['refspec', quote(args.refspec ?? '')],
    ['reference', quote(args.reference ?? '')],
    ['depth', args.depth === undefined ? "''" : String(args.depth)],
    ['prefix', quote(args.archive_prefix ?? '')],
    ['fingerprints', quote(args.gpg_whitelist.join(' '))],
    ['mask', quote(typeof args.umask === 'string' ? args.umask : '')],
    ['bare', flag(args.bare)],
    ['force', flag(args.force)],
    ['update', flag(args.update)],
    ['recursive', flag(args.recursive)],
    ['single', flag(args.single_branch)],
    ['track', flag(args.track_submodules)],
    ['verify', flag(args.verify_commit)],
  ];
  const lines = [
    setup,
    ...variables.map(([name, word]) => `${name}=${word}`),
    ABSOLUTE,
    'git() { command "$program" "$@"; }',
    'export GIT_TERMINAL_PROMPT=0 LANGUAGE=C',
    `export GIT_SSH_COMMAND="\${GIT_SSH:-\${GIT_SSH_COMMAND:-ssh}} \${GIT_SSH_OPTS:-}"${quote(sshOptions(args))}`,
  ];
  if (credentials)
    lines.push(
      `git_user=${quote(credentials.user)} git_password=${quote(credentials.password)}`,
      'export git_user git_password GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0="url.$plain.insteadOf" GIT_CONFIG_VALUE_0="$repo"',
      `export GIT_CONFIG_KEY_1=credential.helper`,
      `export GIT_CONFIG_VALUE_1='!f() { printf "username=%s\\npassword=%s\\n" "$git_user" "$git_password"; }; f'`,
    );
  return lines.join('\n');
};

const ABSOLUTE = `dest=\${dest%/}
case $dest in '' | /*) ;; *) dest=$PWD/$dest ;; esac
case $separate in '' | /*) ;; *) separate=$PWD/$separate ;; esac`;

const sshOptions = (args: GitArguments): string => {
  const options = args.ssh_opts ?? '';
  const chosen = /StrictHostKeyChecking=(?:no|accept-new)/.test(options);
  const added = [
    ...(args.accept_hostkey && !chosen ? ['-o StrictHostKeyChecking=no'] : []),
    ...(args.accept_newhostkey && !chosen ? ['-o StrictHostKeyChecking=accept-new'] : []),
    ...(options.includes('BatchMode=yes') ? [] : ['-o BatchMode=yes']),
    ...(args.key_file ? [`-i ${keyWord(args.key_file)}`, '-o IdentitiesOnly=yes'] : []),
  ];
  return ` ${[options, ...added].join(' ').trim()}`;
};

/** git has a shell read what ssh is called with. */
const keyWord = (path: string): string => (path.startsWith('~') ? path : quote(path));
