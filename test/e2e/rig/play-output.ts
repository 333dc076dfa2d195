/** One line of plain output: what became of a task, or an item of its loop, on a host. */
export interface Line {
  readonly task: string;
  readonly host: string;
  readonly status: string;
  readonly item?: string;
}

/** The outcomes that plain output shows, in its order; `status` is its first word: `ok`, `changed`, `fatal`... */
export function outcomesIn(output: string): Line[] {
  const lines: Line[] = [];
  let task = '';
  for (const line of output.split('\n')) {
    const header = /^(?:TASK|RUNNING HANDLER) \[(.*)\] \**$/.exec(line);
    if (header) task = header[1]!;
    const outcome =
      /^(\w+): \[([^\] ]+)(?: -> [^\]]+)?\](?:: [A-Z]+!)?(?: (?:=> )?\(item=(.*?)\))?(?: |$)/.exec(line);
    if (!outcome) continue;
    const [, status, host, item] = outcome;
    lines.push({ task, host: host!, status: status!, ...(item !== undefined && { item }) });
  }
  return lines;
}

/** The tasks that plain output shows as changed on a host, items of loops with their label. */
export function changedIn(output: string, host?: string): string[] {
  return outcomesIn(output)
    .filter(line => line.status === 'changed' && (host === undefined || line.host === host))
    .map(({ task, item }) => (item === undefined ? task : `${task} (${item})`));
}

/** The counts of PLAY RECAP by host. */
export function recapIn(output: string): Record<string, Record<string, number>> {
  const recap: Record<string, Record<string, number>> = {};
  for (const [, host, counts] of output.matchAll(/^(\S+)\s+: (ok=.*)$/gm))
    recap[host!] = Object.fromEntries(
      [...counts!.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name!, Number(count)]),
    );
  return recap;
}
