import { DiagnosticError, mistake } from './diagnostic.js';
import type { SourceFile } from './file.js';

/** An unquoted `{{` at the start of a value is a dictionary in YAML's eyes, and never what was meant. */
export const unquotedTemplate = (file: SourceFile, start: number): DiagnosticError => {
  const end = start + (/\{\{[^\n]*?\}\}/y.exec(file.text.slice(start))?.[0].length ?? 2);
  const hint = file.secret
    ? 'quote the whole value'
    : `quote the whole value: ${quoted(file.text.slice(start, end))}`;
  return mistake(TEMPLATE, { file, start, end }, hint);
};

const TEMPLATE = 'a value that starts with "{{" must be quoted';

/**
 * The error for a text that YAML can't read. The parser only knows where it gave up, which is often behind the mistake:
 * the lines around that place are searched for the mistakes that people make.
 * @param file the text
 * @param position offset where the parser gave up
 * @param reason the parser's own words, used if nothing better is found
 */
export const syntaxMistake = (file: SourceFile, position: number, reason: string): DiagnosticError => {
  const error = yamlMistake(file, position, reason);
  const isMeantAsJson = file.path.endsWith('.json') || /^\s*(?:\{\s*"|\[\s*["{[\d])/.test(file.text);
  const hint = isMeantAsJson && !file.secret ? jsonComplaint(file.text) : undefined;
  if (hint === undefined) return error;
  return new DiagnosticError(...error.diagnostics.map(diagnostic => ({ ...diagnostic, hint })));
};

/** What is wrong with a text that is meant as JSON. The rules for YAML say little of it. */
const jsonComplaint = (text: string): string | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `as JSON: ${(error as Error).message}`;
  }
};

const yamlMistake = (file: SourceFile, position: number, reason: string): DiagnosticError => {
  const number = file.position(position).line;
  const candidates = [number, previousLine(file, number)];
  for (const rule of RULES) {
    for (const line of candidates) {
      if (line === undefined) continue;
      const found = rule(file.line(line), reason);
      if (!found) continue;
      const start = lineStart(file, line) + found.column;
      return mistake(found.message, { file, start, end: start + found.length }, found.hint);
    }
  }
  const bracket = /deficient/.test(reason) ? openBracket(file, number) : undefined;
  if (bracket !== undefined)
    return mistake(
      NEVER_CLOSED,
      { file, start: bracket, end: bracket + 1 },
      'close it, or indent the lines that it goes on in',
    );
  if (
    /within a (single|double) quoted scalar/.test(reason) ||
    (/deficient/.test(reason) && position === file.text.length)
  )
    return unclosedQuote(file, position);
  const location = { file, start: position, end: position };
  const known = REASONS.find(([pattern]) => pattern.test(reason));
  return known ? mistake(known[1], location, known[2]) : mistake(`YAML: ${reason}`, location);
};

interface Finding {
  readonly column: number;
  readonly length: number;
  readonly message: string;
  readonly hint: string;
}

type Rule = (line: string, reason: string) => Finding | undefined;

