import { hashPassword, type Scheme, verifyPassword } from './password.js';

/** A user as a task has them; without a password they keep the one they have. */
export interface User {
  readonly name: string;
  readonly password: string | undefined;
}

/** What becomes of a user's entry. */
export interface UserChange {
  readonly user: string;
  readonly kind: 'add' | 'change' | 'remove';
}

export interface EditOptions {
  readonly state: 'present' | 'absent';
  readonly exclusive: boolean;
  readonly hash_scheme: Scheme;
  readonly bcrypt_cost: number;
}

/** The user that a line of a password file is for; undefined for comments and empty lines. */
const userOf = (line: string): string | undefined => {
  const colon = line.indexOf(':');
  return line.startsWith('#') || colon < 1 ? undefined : line.slice(0, colon);
};

/**
 * A password file's text with the users in it, or out of it. All other lines stay as they are, and so does an entry whose
 * password matches; where there is nothing to change the text is the very same. `unknown` is a user who has no entry and no password.
 */
export const editUsers = (
  text: string,
  users: readonly User[],
  { state, exclusive, hash_scheme, bcrypt_cost }: EditOptions,
): { readonly text: string; readonly changes: readonly UserChange[] } | { readonly unknown: string } => {
  const lines = text.split('\n');
  const wanted = new Map(users.map(user => [user.name, user]));
  const seen = new Set<string>();
  const changes: UserChange[] = [];
  const remove = (user: string): readonly string[] => {
    if (!seen.has(user)) changes.push({ user, kind: 'remove' });
    seen.add(user);
    return [];
  };
  const kept = lines.flatMap(line => {
    const user = userOf(line);
    if (user === undefined) return [line];
    const wish = wanted.get(user);
    if (state === 'absent') return wish ? remove(user) : [line];
    if (!wish) return exclusive ? remove(user) : [line];
    // Apache reads the first entry of a user.
    if (seen.has(user) || wish.password === undefined) {
      seen.add(user);
      return [line];
    }
    seen.add(user);
    const [, hash = '', ...more] = line.split(':');
    if (verifyPassword(wish.password, hash.trimEnd(), hash_scheme === 'plaintext')) return [line];
    changes.push({ user, kind: 'change' });
    return [[user, hashPassword(user, wish.password, hash_scheme, bcrypt_cost), ...more].join(':')];
  });
  if (state === 'present') {
    const end = kept.at(-1) === '' ? kept.length - 1 : kept.length;
    const added: string[] = [];
    for (const { name, password } of users) {
      if (seen.has(name)) continue;
      if (password === undefined) return { unknown: name };
      added.push(`${name}:${hashPassword(name, password, hash_scheme, bcrypt_cost)}`);
      changes.push({ user: name, kind: 'add' });
    }
    kept.splice(end, 0, ...added);
    if (added.length > 0 && kept.at(-1) !== '') kept.push('');
  }
  return { text: changes.length === 0 ? text : kept.join('\n'), changes };
};
