import { quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { hashName, nameMatcher } from '../../ssh/host-names.js';
import { defineModule } from '../define.js';
import type { Result, Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { NO_ATTRIBUTES } from './common.js';
import { type FileQuery, type FileState, fileProbe, parseFile } from './content.js';
import { linesOf } from './edit.js';
import { fileWishOf, planText, textOf } from './text-plan.js';

const options = {
  name: {
    type: 'str',
    required: true,
    aliases: ['host'],
    description: 'The host, as it is in its key: a name or an address, or [name]:port.',
  },
  key: { type: 'str', description: "The host's key: a whole line of a known_hosts file." },
  path: { type: 'path', default: '~/.ssh/known_hosts', description: 'The file.' },
  hash_host: { type: 'bool', default: false, description: "Write the hash of the host's name." },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the key is to be there. With absent and no key, all keys of the host go.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** A line of a known_hosts file, without what stands behind the key. */
interface KnownLine {
  readonly marker: string | undefined;
  readonly names: string;
  readonly type: string;
  readonly key: string;
}

interface Prepared {
  readonly args: Args;
  readonly query: FileQuery;
  readonly host: string;
  /** The line that is asked for. */
  readonly line: string | undefined;
}

/** The keys by which a host's ssh knows other hosts. */
export const knownHosts = defineModule<Args, Prepared, FileState>({
  name: 'known_hosts',
  collection: 'ansible.builtin',
  description: 'Adds keys of hosts to a known_hosts file, or removes them.',
  options,
  prepare: (args, services) => ({
    args,
    query: { path: args.path, follow: 'never', common: NO_ATTRIBUTES, content: 'always' },
    host: args.name.toLowerCase(),
    line: lineOf(args, services),
  }),
  probe: ({ query }) => fileProbe(query),
  parse: (output, { query }) => parseFile(output, query),
  plan: ({ args, host, line }, state, context) => {
    const before = textOf(state);
    const after = edit(linesOf(before), host, line, args.state === 'present').join('');
    const removesKey = args.state === 'absent' && line !== undefined;
    // In check mode Ansible tells nothing else.
    const isTold = !context.checkMode || (removesKey && after === before);
    const result: Result = isTold ? resultOf(args, state.path) : {};

    if (state.status === undefined && after === before) return { kind: 'same', result };
    const wish = { state, before, after, common: NO_ATTRIBUTES, result };
    const planned = planText(wish, context);
    const removesHost = args.state === 'absent' && line === undefined;
    if (planned.kind !== 'change' || !removesHost || fileWishOf(wish) === undefined) return planned;
    return { ...planned, apply: { ...planned.apply, text: `${KEEP_OLD(state.path)}${planned.apply.text}` } };
  },
  returns: {
    name: { type: 'str', description: 'The host.' },
    key: { type: 'str', description: 'The key that was given.' },
    path: { type: 'str', description: 'The file.' },
  },
  examples: `- name: Know the server that the code comes from
  known_hosts:
    path: /etc/ssh/ssh_known_hosts
    name: git.example.com
    key: git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1c0TTjiTnNEh5SkmMHBdC7/ee2Eo4m8pBpeo8G6Vv1
`,
});

const resultOf = ({ name, key, hash_host, state }: Args, path: string): Result => ({
  name,
  key: key ?? null,
  path,
  hash_host,
  state,
});

/** The line to be written. Throws a DiagnosticError for one that is not of the host. */
const lineOf = (args: Args, services: Services): string | undefined => {
  const { key, state } = args;
  if (!key) {
    if (state === 'absent') return undefined;
    throw mistake('No key specified when adding a host', services.locate('key'));
  }
  const host = args.name.toLowerCase();
  if (/\S+\s*,/.test(host))
    throw mistake(
      'Comma separated list of names is not supported. Please pass a single name to lookup in the known_hosts file.',
      services.locate('name'),
    );
  const words = key.trim().split(/\s+/);
  if (args.hash_host) words[words[0]!.startsWith('@') ? 1 : 0] = hashName(host);
  const line = args.hash_host ? words.join(' ') : key;
  const parsed = parseLine(line);
  if (parsed === undefined || !nameMatcher(parsed.names)(host))
    throw mistake('Host parameter does not match hashed host field in supplied key', services.locate('key'));
  return line.endsWith('\n') ? line : `${line}\n`;
};

const parseLine = (text: string): KnownLine | undefined => {
  const words = text.trim().split(/\s+/);
  if (words[0]!.startsWith('#')) return undefined;
  const marker = words[0]!.startsWith('@') ? words.shift() : undefined;
  const [names, type, key] = words;
  if (names === undefined || type === undefined || key === undefined) return undefined;
  return { marker, names, type, key };
};

/** The lines of the file as they shall be. */
const edit = (
  lines: readonly string[],
  host: string,
  line: string | undefined,
  present: boolean,
): readonly string[] => {
  const known = lines.map(text => {
    const parsed = parseLine(text);
    return parsed && nameMatcher(parsed.names)(host) ? parsed : undefined;
  });
  // What is revoked, or signs for hosts, stays where a host is removed as a whole.
  if (line === undefined) return lines.filter((_, index) => !known[index] || known[index].marker);
  const wanted = parseLine(line)!;
  const place = known.findIndex(
    each => each !== undefined && (isSame(each, wanted) || each.type === wanted.type),
  );
  if (!present) return place === -1 ? lines : lines.toSpliced(place, 1);
  if (place !== -1 && isSame(known[place]!, wanted)) return lines;
  const others = place === -1 ? [...lines] : lines.toSpliced(place, 1);
  const last = others.at(-1);
  if (last !== undefined && !last.endsWith('\n')) others[others.length - 1] = `${last}\n`;
  return [...others, line];
};

const isHash = (names: string): boolean => names.startsWith('|1|');

/** Whether two lines are the same; a hash of the host's name is as good as another. */
const isSame = (one: KnownLine, other: KnownLine): boolean =>
  one.marker === other.marker &&
  one.type === other.type &&
  one.key === other.key &&
  (one.names === other.names || (isHash(one.names) && isHash(other.names)));

/** ssh-keygen keeps the file as it was when it removes a host. */
const KEEP_OLD = (path: string): string => `ln -f -- ${quote(path)} ${quote(`${path}.old`)} || exit\n`;
