import { spawnSync } from 'node:child_process';
import { splitLines } from '../../value/lines.js';
import { Fault } from '../runtime.js';
import { iterate } from '../values/iterate.js';
import { toText } from '../values/text.js';
import type { Lookup } from './lookup.js';
import { booleanOption, type Options, textOption, textTerm } from './options.js';

const quoted = (text: string): string =>
  `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`;

/** What curl is told, on its standard input, so that no secret stands in its command line. */
const settingsOf = (url: string, options: Options): string => {
  const lines = [
    `url = ${quoted(url)}`,
    'silent',
    'show-error',
    'compressed',
    'proto = "=http,https,ftp,file"',
  ];
  const text = (option: string, name: string): void => {
    const value = textOption(options, name, '');
    if (value !== '') lines.push(`${option} = ${quoted(value)}`);
  };
  const flag = (option: string, isOn: boolean): void => {
    if (isOn) lines.push(option);
  };
  const user = textOption(options, 'username', '');
  const isNegotiated = booleanOption(options, 'use_gssapi', false);
  if (user !== '') lines.push(`user = ${quoted(`${user}:${textOption(options, 'password', '')}`)}`);
  flag(
    isNegotiated ? 'negotiate' : 'anyauth',
    isNegotiated || (user !== '' && !booleanOption(options, 'force_basic_auth', false)),
  );
  flag('netrc-optional', user === '' && booleanOption(options, 'use_netrc', true));
  flag('insecure', !booleanOption(options, 'validate_certs', true));
  flag('location', !/^(?:no|none)$/i.test(textOption(options, 'follow_redirects', 'urllib2')));
  if (!booleanOption(options, 'use_proxy', true)) lines.push('noproxy = "*"');
  if (booleanOption(options, 'force', false)) lines.push('header = "Cache-Control: no-cache"');
  text('unix-socket', 'unix_socket');
  text('cacert', 'ca_path');
  lines.push(`user-agent = ${quoted(textOption(options, 'http_agent', 'ansible-httpget'))}`);
  lines.push(`connect-timeout = ${quoted(textOption(options, 'timeout', '10'))}`);
  // Like Python's, the time is what may pass without anything being sent.
  lines.push(
    'speed-limit = 1',
    `speed-time = ${Math.max(1, Math.ceil(Number(textOption(options, 'timeout', '10')) || 10))}`,
  );
  const ciphers = options.get('ciphers') ?? null;
  if (ciphers !== null)
    lines.push(
      `ciphers = ${quoted(typeof ciphers === 'string' ? ciphers : iterate(ciphers).map(toText).join(':'))}`,
    );
  const headers = options.get('headers') ?? null;
  if (headers instanceof Map)
    for (const [name, value] of headers)
      lines.push(`header = ${quoted(`${toText(name)}: ${toText(value)}`)}`);
  return `${lines.join('\n')}\n`;
};

const fetchText = (url: string, options: Options): string => {
  const { error, status, stdout, stderr } = spawnSync(
    'curl',
    ['--disable', '--write-out', '%{stderr}\nstatus %{http_code}', '--config', '-'],
    { input: settingsOf(url, options), maxBuffer: 64 * 1024 * 1024 },
  );
  if (error && 'code' in error && error.code === 'ENOENT')
    throw new Fault('curl is not installed here', 'this lookup asks by it');
  if (error) throw new Fault(`can't fetch ${url}: ${error.message}`);
  const [complaint = '', code = '000'] = stderr.toString('utf8').split(/\n?status (?=\d{3}$)/);
  if (status !== 0) throw new Fault(`can't fetch ${url}: ${complaint.replace(/^curl: /, '').trim()}`);
  if (!/^(?:000|2\d\d)$/.test(code)) throw new Fault(`${url} was answered with status ${code}`);
  return stdout.toString('utf8');
};

/** The content of URLs, as lines or as a whole. */
export const url: Lookup = (terms, options) => {
  if (options.has('unredirected_headers')) throw new Fault('unredirected_headers is not supported');
  return terms.flatMap(term => {
    const text = fetchText(textTerm(term), options);
    return booleanOption(options, 'split_lines', true) ? splitLines(text) : [text];
  });
};