/** What stands before a value: indentation, dashes, a key and its colon. */
const LEAD = /^(\s*(?:- +)*(?:(?:"[^"]*"|'[^']*'|[^\s#'"{[-][^#'"{[]*?)\s*:[ \t]+)?)/;

const value = (line: string): { column: number; text: string } => {
  const lead = LEAD.exec(line)?.[0] ?? '';
  return { column: lead.length, text: line.slice(lead.length).trimEnd() };
};

const RULES: readonly Rule[] = [
  (line, reason) => {
    const indent = /^ *(\t+)/.exec(line);
    return indent && line.trim() !== '' && !/quoted scalar/.test(reason)
      ? {
          column: indent[0].length - indent[1]!.length,
          length: indent[1]!.length,
          message: 'a tab stands in the indentation',
          hint: 'indent with spaces only',
        }
      : undefined;
  },
  line => {
    const { column, text } = value(line);
    return text.startsWith('{{')
      ? {
          column,
          length: text.length,
          message: TEMPLATE,
          hint: `quote the whole value: ${quoted(text)}`,
        }
      : undefined;
  },
  line => {
    const { column, text } = value(line);
    const closed = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=\s*[^\s#,\]}:])/.exec(text);
    return closed
      ? {
          column: column + closed[0].length,
          length: text.length - closed[0].length,
          message: 'text follows the closing quote of a value',
          hint: `quote the whole value: ${quoted(text)}`,
        }
      : undefined;
  },
  line => {
    const { column, text } = value(line);
    return /^[@`%]/.test(text)
      ? {
          column,
          length: text.length,
          message: `a value that starts with "${text[0]}" must be quoted`,
          hint: `quote the whole value: ${quoted(text)}`,
        }
      : undefined;
  },
  (line, reason) => {
    const { column, text } = value(line);
    const colon = /^[^\s"'[{|>&*!#-][^#]*?:(?=\s|$)/.exec(text);
    const behindKey = /:[ \t]+$/.test(line.slice(0, column));
    return colon && behindKey && !/end of the stream/.test(reason)
      ? {
          column: column + colon[0].length - 1,
          length: 1,
          message: 'an unquoted value holds ": ", which starts another value',
          hint: `quote the whole value: ${quoted(text)}`,
        }
      : undefined;
  },
  line => {
    const glued = /^\s*(?:- +)*[A-Za-z_][\w.-]*(:)(?=[^\s:/\\])/.exec(line);
    return glued && !/:\s/.test(line)
      ? {
          column: glued[0].length - 1,
          length: 1,
          message: 'a space is missing after the colon',
          hint: 'write "key: value"',
        }
      : undefined;
  },
  (line, reason) => {
    const word = /^(\s*(?:- +)*)([A-Za-z_][\w.-]*)\s*$/.exec(line);
    return word && /multiline key/.test(reason)
      ? {
          column: word[1]!.length,
          length: word[2]!.length,
          message: `a colon is missing behind "${word[2]}"`,
          hint: `write "${word[2]}:"`,
        }
      : undefined;
  },
];

const NEVER_CLOSED = 'a bracket that was opened is never closed';

const REASONS: readonly (readonly [RegExp, string, string | undefined])[] = [
  [
    /end of the stream or a document separator is expected/,
    'this line does not continue what stands before it',
    'check its indentation: keys of one dictionary, and dashes of one list, start in the same column',
  ],
  [
    /bad indentation of a mapping entry/,
    'this is not a key of the dictionary before it',
    'check its indentation and quotes',
  ],
  [
    /deficient indentation/,
    'this line belongs to a quoted value but is not indented deeper than its key',
    'close the quote that was opened before, or indent the line',
  ],
  [
    /whitespace character is expected after the key-value separator/,
    'a space is missing after the colon',
    'write "key: value"',
  ],
  [
    /bad indentation of a sequence entry/,
    'this is not an item of the list before it',
    'check its indentation',
  ],
  [/end of the stream within a flow collection/, NEVER_CLOSED, undefined],
];

const quoted = (text: string): string =>
  text.includes('"') ? `'${text.replaceAll("'", "''")}'` : `"${text.replaceAll('\\', '\\\\')}"`;

const lineStart = (file: SourceFile, line: number): number => {
  let start = 0;
  for (let number = 1; number < line; number++) start = file.text.indexOf('\n', start) + 1;
  return start;
};

const previousLine = (file: SourceFile, number: number): number | undefined => {
  for (let line = number - 1; line > 0; line--) if (/^\s*[^\s#]/.test(file.line(line))) return line;
  return undefined;
};

/** The offset of a bracket that is opened at the start of a value before a line, and not closed on its own one. */
const openBracket = (file: SourceFile, number: number): number | undefined => {
  const line = previousLine(file, number);
  if (line === undefined) return undefined;
  const { column, text } = value(file.line(line));
  if (!/^[[{]/.test(text)) return undefined;
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, '');
  const count = (brackets: RegExp): number => bare.match(brackets)?.length ?? 0;
  return count(/[[{]/g) > count(/[\]}]/g) ? lineStart(file, line) + column : undefined;
};

/** Points at the last value that opens a quote without closing it on its line. */
const unclosedQuote = (file: SourceFile, position: number): DiagnosticError => {
  for (let line = file.position(position).line; line > 0; line--) {
    const { column, text } = value(file.line(line));
    if (!/^(?:"(?:[^"\\]|\\.)*|'(?:[^']|'')*)$/.test(text)) continue;
    const start = lineStart(file, line) + column;
    return mistake(`a quote ${text[0]} that was opened is never closed`, { file, start, end: start + 1 });
  }
  return mistake('a quote that was opened is never closed', { file, start: position, end: position });
};
