import { quote, shellFunction } from '../../agent/protocol.js';
import type { Plain } from '../../value/value.js';
import type { Conclusion, Context, Difference, Plan, Result } from '../module.js';
import type { UserArguments } from './user-options.js';
import { parseUser, type UserState, userProbe, userState, wantedGroups } from './user-state.js';

const userChange = shellFunction(import.meta.url, 'user_change');

/** What is to be done about an account. */
export const planUser = (args: UserArguments, state: UserState, { checkMode }: Context): Plan => {
  const { name } = args;
  const missing = [args.group, ...(wantedGroups(args) ?? [])].find(
    group => group !== undefined && !state.known.has(group),
  );
  // In check mode a missing group may be one that an earlier task would have made.
  if (args.state === 'present' && missing !== undefined && !(checkMode && !state.exists))
    return { kind: 'failed', message: `Group ${missing} does not exist`, result: { name } };
  const changes: Change[] =
    args.state === 'absent'
      ? removal(args, state)
      : state.exists
        ? modification(args, state)
        : creation(args, state);
  if (args.state === 'present') changes.push(...additions(args, state));
  const predicted = resultOf(args, state, undefined);
  if (changes.length === 0) return { kind: 'same', result: predicted };
  return {
    kind: 'change',
    result: predicted,
    differences: changes.map(({ difference }) => difference),
    ...(state.exists && { releases: name }),
    apply: {
      text: `${changes.map(({ command }) => (command === '' ? '' : `${command} || exit\n`)).join('')}${userProbe(args).text}exit 0\n`,
      uses: [userState, userChange],
    },
    conclude: (output): Conclusion =>
      output.code === 0
        ? { kind: 'changed', result: resultOf(args, state, parseUser(output)) }
        : {
            kind: 'failed',
            message: output.stderr.toString().trim() || `it ended with ${output.code}`,
            result: { name },
          },
  };
};

/** What an account is told to be, and the sh for that; several differences may come by one command. */
interface Change {
  readonly difference: Difference;
  readonly command: string;
}

const difference = (subject: string, name: string, before: Plain, after: Plain): Difference => ({
  kind: 'attribute',
  subject,
  name,
  before,
  after,
});

const command = (...words: readonly string[]): string => words.map(quote).join(' ');

const removal = (args: UserArguments, state: UserState): Change[] => {
  if (!state.exists) return [];
  const options = [...(args.force ? ['-f'] : []), ...(args.remove ? ['-r'] : [])];
  return [
    {
      difference: difference(args.name, 'state', 'present', 'absent'),
      command: `user_remove ${command(...options, args.name)}`,
    },
  ];
};

/** usermod's and useradd's word for a date in seconds since 1970; empty for never. */
const expiryDate = (seconds: number): string =>
  seconds < 0 ? '' : new Date(seconds * 1000).toISOString().slice(0, 10);

const setPassword = (name: string, password: string, locked: boolean | undefined): string =>
  `printf '%s\\n' ${quote(`${name}:${locked ? '!' : ''}${password}`)} | chpasswd -e`;

