import type { Plain } from '../../../value/value.js';

/** What a host printed: files by their paths, and the output of commands by a name with a colon in front. */
export class Sections {
  readonly #sections = new Map<string, string>();

  constructor(printed: string) {
    const parts = printed.split(/^==> (.*) <==\n/m);
    for (let i = 1; i < parts.length; i += 2) {
      const last = i + 2 >= parts.length;
      this.#sections.set(parts[i]!, last ? parts[i + 1]! : parts[i + 1]!.replace(/\n$/, ''));
    }
  }

  /** A file's or command's text; undefined if the host could not give it. */
  text(name: string): string | undefined {
    return this.#sections.get(name);
  }

  /** The text without space at its ends; undefined if there is none then. */
  line(name: string): string | undefined {
    const text = this.text(name)?.trim();
    return text === '' ? undefined : text;
  }

  lines(name: string): readonly string[] {
    return (this.text(name) ?? '').split('\n').filter(line => line !== '');
  }

  /** Paths of files that were read and match. */
  paths(pattern: RegExp): readonly RegExpExecArray[] {
    return [...this.#sections.keys()].map(path => pattern.exec(path)).filter(match => match !== null);
  }
}

export type Facts = { [name: string]: Plain };

/** How a group of facts is gathered. All files of all groups are read by one command. */
export interface Collector {
  /** Files to read: words of sh, patterns of names among them. */
  readonly files?: readonly string[];
  /** Commands whose output is needed, by name: sh. A section `:NAME` has it. */
  readonly commands?: { readonly [name: string]: string };
  /** Paths of which to know whether they exist: words of sh. */
  readonly paths?: readonly string[];
  parse(sections: Sections, exists: ReadonlySet<string>): Facts;
}

/** The sh that reads what collectors need. */
export const gatherScript = (collectors: readonly Collector[]): string => {
  const files = new Set(collectors.flatMap(({ files }) => files ?? []));
  const paths = new Set(collectors.flatMap(({ paths }) => paths ?? []));
  const commands = new Map(collectors.flatMap(({ commands }) => Object.entries(commands ?? {})));
  const lines = ['LC_ALL=C', 'export LC_ALL'];
  // head goes on where a file cannot be read, and names every file as soon as there is a second one.
  if (files.size > 0) lines.push(`head -n 1000000 ${[...files].join(' ')} /dev/null 2>/dev/null`);
  if (paths.size > 0)
    lines.push(
      `printf '\\n==> :paths <==\\n'`,
      `for path in ${[...paths].join(' ')}; do [ ! -e "$path" ] || printf '%s\\n' "$path"; done`,
    );
  for (const [name, command] of commands)
    lines.push(`printf '\\n==> :${name} <==\\n'`, `{ ${command}\n} 2>/dev/null </dev/null`);
  return `${lines.join('\n')}\n`;
};

/** Reads what `gatherScript` printed into facts, without `ansible_`. */
export const parseFacts = (collectors: readonly Collector[], printed: string): Facts => {
  const sections = new Sections(printed);
  const exists = new Set(sections.lines(':paths'));
  return Object.assign({}, ...collectors.map(collector => collector.parse(sections, exists)));
};

/** `KEY=VALUE` lines with optional quotes, as in os-release. */
export const assignments = (text: string | undefined): ReadonlyMap<string, string> =>
  new Map(
    (text ?? '').split('\n').flatMap(line => {
      const match = /^([A-Za-z_]\w*)=(.*)$/.exec(line.trim());
      return match ? [[match[1]!, match[2]!.replace(/^(["'])(.*)\1$/, '$2')] as const] : [];
    }),
  );
