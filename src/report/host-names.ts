interface Numbered {
  readonly before: string;
  readonly digits: string;
  readonly after: string;
}

const parts = (name: string): Numbered | undefined => {
  const match = /^(.*?)(\d+)(\D*)$/s.exec(name);
  return match ? { before: match[1]!, digits: match[2]!, after: match[3]! } : undefined;
};

const follows = (a: Numbered, b: Numbered): boolean =>
  a.before === b.before &&
  a.after === b.after &&
  BigInt(b.digits) === BigInt(a.digits) + 1n &&
  (a.digits.length === b.digits.length || ![a, b].some(({ digits }) => digits.startsWith('0')));

/** Names by the numbers in them: `web2` before `web10`. */
export const compareNames = (a: string, b: string): number =>
  a.localeCompare(b, 'en', { numeric: true }) || (a < b ? -1 : 1);

/** Hosts on one line, those with consecutive numbers together: `db1,web1-3`. */
export const hostNames = (names: Iterable<string>): string => {
  const runs: { first: string; last: string; end: Numbered | undefined }[] = [];
  for (const name of [...names].sort(compareNames)) {
    const numbered = parts(name);
    const run = runs.at(-1);
    if (run?.end && numbered && follows(run.end, numbered)) {
      run.last = name;
      run.end = numbered;
    } else runs.push({ first: name, last: name, end: numbered });
  }
  return runs.map(range).join(',');
};

const range = ({ first, last, end }: { first: string; last: string; end: Numbered | undefined }): string =>
  first === last || !end
    ? first
    : `${first.slice(0, first.length - end.after.length)}-${end.digits}${end.after}`;

/** A host with the one that it delegated a task to. */
export const hostLabel = (host: string, delegate: string | undefined): string =>
  delegate === undefined ? host : `${host} -> ${delegate}`;

/** `[web1]`, or with their number where there are several: `3 hosts [web1-3]`; behind them the one that they delegated a task to. */
export const hostGroup = (names: readonly string[], delegate?: string): string =>
  names.length === 1
    ? `[${hostLabel(names[0]!, delegate)}]`
    : `${names.length} hosts [${hostLabel(hostNames(names), delegate)}]`;
