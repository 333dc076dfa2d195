import { createHash, randomBytes, randomInt } from 'node:crypto';
import { Float } from '../../value/value.js';
import { type Filter, filters } from '../define.js';
import { Fault, type Runtime } from '../runtime.js';
import { isIterable, iterate } from '../values/iterate.js';
import { integer, numeric, toInteger } from '../values/numbers.js';
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

  /** A number of so many random bits; those that come first are the lowest. */
  #bits(count: number): bigint {
    let value = 0n;
    for (let done = 0; done < count; done += 32)
      value |= BigInt(this.#next() >>> Math.max(0, 32 - (count - done))) << BigInt(done);
    return value;
  }

  /** A number from 0 to below a bound. */
  below(bound: bigint): bigint {
    const bits = bound.toString(2).length;
    for (;;) {
      const value = this.#bits(bits);
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

/** A number from 0 to below a bound that nobody can foresee. */
const unpredictable = (bound: bigint): bigint => {
  if (bound <= 2n ** 32n) return BigInt(randomInt(Number(bound)));
  // So many bytes more than needed that the rest of the division is as good as even.
  const bytes = randomBytes(Math.ceil(bound.toString(16).length / 2) + 16);
  return BigInt(`0x${bytes.toString('hex')}`) % bound;
};

const bigGenerator = (seed: Runtime | undefined): ((bound: bigint) => bigint) => {
  if (seed === undefined || seed === null) return unpredictable;
  if (seed instanceof Float) throw new Fault('a seed is a text or an integer');
  const twister = new MersenneTwister(seedNumber(seed));
  return bound => twister.below(bound);
};

/** Numbers from 0 to below a bound: unpredictable, or by a seed. */
export const generator = (seed: Runtime | undefined): ((bound: number) => number) => {
  const below = bigGenerator(seed);
  return bound => Number(below(BigInt(bound)));
};

const random = (value: Runtime, [start, step, seed]: (Runtime | undefined)[]): Runtime => {
  const end = numeric(value);
  if (end !== undefined && !(end instanceof Float)) {
    const [from, by] = [toInteger(start ?? 0, 'start') || 0, toInteger(step ?? 1, 'step') || 1].map(
      BigInt,
    ) as [bigint, bigint];
    const span = BigInt(end) - from;
    const count = by > 0n ? (span + by - 1n) / by : (span + by + 1n) / by;
    if (span * by <= 0n) throw new Fault(`there is no number from ${from} to below ${end}`);
    return integer(from + by * bigGenerator(seed)(count));
  }
  const below = generator(seed);
  const items = iterate(value);
  if ((start ?? null) !== null || (step ?? null) !== null)
    throw new Fault('start and step are for numbers only');
  if (items.length === 0) throw new Fault('random can choose nothing from an empty list');
  return items[below(items.length)]!;
};

const shuffle = (value: Runtime, seed: Runtime | undefined): Runtime => {
  if (!isIterable(value)) return value;
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
