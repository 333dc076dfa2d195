/** What a program printed about one host and task, or another paragraph of its output. */
export interface Entry {
  /** The host, or nothing where the lines are about no single one. */
  readonly host: string;
  readonly lines: readonly string[];
}

/** A banner, such as that of a task, with the entries below it. */
export interface Block {
  readonly banner: readonly string[];
  readonly entries: readonly Entry[];
}

const BANNER = /^(?:PLAY|TASK|RUNNING HANDLER|NO MORE HOSTS LEFT)\b.* \*+$/;
const OUTCOME =
  /^(?:ok|changed|skipping|fatal|failed|unreachable|FAILED - RETRYING|ASYNC \w+ on|unknown)[: ]+\[?([^\]\s:]+)/;
/** What the debugger asks stands on the line of what is printed next, where nobody sees what is typed. */
const PROMPT = /^(.*\(debug\)> )(?=\w+: \[)/;
const OTHER = /^(?:included: |skipping: no hosts)/;

/** Divides the lines of an output into blocks. */
export const entriesOf = (lines: readonly string[]): readonly Block[] => {
  const blocks: { banner: string[]; entries: { host: string; lines: string[] }[] }[] = [
    { banner: [], entries: [] },
  ];
  /** A diff is printed before the outcome that it belongs to. */
  let compared: string[] = [];
  for (const line of lines.flatMap(each => each.split(PROMPT).filter(Boolean))) {
    const block = blocks.at(-1)!;
    if (BANNER.test(line)) {
      blocks.push({ banner: ['', line], entries: [] });
      continue;
    }
    const host = OTHER.test(line) ? '' : OUTCOME.exec(line)?.[1];
    if (line === '--- before' || line.startsWith('--- before: ')) compared = [line];
    else if (host !== undefined) {
      block.entries.push({ host, lines: [...compared, line] });
      compared = [];
    } else if (compared.length > 0) compared.push(line);
    else if (line === '') continue;
    else if (block.entries.length > 0) block.entries.at(-1)!.lines.push(line);
    else block.banner.push(line);
  }
  return blocks;
};
