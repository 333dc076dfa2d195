/**
 * Splits a command line into words as sh does, with quotes and backslashes but without expanding anything.
 * @throws Error if a quote is never closed
 */
export const splitWords = (text: string): string[] => {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote === "'") {
      if (character === quote) quote = '';
      else word += character;
    } else if (
      character === '\\' &&
      at + 1 < text.length &&
      (quote === '' || '"\\$`'.includes(text[at + 1]!))
    ) {
      word = (word ?? '') + text[++at];
    } else if (character === quote) {
      quote = '';
    } else if (quote === '' && (character === "'" || character === '"')) {
      quote = character;
      word ??= '';
    } else if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== '') throw new Error(`a quote ${quote} is never closed`);
  if (word !== undefined) words.push(word);
  return words;
};
