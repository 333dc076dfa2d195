import { isUtf8 } from 'node:buffer';
import { lazyPattern } from './characters.js';

/** Where Python's "surrogateescape" (PEP 383) puts a byte that is no UTF-8: on the low surrogates, which no text has by itself. */
const ESCAPED = 0xdc00;

/**
 * Bytes as text: UTF-8, and each byte that is none as a character that `toUtf8` turns back into it. So a file in another encoding passes
 * through templates and variables as it is, as it does in Ansible.
 */
export const fromUtf8 = (bytes: Buffer): string => {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  let from = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += bytes.toString('utf8', from, at) + String.fromCharCode(ESCAPED + bytes[at]!);
    from = ++at;
  }
  return text + bytes.toString('utf8', from);
};

/** Text as bytes; undoes `fromUtf8`. */
export const toUtf8 = (text: string): Buffer => {
  if (!holdsBytes(text)) return Buffer.from(text, 'utf8');
  return Buffer.concat(
    text
      .split(escapedByte())
      // Every other part is what stands between two others.
      .map((part, index) =>
        index % 2 === 1 ? Buffer.of(part.charCodeAt(0) - ESCAPED) : Buffer.from(part, 'utf8'),
      ),
  );
};

/** How many bytes `toUtf8` makes of a text. */
export const utf8Length = (text: string): number =>
  holdsBytes(text) ? toUtf8(text).length : Buffer.byteLength(text, 'utf8');

/** Where in a text the first character stands that is a byte for `toUtf8`; undefined if there is none. */
export const firstByte = (text: string): number | undefined =>
  holdsBytes(text) ? escapedByte().exec(text)!.index : undefined;

const escapedByte = lazyPattern(() => /([\udc80-\udcff])/u);

/** Whether a text has characters that stand for bytes. */
const holdsBytes = (text: string): boolean => /[\udc80-\udcff]/.test(text) && escapedByte().test(text);

/** How long the character is that begins at `at`; 0 if there is none, by table 3-7 of the Unicode standard. */
const sequenceLength = (bytes: Buffer, at: number): number => {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const [length, low, high] =
    first >= 0xc2 && first <= 0xdf
      ? [2, 0x80, 0xbf]
      : first === 0xe0
        ? [3, 0xa0, 0xbf]
        : first === 0xed
          ? [3, 0x80, 0x9f]
          : first >= 0xe1 && first <= 0xef
            ? [3, 0x80, 0xbf]
            : first === 0xf0
              ? [4, 0x90, 0xbf]
              : first >= 0xf1 && first <= 0xf3
                ? [4, 0x80, 0xbf]
                : first === 0xf4
                  ? [4, 0x80, 0x8f]
                  : [0, 0, 0];
  const second = bytes[at + 1] ?? 0;
  if (length === 0 || second < low || second > high) return 0;
  for (let index = 2; index < length; index++) if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
};
