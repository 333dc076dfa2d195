/** Privileges by what they are on: `*.*`, `` `db`.* ``, `` PROCEDURE `db`.`name` ``. */
export type Privileges = ReadonlyMap<string, readonly string[]>;

const COLUMN_GRANT = /^(SELECT|UPDATE|INSERT|REFERENCES)\s*\((.*)\)$/is;

/** A privilege on columns with its columns in order: the server has an order of its own. */
const withSortedColumns = (privilege: string): string => {
  const match = COLUMN_GRANT.exec(privilege);
  if (!match) return privilege;
  const columns = match[2]!.split(',').map(column => column.trim().replace(/^`+|`+$/g, ''));
  return `${match[1]} (${columns.sort().join(', ')})`;
};

/** Parts a list at its commas, but for those between parentheses. */
const parted = (list: string): string[] =>
  (list.match(/(?:[^,(]|\([^)]*\))+/g) ?? []).map(each => withSortedColumns(each.trim()));

const quoted = (side: string, mark: string): string => {
  const bare = side.replace(/^`+|`+$/g, '');
  return bare === '*' ? side.replaceAll('`', '') : `${mark}${bare}${mark}`;
};

/** Reads privileges as a task has them: `db.table:PRIV,PRIV/db2.*:ALL`. Throws an Error for what can't be read. */
export const parsePrivileges = (text: string, isAnsi: boolean, ensuresUsage: boolean): Privileges => {
  const mark = isAnsi ? '"' : '`';
  const privileges = new Map<string, readonly string[]>();
  for (const each of text.trim().split('/')) {
    const item = each.trim();
    const colon = item.lastIndexOf(':');
    if (colon === -1) throw new Error(`no privileges are named in "${item}"`);
    const [, kind = '', object = ''] = /^(FUNCTION |PROCEDURE )?(.*)$/s.exec(item.slice(0, colon))!;
    const dot = object.lastIndexOf('.');
    const sides = dot === -1 ? [object] : [object.slice(0, dot), object.slice(dot + 1)];
    const name = kind + sides.map(side => quoted(side, mark)).join('.');
    privileges.set(name, parted(item.slice(colon + 1).toUpperCase()));
  }
  if (ensuresUsage && !privileges.has('*.*')) privileges.set('*.*', ['USAGE']);
  return privileges;
};

const GRANT = /^GRANT (.+) ON (.+) TO (['`"]).*\3@(['`"]).*\4( IDENTIFIED BY PASSWORD (['`"]).+\6)? ?(.*)$/s;

/** Reads what `SHOW GRANTS` prints. Roles are left out. Throws an Error for a line that can't be read. */
export const parseGrants = (lines: readonly string[]): Privileges => {
  const privileges = new Map<string, readonly string[]>();
  for (const line of lines) {
    const match = GRANT.exec(line);
    if (!match) {
      if (/^GRANT (.+) TO ['`"]/s.test(line) || /^SET DEFAULT ROLE /.test(line)) continue;
      throw new Error(`unable to parse the MySQL grant string: ${line}`);
    }
    const granted = parted(match[1]!).map(each => (each === 'ALL PRIVILEGES' ? 'ALL' : each));
    if (match[7]!.includes('WITH GRANT OPTION')) granted.push('GRANT');
    const object = match[2]!;
    privileges.set(object, [...(privileges.get(object) ?? []), ...granted]);
  }
  return privileges;
};

/** Whether two accounts may do the same. */
export const isSamePrivileges = (one: Privileges, other: Privileges): boolean => {
  const sorted = (privileges: Privileges) =>
    JSON.stringify([...privileges].map(([name, list]) => [name, [...list].sort()]).sort());
  return sorted(one) === sorted(other);
};

const withoutGrant = (privileges: readonly string[]): string =>
  privileges.filter(each => each !== 'GRANT').join(',');

/** Statements that give an account privileges. */
export const grant = (account: string, object: string, privileges: readonly string[]): string =>
  `GRANT ${withoutGrant(privileges)} ON ${object} TO ${account}${privileges.includes('GRANT') ? ' WITH GRANT OPTION' : ''}`;

/** Statements that take privileges from an account. */
export const revoke = (account: string, object: string, privileges: readonly string[]): string[] => {
  const list = withoutGrant(privileges);
  return [
    ...(privileges.includes('GRANT') ? [`REVOKE GRANT OPTION ON ${object} FROM ${account}`] : []),
    ...(list === '' ? [] : [`REVOKE ${list} ON ${object} FROM ${account}`]),
    'FLUSH PRIVILEGES',
  ];
};

/** How privileges that are asked for meet those that there are. */
export type PrivilegeMode = 'replace' | 'append' | 'subtract';

/** What is to be done about an account's privileges. */
export interface PrivilegePlan {
  readonly statements: readonly string[];
  /** Empty if nothing is to be done. */
  readonly message: string;
  /** It is certain that they change: else the server may take what is asked for what there is. */
  readonly isCertain: boolean;
}

/** Plans that an account has privileges. root keeps what is not named. */
export const planPrivileges = (
  account: string,
  isRoot: boolean,
  wanted: Privileges,
  current: Privileges,
  mode: PrivilegeMode,
): PrivilegePlan => {
  const statements: string[] = [];
  let message = '';
  let isCertain = false;
  if (mode === 'replace' && !isRoot)
    for (const [object, privileges] of current) {
      if (wanted.has(object) || privileges.includes('PROXY')) continue;
      statements.push(...revoke(account, object, privileges));
      message = 'Privileges updated';
      isCertain = true;
    }
  if (mode !== 'subtract')
    for (const [object, privileges] of wanted) {
      if (current.has(object)) continue;
      statements.push(grant(account, object, privileges));
      message = 'New privileges granted';
      isCertain = true;
    }
  for (const [object, privileges] of wanted) {
    const there = current.get(object);
    if (!there) continue;
    const lacking = [...new Set(privileges.filter(each => !there.includes(each)))];
    const granted = mode === 'subtract' ? [] : lacking;
    const surplus =
      mode === 'append'
        ? []
        : [...new Set(there)].filter(each => (mode === 'subtract') === privileges.includes(each));
    // What goes beyond ALL is all that is left to take away.
    const hasAll = granted.includes('ALL') || granted.includes('ALL PRIVILEGES');
    const revoked = hasAll ? surplus.filter(each => each === 'GRANT' || each === 'PROXY') : surplus;
    if (granted.length === 1 && granted[0] === 'GRANT') granted.push('USAGE');
    if (granted.length + revoked.length === 0) continue;
    message = `Privileges updated: granted ${listed(granted)}, revoked ${listed(revoked)}`;
    if (revoked.length > 0) statements.push(...revoke(account, object, revoked));
    if (granted.length > 0) statements.push(grant(account, object, granted));
  }
  return { statements, message, isCertain };
};

/** A list as Python prints it. */
const listed = (texts: readonly string[]): string => `[${texts.map(text => `'${text}'`).join(', ')}]`;
