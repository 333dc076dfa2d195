import { quote } from '../../agent/protocol.js';
import { toPlain, type Value } from '../../value/value.js';

/** How a URL is asked for. */
export interface RequestArguments {
  readonly headers?: ReadonlyMap<string, Value> | undefined;
  readonly url_username?: string | undefined;
  readonly url_password?: string | undefined;
  readonly timeout: number;
  readonly validate_certs: boolean;
  readonly http_agent: string;
  readonly use_proxy: boolean;
  readonly use_netrc: boolean;
  readonly client_cert?: string | undefined;
  readonly client_key?: string | undefined;
  readonly ciphers?: readonly string[] | undefined;
  readonly decompress: boolean;
}

/** How modules ask whose arguments don't say. */
export const plainRequest = (validateCertificates: boolean): RequestArguments => ({
  timeout: 10,
  validate_certs: validateCertificates,
  http_agent: 'ansible-httpget',
  use_proxy: true,
  use_netrc: true,
  decompress: true,
});

/** A name and value of a header, as the request has them. */
const headersOf = (args: RequestArguments): string[] =>
  [...(args.headers ?? [])].map(([name, value]) => `${toPlain(name)}: ${toPlain(value)}`);

/** A value in curl's configuration. */
const configured = (text: string): string =>
  `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`;

const curlConfiguration = (url: string, args: RequestArguments): string => {
  const { url_username: user, url_password: password } = args;
  const options: readonly (readonly [string, string | undefined])[] = [
    ['url', url],
    ['user-agent', args.http_agent],
    ['connect-timeout', String(args.timeout)],
    // A transfer that stands still, not one that takes long.
    ['speed-time', String(args.timeout)],
    ['user', user === undefined ? undefined : `${user}:${password ?? ''}`],
    ['noproxy', args.use_proxy ? undefined : '*'],
    ['cert', args.client_cert],
    ['key', args.client_key],
    ['ciphers', args.ciphers?.join(':')],
    ['write-out', '%{stderr}%{http_code}\n'],
    ...headersOf(args).map(header => ['header', header] as const),
  ];
  const flags = ['silent', 'show-error', 'location', 'fail', 'globoff', 'speed-limit = 1'];
  if (!args.validate_certs) flags.push('insecure');
  if (args.decompress) flags.push('compressed');
  if (args.use_netrc && user === undefined) flags.push('netrc-optional');
  return [
    ...flags,
    ...options.flatMap(([name, value]) => (value === undefined ? [] : [`${name} = ${configured(value)}`])),
  ].join('\n');
};

/** Whether wget, whose arguments everybody on the host can see, can be given all that the request needs. */
const isPlain = (url: string, args: RequestArguments): boolean =>
  args.url_username === undefined &&
  headersOf(args).length === 0 &&
  args.client_cert === undefined &&
  args.ciphers === undefined &&
  !/^\w+:\/\/[^/]*@/.test(url);

/**
 * sh that calls the shell function `download`.
 * @param since a word of sh: a date, or empty
 */
export const downloadCommand = (url: string, args: RequestArguments, since = "''"): string => {
  const wget = [
    '-U',
    args.http_agent,
    ...(args.validate_certs ? [] : ['--no-check-certificate']),
    ...(args.use_proxy ? [] : ['-Y', 'off']),
    url,
  ];
  const words = [quote(curlConfiguration(url, args)), since, String(args.timeout)];
  return ['download', ...words, ...(isPlain(url, args) ? wget.map(quote) : [])].join(' ');
};
