import { Fault, type Runtime } from '../runtime.js';
import { escapeHtml } from '../values/html.js';
import { iterate } from '../values/iterate.js';
import { toInteger } from '../values/numbers.js';
import { slice, textLength } from '../values/strings.js';
import { toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';

const NAMED = '(?:https?://|www\\.)(?:[\\w%-]+\\.)*(?:[a-z]{2,63}|xn--[\\w%]{2,59})';
const WELL_KNOWN = '(?:[\\w%-]{2,63}\\.)+(?:com|edu|gov|info|int|mil|net|org)';
const NUMBERED =
  'https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\])';

/** A web address: with a scheme or `www.`, or under one of the oldest domains. */
const LINK = new RegExp(`^(?:${NAMED}|${WELL_KNOWN}|${NUMBERED})(?::\\d{1,5})?(?:[/?#]\\S*)?$`, 'i');
const MAIL = /^\S+@\w[\w.-]*\.\w+$/;

const PAIRS: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
];

const occurrences = (text: string, part: string): number => text.split(part).length - 1;

/** A word without the punctuation around it. A bracket that the word itself opens stays with it. */
const peel = (word: string): [head: string, middle: string, tail: string] => {
  const head = /^(?:[(<]|&lt;)*/.exec(word)![0];
  let middle = word.slice(head.length);
  let tail = /(?:[)>.,\n]|&gt;)*$/.exec(middle)![0];
  middle = middle.slice(0, middle.length - tail.length);
  for (const [open, close] of PAIRS) {
    const opened = occurrences(middle, open);
    if (opened <= occurrences(middle, close)) continue;
    for (let left = Math.min(opened, occurrences(tail, close)); left > 0; left--) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return [head, middle, tail];
};

/** A text as HTML in which web and mail addresses are links. */
export const linkUrls = (
  text: string,
  [limit = null, nofollow = false, target = null, rel = null, schemes = null]: readonly (
    | Runtime
    | undefined
  )[],
): string => {
  const relations = new Set(['noopener', ...(rel === null ? [] : toText(rel).split(/\s+/).filter(Boolean))]);
  if (isTruthy(nofollow)) relations.add('nofollow');
  const attributes = `rel="${escapeHtml([...relations].sort().join(' '))}"${target === null ? '' : ` target="${escapeHtml(toText(target))}"`}`;
  const extra = schemes === null ? [] : iterate(schemes).map(toText);
  for (const scheme of extra)
    if (!/^[\w.+-]{2,}:(?:\/){0,2}$/.test(scheme)) throw new Fault(`"${scheme}" is no scheme of a URL`);
  const shown = (url: string): string => {
    if (limit === null) return url;
    const most = toInteger(limit, 'the limit');
    return textLength(url) > most ? `${slice(url, 0, most)}...` : url;
  };
  const linked = (word: string): string => {
    if (LINK.test(word)) {
      const address = /^https?:\/\//.test(word) ? word : `https://${word}`;
      return `<a href="${address}" ${attributes}>${shown(word)}</a>`;
    }
    if (word.startsWith('mailto:') && MAIL.test(word.slice(7)))
      return `<a href="${word}">${word.slice(7)}</a>`;
    if (!word.startsWith('www.') && !word.includes(':') && MAIL.test(word))
      return `<a href="mailto:${word}">${word}</a>`;
    return extra.some(scheme => word !== scheme && word.startsWith(scheme))
      ? `<a href="${word}" ${attributes}>${word}</a>`
      : word;
  };
  return escapeHtml(text)
    .split(/(\s+)/)
    .map(word => {
      const [head, middle, tail] = peel(word);
      return head + linked(middle) + tail;
    })
    .join('');
};
