import { type Output, quote, type Script, shellFunction } from '../../agent/protocol.js';
import { database } from './database.js';
import type { UserArguments } from './user-options.js';

export const userState = shellFunction(import.meta.url, 'user_state', [database]);

/** What a host knows of an account. */
export interface UserState {
  readonly exists: boolean;
  /** A group has the account's name. */
  readonly namesake: boolean;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
  readonly locked: boolean;
  /** Its password is the one that is asked for. */
  readonly samePassword: boolean;
  /** Days since 1970; undefined: never. */
  readonly expires: number | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** Groups that list it as a member. */
  readonly groups: readonly string[];
  /** Groups that are asked for and exist, by what the task calls them. */
  readonly known: ReadonlyMap<string, { readonly name: string; readonly gid: number }>;
  /** Its home, or the one that is asked for, is there. */
  readonly homed: boolean;
  readonly key: {
    readonly path: string;
    readonly exists: boolean;
    readonly publicKey: string | undefined;
    readonly fingerprint: string | undefined;
  };
}

/** The further groups that are asked for; undefined if nothing is said of them. */
export const wantedGroups = (args: UserArguments): readonly string[] | undefined =>
  args.groups
    ?.flatMap(names => names.split(','))
    .map(name => name.trim())
    .filter(name => name !== '');

/** sh that prints what `parseUser` reads. */
export const userProbe = (args: UserArguments): Script => {
  const groups = [...(args.group === undefined ? [] : [args.group]), ...(wantedGroups(args) ?? [])];
  const key = args.generate_ssh_key ? (args.ssh_key_file ?? `.ssh/id_${args.ssh_key_type}`) : '';
  const words = [args.name, args.home ?? '', key, ...groups].map(word => (word === '' ? "''" : quote(word)));
  const password =
    args.password === undefined ? '' : `wanted_password=${quote(args.password.replace(/^!+/, ''))}\n`;
  return {
    text: `only_local=${args.local ? 'yes' : ''}\n${password}user_state ${words.join(' ')}\n`,
    uses: [userState],
  };
};

export const parseUser = (output: Output): UserState => {
  const values = new Map<string, string[]>();
  for (const line of output.stdout.toString().split('\n')) {
    const equals = line.indexOf('=');
    const key = line.slice(0, Math.max(0, equals));
    values.set(key, [...(values.get(key) ?? []), line.slice(equals + 1)]);
  }
  const of = (key: string): string | undefined => values.get(key)?.[0] || undefined;
  const number = (key: string): number | undefined => (of(key) === undefined ? undefined : Number(of(key)));
  return {
    exists: values.has('uid'),
    namesake: values.has('namesake'),
    uid: number('uid') ?? -1,
    gid: number('gid') ?? -1,
    comment: of('comment') ?? '',
    home: of('home') ?? '',
    shell: of('shell') ?? '',
    locked: values.has('locked'),
    samePassword: values.has('password'),
    expires: number('expires'),
    minimum: number('minimum'),
    maximum: number('maximum'),
    groups: values.get('member') ?? [],
    known: new Map(
      (values.get('known') ?? []).map(line => {
        const [called = '', name = '', gid] = line.split(':');
        return [called, { name, gid: Number(gid) }] as const;
      }),
    ),
    homed: values.has('homed'),
    key: {
      path: of('key') ?? '',
      exists: values.has('keyed'),
      publicKey: of('public'),
      fingerprint: of('fingerprint'),
    },
  };
};
