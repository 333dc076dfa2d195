import { linesOf } from '../files/edit.js';

/** A line of an authorized_keys file. */
interface Line {
  /** The key; or the whole line, if it has none. */
  readonly id: string;
  /** Undefined for a line without a key. */
  readonly key: Key | undefined;
  /** Where it stands among the others. */
  readonly rank: number;
}

interface Key {
  readonly type: string;
  readonly text: string;
  /** Options with their values, which may be there more than once. */
  readonly options: readonly (readonly [name: string, value: string | undefined])[];
  readonly comment: string;
}

/** What authorized_key is asked. */
export interface KeysWish {
  /** Lines with keys. */
  readonly keys: readonly string[];
  readonly present: boolean;
  /** There are no other keys. */
  readonly exclusive: boolean;
  readonly options: string | undefined;
  readonly comment: string | undefined;
}

const TYPES: ReadonlySet<string> = new Set(
  [
    [
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
      'ssh-ed25519',
      'ssh-dss',
      'ssh-rsa',
    ],
    ['rsa-sha2-256', 'rsa-sha2-512'],
  ]
    .flat()
    .flatMap(type => [type, `${type}-cert-v01@openssh.com`])
    .concat('sk-ecdsa-sha2-nistp256@openssh.com', 'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com')
    .concat('webauthn-sk-ecdsa-sha2-nistp256@openssh.com', 'sk-ssh-ed25519@openssh.com')
    .concat('sk-ssh-ed25519-cert-v01@openssh.com', 'ssh-xmss@openssh.com', 'ssh-xmss-cert-v01@openssh.com'),
);

/** The lines with keys in an argument: without comments and empty ones. */
export const keysIn = (argument: string): readonly string[] =>
  argument.split(/\r\n|\r|\n/).filter(line => line !== '' && !line.startsWith('#'));

/** Edits the text of an authorized_keys file; undefined if it is as it shall be. Throws an Error that names a line that is no key. */
export const editKeys = (text: string, wish: KeysWish): string | undefined => {
  const lines = new Map<string, Line>();
  for (const [rank, line] of linesOf(text).entries()) {
    const parsed = parseLine(line, rank) ?? { id: line, key: undefined, rank };
    lines.set(parsed.id, parsed);
  }
  const behind = lines.size;
  let changed = false;
  const named = new Set<string>();
  for (const [rank, line] of wish.keys.entries()) {
    const parsed = parseLine(line, behind + rank);
    if (parsed === undefined) throw new Error(`invalid key specified: ${line}`);
    const wanted = withWish(parsed, wish);
    const there = lines.get(wanted.id);
    named.add(wanted.id);
    if (!wish.present) {
      changed = lines.delete(wanted.id) || changed;
    } else if (!there || !isSame(there, wanted)) {
      lines.delete(wanted.id);
      lines.set(wanted.id, wanted);
      changed = true;
    }
  }
  if (wish.present && wish.exclusive)
    for (const id of [...lines.keys()])
      if (!named.has(id)) {
        lines.delete(id);
        changed = true;
      }
  if (!changed) return undefined;
  return [...lines.values()]
    .sort((one, other) => one.rank - other.rank)
    .map(written)
    .join('');
};

/** Makes sure that all lines hold keys. Throws an Error that names one that doesn't. */
export const checkKeys = (keys: readonly string[]): void => {
  for (const line of keys)
    if (parseLine(line, 0) === undefined) throw new Error(`invalid key specified: ${line}`);
};

const parseLine = (line: string, rank: number): Line | undefined => {
  const raw = line.replaceAll('\\#', '#');
  const words = raw.split(/[ \t\r\n]+/).filter(word => word !== '');
  if (words[0] === '#') return { id: raw, key: undefined, rank };
  const place = words.findIndex(word => TYPES.has(word));
  const text = words[place + 1];
  if (place === -1 || text === undefined) return undefined;
  const key: Key = {
    type: words[place]!,
    text,
    options: parseOptions(words.slice(0, place).join(' ')),
    comment: words.slice(place + 2).join(' '),
  };
  return { id: text, key, rank };
};

/** Commas within quotes do not part options. */
const parseOptions = (text: string): Key['options'] =>
  (text.match(/(?:[^,"']|"[^"]*"|'[^']*')+/g) ?? []).map(part => {
    const equals = part.indexOf('=');
    return equals === -1 ? [part, undefined] : [part.slice(0, equals), part.slice(equals + 1)];
  });

const withWish = (line: Line, { options, comment }: KeysWish): Line =>
  line.key === undefined
    ? line
    : {
        ...line,
        key: {
          ...line.key,
          ...(options !== undefined && { options: parseOptions(options) }),
          ...(comment !== undefined && { comment }),
        },
      };

/** Whether two lines say the same. The order of different options means nothing. */
const isSame = ({ key: one }: Line, { key: other }: Line): boolean => {
  if (one === undefined || other === undefined) return one === other;
  const sorted = ({ options }: Key) =>
    JSON.stringify(
      [...new Set(options.map(([name]) => name))]
        .sort()
        .map(name => [name, options.filter(([each]) => each === name).map(([, value]) => value ?? null)]),
    );
  return one.type === other.type && one.comment === other.comment && sorted(one) === sorted(other);
};

const written = ({ id, key }: Line): string => {
  if (key === undefined) return id.endsWith('\n') ? id : `${id}\n`;
  const options = key.options.map(([name, value]) => (value === undefined ? name : `${name}=${value}`));
  return `${options.length > 0 ? `${options.join(',')} ` : ''}${key.type} ${key.text} ${key.comment}\n`;
};
