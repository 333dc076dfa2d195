import { DiagnosticError, mistake } from './diagnostic.js';
import type { Location, SourceFile } from './file.js';

/** A value in an INI file: its text, and where it stands. */
export interface IniValue {
  readonly text: string;
  /** Of the line, from the name to the value's end on it. */
  readonly location: Location;
}

/** Sections by name, each with its values by their names in lower case. */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, IniValue>>;

/** What stands in this section stands in all others, too. */
const DEFAULT = 'DEFAULT';

const SECTION = /^\[(.+)\]/;
const OPTION = /^(.*?)\s*[=:]\s*(.*)$/;

/**
 * Reads an INI file as Python's configparser does for Ansible: `=` or `:` behind a name, comments after `;` or `#` on a line of their own or
 * after ` ;` behind a value (unless the options say otherwise), further lines of a value indented.
 * @throws DiagnosticError with all lines that have no meaning, and what stands twice
 */
export const readIni = (file: SourceFile, { commentsBehindValues = true } = {}): IniSections => {
  const reader = new IniReader(file, commentsBehindValues);
  let start = 0;
  for (const line of file.text.split('\n')) {
    reader.line(line.replace(/\r$/, ''), start);
    start += line.length + 1;
  }
  return reader.finish();
};

interface Entry {
  readonly lines: string[];
  readonly location: Location;
}

class IniReader {
  readonly #file: SourceFile;
  readonly #commentsBehindValues: boolean;
  readonly #sections = new Map<string, Map<string, Entry>>();
  readonly #mistakes: DiagnosticError[] = [];
  #section: Map<string, Entry> | undefined;
  #entry: Entry | undefined;
  #indent = 0;

  constructor(file: SourceFile, commentsBehindValues: boolean) {
    this.#file = file;
    this.#commentsBehindValues = commentsBehindValues;
  }

  line(line: string, start: number): void {
    const isComment = /^\s*[#;]/.test(line);
    const kept = this.#commentsBehindValues ? line.replace(/(?:^|(?<=\s));.*$/, '') : line;
    const text = isComment ? '' : kept.trim();
    if (text === '') {
      // An empty line may stand within a value of several lines.
      if (!isComment) this.#entry?.lines.push('');
      return;
    }
    const indent = line.length - line.trimStart().length;
    if (this.#entry && indent > this.#indent) {
      this.#entry.lines.push(text);
      return;
    }
    this.#indent = indent;
    this.#entry = undefined;
    const location = { file: this.#file, start: start + indent, end: start + indent + text.length };
    const section = SECTION.exec(text)?.[1];
    if (section !== undefined) this.#begin(section, location);
    else if (!this.#section) this.#wrong('this line stands before the first [section]', location);
    else this.#option(this.#section, text, location);
  }

  #begin(name: string, location: Location): void {
    if (this.#sections.has(name) && name !== DEFAULT) this.#wrong(`section [${name}] stands twice`, location);
    this.#section = this.#sections.get(name) ?? new Map();
    this.#sections.set(name, this.#section);
  }

  #option(section: Map<string, Entry>, text: string, location: Location): void {
    const [, name = '', value = ''] = OPTION.exec(text) ?? [];
    if (name === '') {
      this.#wrong('this is neither [section] nor name = value', location);
      return;
    }
    const key = name.toLowerCase();
    if (section.has(key)) this.#wrong(`"${name}" stands twice in its section`, location);
    this.#entry = { lines: [value.trim()], location };
    section.set(key, this.#entry);
  }

  #wrong(message: string, location: Location): void {
    this.#mistakes.push(mistake(message, location));
  }

  finish(): IniSections {
    if (this.#mistakes.length > 0)
      throw new DiagnosticError(...this.#mistakes.flatMap(({ diagnostics }) => diagnostics));
    const everywhere = [...(this.#sections.get(DEFAULT) ?? [])];
    const own = [...this.#sections].filter(([name]) => name !== DEFAULT);
    return new Map(
      own.map(([name, entries]) => [
        name,
        new Map([...everywhere, ...entries].map(([key, entry]) => [key, toValue(entry)])),
      ]),
    );
  }
}

const toValue = ({ lines, location }: Entry): IniValue => ({ text: lines.join('\n').trimEnd(), location });
