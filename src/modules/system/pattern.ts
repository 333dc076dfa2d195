/** Whether a text matches a pattern of `*`, `?` and `[...]`, as in file names. */
export const matchesPattern = (text: string, pattern: string): boolean => {
  const source = pattern.replace(
    /\*|\?|\[(!?)(\]?[^\]]*)\]|[\\^$+.()|{}[\]]/g,
    (part, not: string, set: string) => {
      if (part === '*') return '.*';
      if (part === '?') return '.';
      return set === undefined
        ? `\\${part}`
        : `[${not === '!' ? '^' : ''}${set.replace(/[\\\]^[]/g, '\\$&')}]`;
    },
  );
  return new RegExp(`^${source}$`, 's').test(text);
};
