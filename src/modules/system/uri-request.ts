import { Float, type Value } from '../../value/value.js';
import { expand } from '../commands/words.js';
import type { UriArguments } from './uri-options.js';

/** A request, ready for curl. */
export interface Request {
  readonly args: UriArguments;
  readonly method: string;
  readonly body: string | undefined;
  /** A local file to send. */
  readonly file: { readonly file: string; readonly size: number } | undefined;
  readonly status: readonly number[];
  /** It only asks. */
  readonly reads: boolean;
}

/** A value as JSON in Python's way: a space after commas and colons, ASCII only. */
export const toJson = (value: Value): string => {
  if (value instanceof Float)
    return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(toJson).join(', ')}]`;
  if (value instanceof Map) {
    const entries = [...value].map(
      ([key, entry]) => `${toJson(typeof key === 'string' ? key : toJson(key))}: ${toJson(entry)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
};

const textOf = (value: Value): string => {
  if (value === true) return 'True';
  if (value === false) return 'False';
  return typeof value === 'string' ? value : toJson(value);
};

/** A mapping, or pairs, as a web form sends them; undefined if it is neither. */
export const toForm = (body: Value): string | undefined => {
  const entries =
    body instanceof Map
      ? [...body]
      : Array.isArray(body)
        ? body.map(pair =>
            Array.isArray(pair) && pair.length === 2 ? ([pair[0]!, pair[1]!] as const) : undefined,
          )
        : [undefined];
  const pairs: string[] = [];
  for (const entry of entries) {
    if (entry === undefined) return undefined;
    for (const value of Array.isArray(entry[1]) ? entry[1] : [entry[1]])
      if (value !== null) pairs.push(`${quotePlus(textOf(entry[0]))}=${quotePlus(textOf(value))}`);
  }
  return pairs.join('&');
};

const quotePlus = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

/** A line of curl's configuration. */
const setting = (name: string, value?: string): string =>
  value === undefined
    ? name
    : `${name} = "${value
        .replace(/[\\"]/g, '\\$&')
        .replaceAll('\n', '\\n')
        .replaceAll('\r', '\\r')
        .replaceAll('\t', '\\t')}"`;

/**
 * What curl is told on its standard input: everything secret among it.
 * @param patience seconds that it may take to connect, or to go on
 */
export const curlConfig = (request: Request, patience: number): string => {
  const { args, method, body, file } = request;
  const headers = new Map<string, string>();
  for (const [name, value] of args.headers ?? []) headers.set(textOf(name), textOf(value));
  const has = (name: string) => [...headers.keys()].some(key => key.toLowerCase() === name);
  const types = {
    json: 'application/json',
    'form-urlencoded': 'application/x-www-form-urlencoded',
    raw: undefined,
  };
  const type = types[args.body_format];
  if (type !== undefined && (body !== undefined || file) && !has('content-type'))
    headers.set('Content-Type', type);
  if (args.force && !has('cache-control')) headers.set('Cache-Control', 'no-cache');
  const lines = [
    setting('silent'),
    setting('show-error'),
    setting('url', args.url),
    setting('proto', '=http,https'),
    setting('proto-redir', '=http,https'),
    setting('globoff'),
    setting('user-agent', args.http_agent),
    setting('connect-timeout', String(patience)),
    setting('speed-limit', '1'),
    setting('speed-time', String(patience)),
    // Answers to CONNECT are the proxy's.
    setting('suppress-connect-headers'),
    setting('dump-header', '-'),
    setting('header', 'Expect:'),
  ];
  for (const [name, value] of headers)
    lines.push(setting('header', value === '' ? `${name};` : `${name}: ${value}`));
  const sends = body !== undefined || file !== undefined || (args.src !== undefined && args.remote_src);
  if (method === 'HEAD') lines.push(setting('head'));
  else if (!(method === 'GET' && !sends) && !(method === 'POST' && sends))
    lines.push(setting('request', method));
  if (body !== undefined) lines.push(setting('data-raw', body));
  if (args.url_username !== undefined || args.url_password !== undefined) {
    lines.push(setting('user', `${args.url_username ?? ''}:${args.url_password ?? ''}`));
    lines.push(setting(args.force_basic_auth ? 'basic' : 'anyauth'));
  } else if (args.use_netrc) lines.push(setting('netrc-optional'));
  if (follows(args.follow_redirects, method)) lines.push(setting('location'), setting('max-redirs', '10'));
  if (!args.validate_certs) lines.push(setting('insecure'));
  if (args.ciphers) lines.push(setting('ciphers', args.ciphers.join(':')));
  if (!args.use_proxy) lines.push(setting('noproxy', '*'));
  return lines.join('\n');
};

const follows = (which: UriArguments['follow_redirects'], method: string): boolean =>
  which === 'all' ||
  which === 'yes' ||
  which === 'urllib2' ||
  (which === 'safe' && (method === 'GET' || method === 'HEAD'));

/** sh that adds the paths of the host to `$@`, as arguments for curl: they are expanded there. */
export const curlPaths = ({ args }: Request): string => {
  const all: (readonly [option: string, path: string | undefined, before?: string])[] = [
    ['--cacert', args.ca_path],
    ['--cert', args.client_cert],
    ['--key', args.client_key],
    ['--unix-socket', args.unix_socket],
    ['--data-binary', args.remote_src ? args.src : undefined, '@'],
  ];
  const given = all.flatMap(([option, path, before = '']) =>
    path === undefined ? [] : [{ option, path, before }],
  );
  const { setup, words } = expand(given.map(({ path }) => path));
  const paths = words.map((word, i) => `path_${i}=${word}\n`).join('');
  const options = given.map(({ option, before }, i) => `${option} "${before}$path_${i}"`);
  return `${setup}${paths}set -- ${options.join(' ')}`;
};
