import type { Contestant } from './contestants.js';

/** Seconds that a contestant took, run by run. */
export interface Times {
  readonly name: string;
  readonly seconds: readonly number[];
}

/** Lets contestants run in turns, so many times each: what else the machine does meets them alike. The first turn doesn't count. */
export const inTurns = async (
  contestants: readonly Contestant[],
  runs: number,
): Promise<readonly Times[]> => {
  const seconds = contestants.map((): number[] => []);
  for (let turn = 0; turn <= runs; turn++) {
    for (const [index, contestant] of contestants.entries()) {
      const begin = performance.now();
      await contestant.run();
      if (turn > 0) seconds[index]!.push((performance.now() - begin) / 1000);
    }
  }
  return contestants.map(({ name }, index) => ({ name, seconds: seconds[index]! }));
};

/** The middle one of an odd number of values. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Says whether a value is within its target. */
export const verdict = (value: number, most: number, unit: string): string =>
  `target: at most ${most}${unit}, ${value <= most ? 'reached' : 'MISSED'}`;
