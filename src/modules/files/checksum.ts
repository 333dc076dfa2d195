/** A checksum that a file shall have: as digits, or in a file at a URL. */
export interface WantedChecksum {
  readonly algorithm: string;
  readonly digits: string | undefined;
  readonly url: string | undefined;
}

const ALGORITHMS: readonly string[] = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

/** Reads `sha256:digits` or `sha256:https://...`; text is what is wrong with it. */
export const parseChecksum = (text: string): WantedChecksum | string => {
  const colon = text.indexOf(':');
  if (colon === -1) return 'the checksum parameter has to be in format <algorithm>:<checksum>';
  const algorithm = text.slice(0, colon).toLowerCase();
  const rest = text.slice(colon + 1);
  if (!ALGORITHMS.includes(algorithm))
    return `checksums of the kind ${algorithm} are not supported (${ALGORITHMS.join(', ')} are)`;
  if (/^(?:https?|ftp|file):\/\//.test(rest)) return { algorithm, digits: undefined, url: rest };
  const digits = normal(rest);
  return digits === undefined ? 'the checksum format is invalid' : { algorithm, digits, url: undefined };
};

/** Letters and digits only: copied checksums bring invisible characters along. */
const normal = (digits: string): string | undefined => {
  const clean = digits.replace(/[^0-9a-z]/gi, '').toLowerCase();
  return /^[0-9a-f]+$/.test(clean) ? clean : undefined;
};

/** Finds a file's checksum in what a file of checksums holds: a lone checksum, or lines of checksum and name. */
export const findChecksum = (content: string, filename: string): string | undefined => {
  const lines = content.split('\n').map(line => line.trimEnd());
  const filled = lines.filter(line => line !== '');
  if (filled.length === 1 && !/\s/.test(filled[0]!)) return normal(filled[0]!);
  for (const line of filled) {
    const [, digits, name] = /^(\S+) [ *]?(.*)$/.exec(line) ?? [];
    if (digits !== undefined && name?.replace(/^[./]+/, '') === filename) return normal(digits);
  }
  return undefined;
};

/** The last part of a URL's path: the name that a fetched file gets in a folder. */
export const urlFilename = (url: string): string => {
  const path = url.replace(/[?#].*$/s, '').replace(/^\w+:\/\/[^/]*/, '');
  return path.slice(path.lastIndexOf('/') + 1) || 'index.html';
};
