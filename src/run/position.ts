/** The order of a play: where a task stands among all that a play can run, compared item by item; a prefix comes first. */
export type Position = readonly number[];

/** Negative if `a` comes before `b`, positive if after, 0 if they are the same. */
export const comparePositions = (a: Position, b: Position): number => {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = a[index]! - b[index]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
};

/** Behind every position of a play: a host that has finished is there. */
export const END: Position = [Number.POSITIVE_INFINITY];

/** Behind what stands at a position, before what it includes. */
export const positionBehind = (position: Position): Position => [...position, -1];
