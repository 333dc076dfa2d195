/** The umask that scripts run under. */
const UMASK = 0o022;

/** Modes of what is made without one being given. */
export const NEW_FILE = 0o666 & ~UMASK;
export const NEW_DIRECTORY = 0o777 & ~UMASK;

const SHIFT = { u: 6, g: 3, o: 0 } as const;

type Who = keyof typeof SHIFT;

/**
 * The permission bits that a `mode` argument asks for, by the rules of Ansible's `mode`: octal digits, or symbolic clauses as
 * chmod has them, which are applied to what there is.
 * @param mode an argument that has been checked for its form
 * @param current the bits that the file has, or would be made with
 */
export const applyMode = (mode: string, current: number, isDirectory: boolean): number => {
  if (/^[0-7]+$/.test(mode)) return Number.parseInt(mode, 8);
  let result = current;
  for (const clause of mode.split(',')) {
    const [, who = '', actions = ''] = /^([ugoa]*)(.*)$/s.exec(clause) ?? [];
    const users: Who[] = who === '' || who.includes('a') ? ['u', 'g', 'o'] : ([...who] as Who[]);
    for (const [, operator, permissions] of actions.matchAll(/([-+=])([^-+=]*)/g)) {
      for (const user of users) {
        const bits = bitsOf(permissions!, user, current, isDirectory, who === '' ? UMASK : 0);
        if (operator === '+') result |= bits;
        else if (operator === '-') result &= ~bits;
        else result = (result & ~allOf(user)) | bits;
      }
    }
  }
  return result;
};

const SPECIAL = { u: 0o4000, g: 0o2000, o: 0o1000 } as const;

const allOf = (user: Who): number => (7 << SHIFT[user]) | SPECIAL[user];

const bitsOf = (
  permissions: string,
  user: Who,
  current: number,
  isDirectory: boolean,
  umask: number,
): number => {
  let bits = 0;
  for (const permission of permissions) {
    if (permission === 's') bits |= user === 'o' ? 0 : SPECIAL[user];
    else if (permission === 't') bits |= user === 'o' ? SPECIAL.o : 0;
    else if (permission === 'X') bits |= isDirectory || current & 0o111 ? 1 << SHIFT[user] : 0;
    else if (permission === 'u' || permission === 'g' || permission === 'o')
      bits |= ((current >> SHIFT[permission]) & 7) << SHIFT[user];
    else bits |= ({ r: 4, w: 2, x: 1 }[permission]! << SHIFT[user]) & ~umask;
  }
  return bits;
};
