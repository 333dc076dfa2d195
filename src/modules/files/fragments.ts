import { PYTHON_ESCAPES } from '../../value/python-escapes.js';
/** A part of a file that assemble makes. */
export interface Fragment {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * Fragments as one text. Each begins on a line of its own; the delimiter, if there is one, stands between them.
 * @param delimiter with the escapes of Python's bytes
 * @param alwaysBreak put a line break behind a delimiter even if it ends in one
 */
export const joinFragments = (
  fragments: readonly Fragment[],
  delimiter: string,
  alwaysBreak: boolean,
): Buffer => {
  const pieces: Buffer[] = [];
  let between = Buffer.from(delimiter);
  for (const [index, { content }] of fragments.entries()) {
    if (index > 0) {
      if (!endsInBreak(fragments[index - 1]!.content)) pieces.push(Buffer.from('\n'));
      if (between.length > 0) {
        // What was unescaped once is unescaped again at the next fragment, as Ansible does.
        between = resolved(between);
        pieces.push(between);
        if (alwaysBreak || !endsInBreak(between)) pieces.push(Buffer.from('\n'));
      }
    }
    pieces.push(content);
  }
  return Buffer.concat(pieces);
};

const endsInBreak = (bytes: Buffer): boolean => bytes.at(-1) === 10;

/** Bytes with the escapes of Python's byte literals resolved. */
const resolved = (bytes: Buffer): Buffer<ArrayBuffer> =>
  Buffer.from(
    bytes
      .toString('latin1')
      .replace(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g, (whole, hex, octal, letter) => {
        if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
        return PYTHON_ESCAPES[letter] ?? whole;
      }),
    'latin1',
  );
