import { type Output, quote, type Script, shellFunction } from '../../agent/protocol.js';
import { fromUtf8, toUtf8 } from '../../value/utf8.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import { downloadCommand, plainRequest } from '../files/download.js';
import type { Conclusion, Plan, Result } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { download } from '../shell/functions.js';

const keys = shellFunction(import.meta.url, 'apt_keys');

const options = {
  id: { type: 'str', description: 'The id of the key, or better its fingerprint.' },
  data: { type: 'str', description: 'The key itself.' },
  file: { type: 'path', description: 'A file on the host that the key is in.' },
  keyring: { type: 'path', description: 'The file of keys it is kept in.' },
  url: { type: 'str', description: 'Where the key is fetched from.' },
  keyserver: { type: 'str', description: 'The server of keys it is fetched from.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether apt is to trust the key.',
  },
  validate_certs: {
    type: 'bool',
    default: true,
    description: 'Check the certificate of the server of the URL.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

type State =
  | { readonly kind: 'failed'; readonly message: string; readonly result?: Result }
  /** `found` is the id that the key itself has, where the task has none. */
  | { readonly kind: 'keys'; readonly found: string | undefined; readonly listed: string };

/** An id in the forms that are asked for. */
interface KeyId {
  readonly whole: string;
  /** The last 16 digits, or what there are. */
  readonly fingerprint: string;
  readonly short: string;
}

/** The keys by which apt knows that packages are what they are said to be. */
export const aptKey = defineModule<Args, Args, State>({
  name: 'apt_key',
  collection: 'ansible.builtin',
  description: 'Adds keys to those that apt trusts, by apt-key, and removes them.',
  options,
  constraints: { mutuallyExclusive: [['data', 'file', 'keyserver', 'url']] },
  returns: {
    id: { type: 'str', description: 'The id as the task or the key has it.' },
    key_id: { type: 'str', description: 'The id in capital letters.' },
    fp: { type: 'str', description: 'The last 16 digits of it.' },
    short_id: { type: 'str', description: 'The last 8 digits of it.' },
    before: { type: 'list', description: 'The ids of the keys that were trusted before.' },
    after: { type: 'list', description: 'The ids of the keys that are trusted now, if that was changed.' },
  },
  examples: `- name: Trust the key of a repository
  apt_key:
    id: 9FED2BCBDCD29CDF762678CBAED4B06F473041FA
    url: https://example.com/archive-key.asc
    keyring: /etc/apt/trusted.gpg.d/example.gpg`,
  prepare: args => args,
  probe: args => probe(args),
  parse: (output, args) => parse(output, args),
  plan: (args, state): Plan => {
    if (state.kind === 'failed') return state;
    const given = args.id || state.found;
    const id = given === undefined ? undefined : parseId(given);
    if (id === undefined) return { kind: 'failed', message: 'Invalid key_id', result: { id: given ?? null } };
    const isShort = id.whole.length === 8;
    const before = parseKeys(state.listed, isShort);
    const wanted = isShort ? id.short : id.fingerprint;
    const result: Result = {
      id: given!,
      short_id: id.short,
      fp: id.fingerprint,
      key_id: id.whole,
      before,
    };
    if (before.includes(wanted) === (args.state === 'present')) return { kind: 'same', result };
    const isToCome = args.state === 'present';
    const adding = isToCome ? addition(args, id) : `apt-key $words del ${quote(id.short)}`;
    if (adding === undefined)
      return {
        kind: 'failed',
        message: 'No key to add: none of data, file, url and keyserver is given',
        result,
      };
    return {
      kind: 'change',
      result,
      differences: [
        {
          kind: 'attribute',
          subject: `key ${id.whole}`,
          name: 'state',
          before: isToCome ? 'absent' : 'present',
          after: args.state,
        },
      ],
      apply: {
        text: `${opening(args)}
[ -z "$keyring" ] && set -- || set -- --keyring "$keyring"
{
${adding.replaceAll('$words', '"$@"')}
} >&2 || exit
apt_keys`,
        uses: [keys, download],
        ...(isToCome && args.data !== undefined && { payload: [toUtf8(args.data)] }),
      },
      conclude: output => conclude(output, result, isShort, wanted, isToCome),
    };
  },
});

const opening = ({ keyring, file }: Args): string => {
  const { setup, words } = expand([keyring ?? '', file ?? '']);
  return `${setup}keyring=${words[0]} file=${words[1]}`;
};

const fetching = ({ url, validate_certs: validate }: Args): string =>
  downloadCommand(url ?? '', plainRequest(validate));

const probe = (args: Args): Script => {
  const lines = [
    opening(args),
    `for program in apt-key gpg; do
command -v "$program" >/dev/null || { printf 'Failed to find required executable "%s" in paths: %s\\0' "$program" "$PATH"; exit 0; }
done`,
  ];
  if (!args.id) {
    if (args.keyserver !== undefined)
      lines.push(`printf '%s\\0' 'Missing key_id, required with keyserver.'; exit 0`);
    const show = `gpg --with-colons 2>/dev/null`;
    const asked =
      args.url !== undefined
        ? `${fetching(args)} | ${show}`
        : args.file !== undefined
          ? `${show} -- "$file"`
          : `take ${toUtf8(args.data ?? '').length} | ${show}`;
    if (args.url !== undefined || args.file !== undefined || args.data !== undefined)
      lines.push(`shown=$(${asked})`);
  }
  lines.push(
    `listed=$(apt_keys 2>/dev/null) || { printf 'Unable to list public keys\\0'; exit 0; }`,
    `printf '\\0%s\\0%s\\0' "\${shown-}" "$listed"`,
  );
  return {
    text: lines.join('\n'),
    uses: [keys, download],
    ...(!args.id && args.data !== undefined && { payload: [toUtf8(args.data)] }),
  };
};

const parse = (output: Output, args: Args): State => {
  const fields = new Fields(output.stdout);
  if (fields.ended) return { kind: 'failed', message: failure(output) };
  const problem = fields.text();
  if (problem !== '') return { kind: 'failed', message: problem };
  const found = parseKeys(fields.text(), false)[0];
  if (!args.id && found === undefined) {
    if (args.url !== undefined) {
      const report = fromUtf8(output.stderr).trim().replaceAll('\n', ': ');
      return { kind: 'failed', message: `Failed to download key at ${args.url}: ${report}` };
    }
    const what = args.file ?? 'inline data';
    if (args.file !== undefined || args.data !== undefined)
      return { kind: 'failed', message: `Unable to extract key from '${what}'` };
  }
  return { kind: 'keys', found, listed: fields.text() };
};

/** The ids that gpg prints, in its form for people or in that for programs. */
export const parseKeys = (text: string, short: boolean): readonly string[] =>
  text.split('\n').flatMap(line => {
    if (!/^(?:pub|sub)/.test(line) || line.includes('expired')) return [];
    const parts = line.split(/\s+/)[1]?.split('/') ?? [];
    const id = parts.length === 2 ? parts[1]! : line.split(':')[4];
    return id === undefined ? [] : [short ? id.slice(-8) : id];
  });

const parseId = (text: string): KeyId | undefined => {
  if (!/^(?:0x)?[0-9a-f]+$/i.test(text)) return undefined;
  const whole = text.toUpperCase().replace(/^0X/, '');
  if (whole.length !== 8 && whole.length !== 16 && whole.length < 17) return undefined;
  return { whole, fingerprint: whole.slice(-16), short: whole.slice(-8) };
};

/** sh that adds the key; $words are those that apt-key takes first. */
const addition = (args: Args, { whole }: KeyId): string | undefined => {
  if (args.file !== undefined) return 'apt-key $words add "$file"';
  if (args.keyserver !== undefined)
    return `proxy=\${HTTPS_PROXY:-\${https_proxy:-\${HTTP_PROXY:-\${http_proxy:-}}}}
tries=5
until apt-key $words adv --no-tty --keyserver ${quote(args.keyserver)} \${proxy:+--keyserver-options "http-proxy=$proxy"} --recv ${quote(whole)}; do
tries=$((tries - 1))
[ "$tries" -gt 0 ] || { echo ${quote(`Error fetching key ${whole} from keyserver: ${args.keyserver}`)}; exit 1; }
done`;
  if (args.data !== undefined) return `take ${toUtf8(args.data).length} | apt-key $words add -`;
  if (args.url !== undefined) return `${fetching(args)} | apt-key $words add -`;
  return undefined;
};

const conclude = (
  output: Output,
  result: Result,
  isShort: boolean,
  wanted: string,
  isToCome: boolean,
): Conclusion => {
  if (output.code !== 0) return { kind: 'failed', message: failure(output), result };
  const after = parseKeys(fromUtf8(output.stdout), isShort);
  const told = { ...result, after };
  if (after.includes(wanted) === isToCome) return { kind: 'changed', result: told };
  const what = isToCome ? 'failed to add the key' : 'the key was not removed';
  return {
    kind: 'failed',
    message: `apt-key did not return an error, but ${what} (check that the id is correct and *not* a subkey)`,
    result: told,
  };
};
