import type { Value } from '../value/value.js';

/** Forms of a play's `order`. */
export const ORDERS: ReadonlySet<string> = new Set([
  'inventory',
  'reverse_inventory',
  'sorted',
  'reverse_sorted',
  'shuffle',
]);

/** The hosts of a play in the order that its `order` says; without one in that of the inventory. */
export const inOrder = (hosts: readonly string[], order: string): readonly string[] => {
  const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  switch (order) {
    case 'reverse_inventory':
      return [...hosts].reverse();
    case 'sorted':
      return [...hosts].sort(byName);
    case 'reverse_sorted':
      return [...hosts].sort(byName).reverse();
    case 'shuffle':
      return [...hosts]
        .map(host => ({ host, place: Math.random() }))
        .sort((a, b) => a.place - b.place)
        .map(({ host }) => host);
    default:
      return hosts;
  }
};

/**
 * The batches in which a play goes over its hosts, by its `serial`: a number, a percentage of all hosts, or a list of these of which the
 * last repeats. Source: "Setting the batch size with serial" in Ansible's documentation.
 */
export const batchesOf = (
  serial: Value | undefined,
  hosts: readonly string[],
): readonly (readonly string[])[] => {
  const sizes = serial === undefined || serial === null ? [] : Array.isArray(serial) ? serial : [serial];
  const batches: (readonly string[])[] = [];
  let start = 0;
  for (let round = 0; start < hosts.length; round++) {
    const size = sizeOf(sizes[Math.min(round, sizes.length - 1)], hosts.length);
    batches.push(hosts.slice(start, start + size));
    start += size;
  }
  return batches;
};

const sizeOf = (size: Value | undefined, total: number): number => {
  if (size === undefined || size === null) return total;
  const text = String(size).trim();
  const count = text.endsWith('%')
    ? Math.floor((Number(text.slice(0, -1)) / 100) * total) || 1
    : Number(text);
  return Number.isFinite(count) && count >= 1 ? Math.floor(count) : total;
};
