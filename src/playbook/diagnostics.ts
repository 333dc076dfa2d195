import type { Diagnostic } from '../source/diagnostic.js';

/**
 * Diagnostics by file, line and column, without those that say the same twice (a role that is used twice is read twice).
 * @param first the file whose diagnostics come first; the others follow by name
 */
export const sortDiagnostics = (diagnostics: readonly Diagnostic[], first: string): readonly Diagnostic[] => {
  const seen = new Set<string>();
  const unique = diagnostics.filter(diagnostic => {
    const key = `${pathOf(diagnostic)}:${diagnostic.location?.start}:${diagnostic.message}`;
    return !seen.has(key) && seen.add(key);
  });
  return unique.sort(
    (a, b) =>
      Number(pathOf(b) === first) - Number(pathOf(a) === first) ||
      compare(pathOf(a), pathOf(b)) ||
      (a.location?.start ?? 0) - (b.location?.start ?? 0),
  );
};

const pathOf = ({ location }: Diagnostic): string => location?.file.path ?? '';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
