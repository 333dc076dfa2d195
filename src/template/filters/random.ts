import { createHash, randomInt } from 'node:crypto';
import { Float } from '../../value/value.js';
import { type Filter, filters } from '../define.js';
import { Fault, type Runtime } from '../runtime.js';
import { iterate } from '../values/iterate.js';
import { toInteger } from '../values/numbers.js';
import { toText } from '../values/text.js';
import { isTruthy } from '../values/truth.js';

/** Python's generator of random numbers (MT19937), seeded as Python seeds it, so that seeded choices are the same. */
class MersenneTwister {
  readonly #state = new Uint32Array(624);
  #index = 624;

  constructor(seed: bigint) {
    const key: number[] = [];
    for (let rest = seed; rest > 0n; rest >>= 32n) key.push(Number(rest & 0xffffffffn));
    this.#seed(key.length === 0 ? [0] : key);
  }

  #seed(key: readonly number[]): void {
    const state = this.#state;
    state[0] = 19650218;
    for (let i = 1; i < 624; i++)
      state[i] = Math.imul(1812433253, state[i - 1]! ^ (state[i - 1]! >>> 30)) + i;
    let i = 1;
    let j = 0;
    for (let count = Math.max(624, key.length); count > 0; count--) {
      state[i] = (state[i]! ^ Math.imul(state[i - 1]! ^ (state[i - 1]! >>> 30), 1664525)) + key[j]! + j;
      if (++i >= 624) {
        state[0] = state[623]!;
        i = 1;
      }
      if (++j >= key.length) j = 0;
    }
    for (let count = 623; count > 0; count--) {
      state[i] = (state[i]! ^ Math.imul(state[i - 1]! ^ (state[i - 1]! >>> 30), 1566083941)) - i;
      if (++i >= 624) {
        state[0] = state[623]!;
        i = 1;
      }
    }
    state[0] = 0x80000000;
  }

  #next(): number {
    const state = this.#state;
    if (this.#index >= 624) {
      for (let i = 0; i < 624; i++) {
        const mixed = (state[i]! & 0x80000000) | (state[(i + 1) % 624]! & 0x7fffffff);
        state[i] = state[(i + 397) % 624]! ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
      }
      this.#index = 0;
    }
    let value = state[this.#index++]!;
    value ^= value >>> 11;
    value ^= (value << 7) & 0x9d2c5680;
    value ^= (value << 15) & 0xefc60000;
    return (value ^ (value >>> 18)) >>> 0;
  }

  /** A number from 0 to below a bound of at most 2^32. */
  below(bound: number): number {
    const bits = 32 - Math.clz32(bound);
    for (;;) {
      const value = bits === 0 ? 0 : this.#next() >>> (32 - bits);
      if (value < bound) return value;
    }
  }
}

const seedNumber = (seed: Runtime): bigint => {
  if (typeof seed === 'number' || typeof seed === 'bigint' || typeof seed === 'boolean') {
    const number = BigInt(seed);
    return number < 0n ? -number : number;
  }
  const text = Buffer.from(toText(seed));
  return BigInt(`0x${Buffer.concat([text, createHash('sha512').update(text).digest()]).toString('hex')}`);
};

/** Numbers from 0 to below a bound: unpredictable, or by a seed. */
export const generator = (seed: Runtime | undefined): ((bound: number) => number) => {
  if (seed === undefined || seed === null) return bound => randomInt(bound);
  if (seed instanceof Float) throw new Fault('a seed is a text or an integer');
  const twister = new MersenneTwister(seedNumber(seed));
  return bound => twister.below(bound);
};

const random = (value: Runtime, [start, step, seed]: (Runtime | undefined)[]): Runtime => {
  const below = generator(seed);
  if (typeof value === 'number') {
    const [from, by] = [toInteger(start ?? 0, 'start') || 0, toInteger(step ?? 1, 'step') || 1];
    const count = Math.ceil((value - from) / by);
    if (count <= 0) throw new Fault(`there is no number from ${from} to below ${value}`);
    return from + by * below(count);
  }
  const items = iterate(value);
  if ((start ?? null) !== null || (step ?? null) !== null)
    throw new Fault('start and step are for numbers only');
  if (items.length === 0) throw new Fault('random can choose nothing from an empty list');
  return items[below(items.length)]!;
};

const shuffle = (value: Runtime, seed: Runtime | undefined): Runtime[] => {
  const items = [...iterate(value)];
  const below = generator(seed !== undefined && isTruthy(seed) ? seed : undefined);
  for (let last = items.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
  return items;
};

/** Filters that choose at random, by a seed as Python does. */
export const randomFilters: [string, Filter][] = filters({
  random: [['start', 'step', 'seed'], (value, args) => random(value, args)],
  shuffle: [['seed'], (value, [seed]) => shuffle(value, seed)],
});
