const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/**
 * Lines of a text as Python's `str.splitlines` has them: a line break at the end starts no further line.
 * @param keepEnds whether each line keeps its break
 */
export const splitLines = (text: string, keepEnds = false): string[] => {
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keepEnds ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
};
