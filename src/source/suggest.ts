/** The candidate nearest to a misspelt name, if one is near enough to be meant (Damerau-Levenshtein distance). */
export const nearest = (name: string, candidates: Iterable<string>): string | undefined => {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > bestDistance) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    // Of two that are as near, the one that was only typed too short.
    const isLikelier =
      best !== undefined && distance === bestDistance && holdsAll(candidate, name) && !holdsAll(best, name);
    if (distance < bestDistance || isLikelier) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
};

/** A hint for a misspelt name, or undefined if nothing is near. */
export const didYouMean = (name: string, candidates: Iterable<string>): string | undefined => {
  const found = nearest(name, candidates);
  return found === undefined ? undefined : `did you mean "${found}"?`;
};

/** Whether the letters of a text all stand in another one, in order. */
const holdsAll = (text: string, letters: string): boolean => {
  let at = 0;
  for (const letter of text) if (letter === letters[at]) at++;
  return at === letters.length;
};

const editDistance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, beforeLast[j - 2]! + 1);
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
};
