import { gunzipSync } from 'node:zlib';
import type { Output } from '../../agent/protocol.js';
import type { Plain } from '../../value/value.js';
import type { Result } from '../module.js';
import type { Request } from './uri-request.js';

/** What came of a request. */
export interface Answer {
  readonly result: Result;
  /** Why it is a failure; undefined if it isn't. */
  readonly problem: string | undefined;
  /** It took too long. */
  readonly timeout: boolean;
  /** A file was stored that wasn't there in this form. */
  readonly changed: boolean;
}

const TRAILER = /\n(\d{3}) (\d+) ([\d.]+) ([^\n]*)(?:\n(changed|same) ([^\n]*))?$/;

/**
 * Reads what curl printed: all headers and the body; then, on a last line, the status, the size of all headers, the seconds that it took
 * and the URL at the end of all redirects; then what became of the destination, if there is one.
 */
export const readAnswer = (request: Request, output: Output): Answer => {
  const { args, status: good } = request;
  const printed = output.stdout.toString('latin1');
  const trailer = TRAILER.exec(printed.slice(-10_000));
  const [, code = '0', headerSize = '0', seconds = '0', effective = '', stored, path] = trailer ?? [];
  const error = output.stderr.toString().trim();
  const url = effective || args.url;
  const status = Number(code);
  const elapsed = Math.floor(Number(seconds));
  if (status === 0) {
    const reason =
      output.code === 127
        ? 'this host has no curl: install the package of that name'
        : `Request failed: ${error || `curl ended with ${output.code}`}`;
    const problem = `Status code was -1 and not [${good.join(', ')}]: ${reason}`;
    return {
      result: { status: -1, url, elapsed, redirected: false, msg: problem },
      problem,
      timeout: output.code === 28,
      changed: false,
    };
  }
  const answered = output.stdout.subarray(0, output.stdout.length - (trailer?.[0].length ?? 0));
  const size = Number(headerSize);
  const { headers, reason, cookies } = parseHeaders(answered.subarray(0, size).toString('latin1'));
  const packed = answered.subarray(size);
  const content = args.decompress && headers.content_encoding === 'gzip' ? unpack(packed) : packed;
  const text = content.toString('utf8');
  // HTTP/2 has no words for a status. Node's module with them takes milliseconds to load.
  const words = reason || process.getBuiltinModule('node:http').STATUS_CODES[status] || '';
  const isGood = good.includes(status);
  const message =
    status >= 400
      ? `HTTP Error ${status}: ${words}`
      : `${words} (${headers.content_length ?? 'unknown'} bytes)`;
  const truncated = output.code !== 0 && error !== '' ? error : undefined;
  const problem = isGood ? truncated : `Status code was ${status} and not [${good.join(', ')}]: ${message}`;
  const result: { [key: string]: Plain } = {
    ...headers,
    status,
    url,
    redirected: url !== args.url,
    elapsed,
    msg: problem ?? message,
    cookies,
    cookies_string: Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  };
  const json = isJson(headers.content_type) ? parseJson(text) : undefined;
  if (json !== undefined) result.json = json;
  if (args.return_content) result.content = text;
  if (path !== undefined) result.path = path;
  return { result, problem, timeout: false, changed: stored === 'changed' };
};

/** The headers of the last response, their names in small letters with `_`, as playbooks read them. */
const parseHeaders = (text: string) => {
  const blocks = text.split(/\r?\n\r?\n/).filter(block => block.startsWith('HTTP/'));
  const headers: { [name: string]: string } = {};
  const cookies: { [name: string]: string } = {};
  const [first = '', ...lines] = (blocks.at(-1) ?? '').split(/\r?\n/);
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).toLowerCase().replaceAll('-', '_');
    const value = line.slice(colon + 1).trim();
    const cookie = name === 'set_cookie' && /^([^=;]+)=([^;]*)/.exec(value);
    if (cookie) cookies[cookie[1]!.trim()] = cookie[2]!.replace(/^"(.*)"$/, '$1');
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { headers, cookies, reason: first.split(' ').slice(2).join(' ') };
};

const isJson = (type: string | undefined): boolean => {
  const subtype = /^[^/;]+\/([^;\s]+)/
    .exec(type ?? '')?.[1]
    ?.toLowerCase()
    .replace(/.*\+/, '');
  return subtype === 'json' || subtype === 'javascript';
};

const parseJson = (text: string): Plain | undefined => {
  try {
    return JSON.parse(text) as Plain;
  } catch {
    return undefined;
  }
};

const unpack = (bytes: Buffer): Buffer => {
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes;
  }
};