/** sh that makes the folder in which a home is to be: useradd and usermod make only the home itself. */
const parentOf = (home: string | undefined): string => {
  const parent = home?.replace(/\/+[^/]*\/*$/, '');
  return parent ? `mkdir -p -- ${quote(parent)} &&\n` : '';
};

const creation = (args: UserArguments, state: UserState): Change[] => {
  const groups = wantedGroups(args) ?? [];
  const when = (condition: boolean, ...words: string[]) => (condition ? words : []);
  const option = (flag: string, value: string | number | undefined) =>
    value === undefined ? [] : [flag, String(value)];
  const words = [
    'useradd',
    ...option('-u', args.uid),
    ...when(args.uid !== undefined && args.non_unique, '-o'),
    ...option('-Z', args.seuser),
    ...option('-g', args.group),
    ...when(args.group === undefined && state.namesake, '-N'),
    ...when(groups.length > 0, '-G', groups.map(group => state.known.get(group)?.name ?? group).join(',')),
    ...option('-c', args.comment),
    ...option('-d', args.home),
    ...option('-s', args.shell),
    ...option('-e', args.expires === undefined ? undefined : expiryDate(args.expires)),
    args.create_home ? '-m' : '-M',
    ...(args.create_home ? option('-k', args.skeleton) : []),
    ...(args.create_home && args.umask !== undefined ? ['-K', `UMASK=${args.umask}`] : []),
    ...when(args.system, '-r'),
    args.name,
  ];
  const before = args.create_home ? parentOf(args.home) : '';
  return [
    {
      difference: difference(args.name, 'state', 'absent', 'present'),
      command:
        before +
        command(...words) +
        (args.password === undefined
          ? ''
          : ` &&\n${setPassword(args.name, args.password, args.password_lock)}`),
    },
  ];
};

const modification = (args: UserArguments, state: UserState): Change[] => {
  const { name } = args;
  const changes: Change[] = [];
  const words: string[] = [];
  const change = (attribute: string, before: Plain, after: Plain, ...options: string[]) => {
    changes.push({ difference: difference(name, attribute, before, after), command: '' });
    words.push(...options);
  };
  if (args.uid !== undefined && args.uid !== state.uid)
    change('uid', state.uid, args.uid, '-u', String(args.uid), ...(args.non_unique ? ['-o'] : []));
  const primary = args.group === undefined ? undefined : state.known.get(args.group)?.gid;
  if (args.group !== undefined && primary !== undefined && primary !== state.gid)
    change('group', state.gid, args.group, '-g', args.group);
  const groups = wantedGroups(args)?.map(group => state.known.get(group)?.name ?? group);
  if (groups) {
    const lacks = groups.some(group => !state.groups.includes(group));
    const exceeds = !args.append && state.groups.some(group => !groups.includes(group));
    const all = args.append ? [...new Set([...state.groups, ...groups])] : groups;
    if (lacks || exceeds)
      change(
        'groups',
        [...state.groups].sort(),
        [...all].sort(),
        ...(args.append ? ['-a'] : []),
        '-G',
        groups.join(','),
      );
  }
  if (args.comment !== undefined && args.comment !== state.comment)
    change('comment', state.comment, args.comment, '-c', args.comment);
  if (args.home !== undefined && args.home !== state.home)
    change('home', state.home, args.home, '-d', args.home, ...(args.move_home ? ['-m'] : []));
  if (args.shell !== undefined && args.shell !== state.shell)
    change('shell', state.shell, args.shell, '-s', args.shell);
  if (args.expires !== undefined) {
    const date = expiryDate(args.expires);
    const current = state.expires === undefined || state.expires < 0 ? '' : expiryDate(state.expires * 86400);
    if (date !== current) change('expires', current || 'never', date || 'never', '-e', date);
  }
  const setsPassword =
    args.password !== undefined && args.update_password === 'always' && !state.samePassword;
  if (args.password_lock === true && !state.locked)
    change('password_lock', false, true, ...(setsPassword ? [] : ['-L']));
  if (args.password_lock === false && state.locked)
    change('password_lock', true, false, ...(setsPassword ? [] : ['-U']));
  const moves = args.move_home && args.home !== state.home ? parentOf(args.home) : '';
  if (words.length > 0)
    changes.push({ ...changes.pop()!, command: moves + command('usermod', ...words, name) });
  if (setsPassword)
    changes.push({
      difference: difference(name, 'password', 'another', 'as given'),
      command: setPassword(name, args.password ?? '', args.password_lock),
    });
  return changes;
};

/** What is done about an account that is there by now: its home, its key, its password's term. */
const additions = (args: UserArguments, state: UserState): Change[] => {
  const changes: Change[] = [];
  const { name } = args;
  const ids = `"$(id -u -- ${quote(name)})" "$(id -g -- ${quote(name)})"`;
  const home = args.home ?? state.home;
  if (state.exists && args.create_home && !state.homed && !(args.move_home && home !== state.home)) {
    const mode = args.umask === undefined ? "''" : (0o777 & ~Number.parseInt(args.umask, 8)).toString(8);
    changes.push({
      difference: difference(home, 'state', 'absent', 'directory'),
      command: `user_home ${command(home, args.skeleton ?? '/etc/skel')} ${ids} ${mode}`,
    });
  }
  if (args.generate_ssh_key && (!state.key.exists || args.force)) {
    const options = [
      '-t',
      args.ssh_key_type,
      ...(args.ssh_key_bits > 0 ? ['-b', String(args.ssh_key_bits)] : []),
    ];
    const comment =
      args.ssh_key_comment === undefined ? '"ansible-generated on $(uname -n)"' : quote(args.ssh_key_comment);
    const file = args.ssh_key_file ?? `.ssh/id_${args.ssh_key_type}`;
    const path = file.startsWith('/') ? quote(file) : `~${name}/${quote(file)}`;
    changes.push({
      difference: difference(state.key.path || file, 'state', state.key.exists ? 'key' : 'absent', 'new key'),
      command: `key_file=${path} && user_key "$key_file" ${ids} ${command(args.ssh_key_passphrase ?? '', ...options)} -C ${comment}`,
    });
  }
  const { password_expire_min: minimum, password_expire_max: maximum } = args;
  if (minimum !== undefined && minimum !== state.minimum)
    changes.push({
      difference: difference(name, 'password_expire_min', state.minimum ?? null, minimum),
      command: command('chage', '-m', String(minimum), name),
    });
  if (maximum !== undefined && maximum !== state.maximum)
    changes.push({
      difference: difference(name, 'password_expire_max', state.maximum ?? null, maximum),
      command: command('chage', '-M', String(maximum), name),
    });
  return changes;
};

/** What the task returns. `after` is the state that the host told when all was done. */
const resultOf = (args: UserArguments, before: UserState, after: UserState | undefined): Result => {
  const result: { [key: string]: Plain } = { name: args.name, state: args.state };
  if (args.state === 'absent') {
    if (before.exists) Object.assign(result, { force: args.force, remove: args.remove });
    return result;
  }
  if (before.exists) Object.assign(result, { append: args.append, move_home: args.move_home });
  else Object.assign(result, { system: args.system, create_home: args.create_home });
  if (args.password !== undefined) result.password = 'NOT_LOGGING_PASSWORD';
  if (args.groups !== undefined) result.groups = args.groups.join(',');
  const now = after ?? (before.exists ? before : undefined);
  const wanted = { uid: args.uid, comment: args.comment, home: args.home, shell: args.shell };
  if (now?.exists) {
    Object.assign(result, {
      uid: now.uid,
      group: now.gid,
      comment: now.comment,
      home: now.home,
      shell: now.shell,
    });
    if (args.generate_ssh_key)
      Object.assign(result, {
        ssh_key_file: now.key.path,
        ssh_public_key: now.key.publicKey ?? null,
        ssh_fingerprint: now.key.fingerprint ?? '',
      });
  }
  if (!after) for (const [key, value] of Object.entries(wanted)) if (value !== undefined) result[key] = value;
  return result;
};
