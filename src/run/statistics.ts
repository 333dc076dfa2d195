import type { Statistics as Told } from '../modules/module.js';
import { Float, type Value } from '../value/value.js';
import type { CustomStatistics } from './events.js';

/** What set_stats has kept, for the run and for hosts. */
export class Statistics implements CustomStatistics {
  readonly hosts = new Map<string, Map<Value, Value>>();
  readonly run = new Map<Value, Value>();

  /** Keeps what a task on a host tells. */
  keep(host: string, { data, perHost, aggregate }: Told): void {
    const kept = perHost ? this.#of(host) : this.run;
    for (const [name, value] of data) {
      const known = kept.get(name);
      kept.set(name, aggregate && known !== undefined ? added(known, value) : value);
    }
  }

  #of(host: string): Map<Value, Value> {
    let kept = this.hosts.get(host);
    if (!kept) {
      kept = new Map();
      this.hosts.set(host, kept);
    }
    return kept;
  }
}

/** A value with another added to it, as Python would; what can't be added stays as it is. */
const added = (known: Value, value: Value): Value => {
  if (typeof known === 'string' && typeof value === 'string') return known + value;
  if (typeof known === 'number' && typeof value === 'number') return known + value;
  if (typeof known === 'bigint' && typeof value === 'bigint') return known + value;
  if (known instanceof Float && value instanceof Float) return new Float(known.value + value.value);
  if (typeof known === 'boolean' && typeof value === 'boolean') return Number(known) + Number(value);
  if (Array.isArray(known) && Array.isArray(value)) return [...known, ...value];
  if (known instanceof Map && value instanceof Map) return mergedDict(known, value);
  return known;
};

const mergedDict = (known: ReadonlyMap<Value, Value>, value: ReadonlyMap<Value, Value>): Value => {
  const whole = new Map(known);
  for (const [key, entry] of value) {
    const old = known.get(key);
    whole.set(key, old instanceof Map && entry instanceof Map ? mergedDict(old, entry) : entry);
  }
  return whole;
};
