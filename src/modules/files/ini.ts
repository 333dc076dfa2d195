import { linesOf } from './edit.js';

/** What ini_file is asked. */
export interface IniWish {
  /** Empty for what stands before the first section. */
  readonly section: string;
  readonly option: string | undefined;
  readonly values: readonly string[];
  readonly present: boolean;
  /** The values are the only ones that the option has. */
  readonly exclusive: boolean;
  /** Write `option=value`, not `option = value`. */
  readonly noExtraSpaces: boolean;
  /** The option may stand alone. */
  readonly allowNoValue: boolean;
}

/** A file's text after the edit, and what is said of it. */
export interface EditedIni {
  readonly text: string;
  readonly message: string;
  readonly changed: boolean;
}

interface Line {
  text: string;
  /** It has been given its text. */
  settled: boolean;
}

const BLANK_OR_COMMENT = /^[ \t]*(?:[#;].*)?\n?$/;

/** Edits the text of an INI file by the rules of ini_file. Its line breaks are `\n`, and it has no byte order mark. */
export const editIni = (text: string, wish: IniWish): EditedIni => {
  const lines = linesOf(text);
  if (lines.length === 0) lines.push('\n');
  const isOpen = !lines.at(-1)!.endsWith('\n');
  if (isOpen) lines.push(`${lines.pop()}\n`);
  const place = placeOf(lines, wish.section);
  if (place === undefined) {
    const added = wish.present ? [`[${wish.section}]\n`, ...newLines(wish)] : [];
    const message =
      added.length > 1 ? 'section and option added' : added.length > 0 ? 'only section added' : 'OK';
    return { text: [...lines, ...added].join(''), message, changed: isOpen || added.length > 0 };
  }
  const { start, end } = place;
  // A section's first line is its name; what stands before the first section has none.
  const first = wish.section === '' ? start : start + 1;
  const section = new Section(lines.slice(start, first), lines.slice(first, end), wish);
  if (wish.present) section.settle();
  else section.remove();
  const edited = [...lines.slice(0, start), ...section.lines, ...lines.slice(end)];
  return { text: edited.join(''), message: section.message, changed: isOpen || section.message !== 'OK' };
};

/** Where a section begins and ends; undefined if there is none. */
const placeOf = (lines: readonly string[], section: string): { start: number; end: number } | undefined => {
  let start = section === '' ? 0 : undefined;
  for (const [index, line] of lines.entries()) {
    // Of several one after another the last one counts.
    if (section !== '' && line.startsWith(`[${section}]`)) start = index;
    else if (line.startsWith('[') && start !== undefined) return { start, end: index };
  }
  return start === undefined ? undefined : { start, end: lines.length };
};

const assignment = ({ option, noExtraSpaces }: IniWish, value: string): string =>
  `${option}${noExtraSpaces ? '=' : ' = '}${value}\n`;

/** The option's lines in a section that there is none of yet. */
const newLines = (wish: IniWish): readonly string[] => {
  if (!wish.option) return [];
  const values = [...new Set(wish.values)];
  if (values.length === 0) return wish.allowNoValue ? [`${wish.option}\n`] : [];
  return values.map(value => assignment(wish, value));
};

/** The lines of one section while they are edited. */
class Section {
  message = 'OK';
  #name: readonly string[];
  readonly #wish: IniWish;
  #lines: Line[];
  /** The values that no line has yet. */
  readonly #values: string[];
  #stands = false;

  constructor(name: readonly string[], lines: readonly string[], wish: IniWish) {
    this.#name = name;
    this.#wish = wish;
    this.#lines = lines.map(text => ({ text, settled: false }));
    this.#values = [...new Set(wish.values)];
  }

  get lines(): readonly string[] {
    return [...this.#name, ...this.#lines.map(line => line.text)];
  }

  /** Sees that the option has the values. */
  settle(): void {
    const { option, exclusive, allowNoValue } = this.#wish;
    if (!option) return;
    this.#keepMatching(option);
    if (exclusive && !allowNoValue) this.#replaceOthers(option);
    this.#insert();
  }

  /** Removes the option, some of its values, or the section. */
  remove(): void {
    const { option, values, exclusive } = this.#wish;
    if (!option) {
      if (this.lines.length > 0) this.message = 'section removed';
      this.#name = [];
      this.#lines = [];
      return;
    }
    const kept = this.#lines.filter(({ text }) => {
      const value = valueIn(text, option, false);
      return value === undefined || (!exclusive && !values.includes(value));
    });
    if (kept.length === this.#lines.length) return;
    this.#lines = kept;
    this.message = 'option changed';
  }

  #write(line: Line, text: string): void {
    if (line.text !== text) this.message = 'option changed';
    line.text = text;
    line.settled = true;
  }

  /** Lines that have one of the values, commented out or not, become that value's line. */
  #keepMatching(option: string): void {
    const { allowNoValue } = this.#wish;
    for (const line of this.#lines) {
      const value = valueIn(line.text, option, true);
      if (value === undefined) continue;
      if (this.#values.length === 0) {
        if (!allowNoValue) continue;
        this.#write(line, `${option}\n`);
        this.#stands = true;
        return;
      }
      const place = this.#values.indexOf(value);
      if (place === -1) continue;
      this.#stands ||= value === '' && allowNoValue;
      this.#write(line, value === '' && allowNoValue ? `${option}\n` : assignment(this.#wish, value));
      this.#values.splice(place, 1);
    }
  }

  /** Other lines of the option take the values that are left; those that remain then go. */
  #replaceOthers(option: string): void {
    for (const line of this.#lines) {
      if (this.#values.length === 0) break;
      if (!line.settled && valueIn(line.text, option, true) !== undefined)
        this.#write(line, assignment(this.#wish, this.#values.shift()!));
    }
    const kept = this.#lines.filter(
      ({ text, settled }) => settled || valueIn(text, option, true) === undefined,
    );
    if (kept.length < this.#lines.length) this.message = 'option changed';
    this.#lines = kept;
  }

  /** What no line has taken comes behind the last line that is neither blank nor a comment. */
  #insert(): void {
    const { option, allowNoValue } = this.#wish;
    const alone = this.#values.length === 0 && allowNoValue && !this.#stands;
    const lines = alone ? [`${option}\n`] : this.#values.map(value => assignment(this.#wish, value));
    if (lines.length === 0) return;
    const place = this.#lines.findLastIndex(({ text }) => !BLANK_OR_COMMENT.test(text)) + 1;
    this.#lines.splice(place, 0, ...lines.map(text => ({ text, settled: true })));
    this.message = 'option added';
  }
}

/** The value that a line gives an option; undefined if it gives it none. */
const valueIn = (line: string, option: string, commented: boolean): string | undefined => {
  let rest = commented ? line.replace(/^[#;]/, '') : line;
  rest = rest.replace(/^[ \t]*/, '');
  if (!rest.startsWith(option)) return undefined;
  rest = rest.slice(option.length).replace(/^[ \t]*/, '');
  if (rest.replace(/\n$/, '') === '') return '';
  return rest.startsWith('=')
    ? rest
        .slice(1)
        .replace(/^[ \t]*/, '')
        .replace(/\n$/, '')
    : undefined;
};
