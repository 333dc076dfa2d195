import { cut, textWidth } from './width.js';

/** How a piece of text looks on a terminal, by what it tells; the colours are those of Ansible's output. */
export type Style =
  | 'ok'
  | 'changed'
  | 'skipped'
  | 'failed'
  | 'unreachable'
  | 'warning'
  | 'retry'
  | 'added'
  | 'removed'
  | 'hunk'
  | 'dim'
  | 'bold';

const CODES: { readonly [style in Style]: string } = {
  ok: '0;32',
  changed: '0;33',
  skipped: '0;36',
  failed: '0;31',
  unreachable: '1;31',
  warning: '1;35',
  retry: '1;30',
  added: '0;32',
  removed: '0;31',
  hunk: '0;36',
  dim: '2',
  bold: '1',
};

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** One line of output without its end. */
export type Line = readonly Span[];

/** A line in one style. */
export const line = (text: string, style?: Style): Line => [{ text, style }];

/** The text of a line without its styles. */
export const textOf = (spans: Line): string => spans.map(({ text }) => text).join('');

/** A line with the terminal's codes for its styles. */
export const paint = (spans: Line): string =>
  spans
    .map(({ text, style }) =>
      style === undefined || text === '' ? text : `\x1b[${CODES[style]}m${text}\x1b[0m`,
    )
    .join('');

/** A line cut to a width in columns. */
export const cutLine = (spans: Line, width: number): Line => {
  const kept: Span[] = [];
  let left = width;
  for (const span of spans) {
    const needed = textWidth(span.text);
    if (needed > left) return [...kept, { ...span, text: cut(span.text, left) }];
    kept.push(span);
    left -= needed;
  }
  return kept;
};
