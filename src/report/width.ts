let segmenter: Intl.Segmenter | undefined;

/** Text as characters as people see them: a letter with its accents, an emoji made of several. */
const graphemes = (text: string): Iterable<Intl.SegmentData> => {
  // Made when the first text needs it: that takes several milliseconds.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
};

/** Text in which every unit is one column wide: by far the most of it. */
const SIMPLE = /^[\x20-\x7e]*$/;

/** Graphemes that terminals draw in two columns: East Asian wide and fullwidth characters, and pictures. */
const WIDE =
  /^(?:[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\p{Regional_Indicator}{2})/u;

/** Marks that take no column of their own. */
const NARROWLESS = /^(?:\p{Mark}|\p{Default_Ignorable_Code_Point})+$/u;

const graphemeWidth = (grapheme: string): number => {
  if (WIDE.test(grapheme)) return 2;
  return NARROWLESS.test(grapheme) ? 0 : 1;
};

/** The columns that a text takes on a terminal. It must hold no control characters. */
export const textWidth = (text: string): number => {
  if (SIMPLE.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += graphemeWidth(segment);
  return width;
};

/** The text cut to a width, with an ellipsis where something is missing. */
export const cut = (text: string, width: number): string => {
  if (textWidth(text) <= width) return text;
  if (width < 1) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes(text)) {
    used += graphemeWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
};
