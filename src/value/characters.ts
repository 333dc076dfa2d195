// Regular expressions over all of Unicode take V8 milliseconds to set up: nearly all names are ASCII, and are looked at without.

/** Whether all characters are ASCII's. */
export const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** A regular expression that is made when it is first asked for. */
export const lazyPattern = (make: () => RegExp): (() => RegExp) => {
  let pattern: RegExp | undefined;
  return () => {
    pattern ??= make();
    return pattern;
  };
};

const identifier = lazyPattern(() => /^[\p{L}_][\p{L}\p{N}_]*$/u);

/** Whether Python takes the text for a name. */
export const isIdentifier = (text: string): boolean =>
  isAscii(text) ? /^[A-Za-z_]\w*$/.test(text) : identifier().test(text);
