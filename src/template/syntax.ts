/** How a template's text is cut into tokens. */
export interface Syntax {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  /** The first newline after a block goes. */
  readonly trimBlocks: boolean;
  /** White space before a block that begins a line goes. */
  readonly lstripBlocks: boolean;
  /** In playbooks a backslash in a text inside `{{ }}` is a backslash. */
  readonly literalBackslashes: boolean;
  /** What makes a line a statement; such as `%`. */
  readonly lineStatementPrefix: string | undefined;
  /** What makes the rest of a line a comment. */
  readonly lineCommentPrefix: string | undefined;
  /** What a newline of the template becomes. */
  readonly newline: string;
  /** The last newline of an included template stays. */
  readonly keepTrailingNewline: boolean;
  /** `{% do %}` is a statement, by an extension of Jinja. */
  readonly doStatements: boolean;
  /** `{% break %}` and `{% continue %}` are statements, by an extension of Jinja. */
  readonly loopControls: boolean;
}

export const PLAYBOOK_SYNTAX: Syntax = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  trimBlocks: true,
  lstripBlocks: false,
  literalBackslashes: true,
  lineStatementPrefix: undefined,
  lineCommentPrefix: undefined,
  newline: '\n',
  keepTrailingNewline: false,
  doStatements: false,
  loopControls: false,
};

const quote = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Regular expressions for the delimiters of a syntax. */
export interface Delimiters {
  readonly open: RegExp;
  readonly printEnd: RegExp;
  readonly blockEnd: RegExp;
  readonly lineEnd: RegExp;
  readonly commentEnd: RegExp;
  readonly rawEnd: RegExp;
}

const known = new WeakMap<Syntax, Delimiters>();

/** The delimiters of a syntax, worked out once. */
export const delimitersOf = (syntax: Syntax): Delimiters => {
  const found = known.get(syntax);
  if (found) return found;
  const [block, blockEnd, print, printEnd, comment, commentEnd] = [
    syntax.blockStart,
    syntax.blockEnd,
    syntax.variableStart,
    syntax.variableEnd,
    syntax.commentStart,
    syntax.commentEnd,
  ].map(quote) as [string, string, string, string, string, string];
  const after = syntax.trimBlocks ? '\\n?' : '';
  // The longest delimiter wins where one begins like another.
  const kinds = [
    { start: syntax.commentStart, pattern: `(?<comment>${comment}[-+]?)` },
    { start: syntax.blockStart, pattern: `(?<block>${block}[-+]?)` },
    { start: syntax.variableStart, pattern: `(?<print>${print}[-+]?)` },
    ...(syntax.lineStatementPrefix
      ? [
          {
            start: syntax.lineStatementPrefix,
            pattern: `(?<line>^[ \\t\\v]*${quote(syntax.lineStatementPrefix)}[-+]?)`,
          },
        ]
      : []),
    ...(syntax.lineCommentPrefix
      ? [
          {
            start: syntax.lineCommentPrefix,
            pattern: `(?<lineComment>(?:^|(?<=\\S))[^\\S\\r\\n]*${quote(syntax.lineCommentPrefix)}[-+]?)`,
          },
        ]
      : []),
  ].sort((a, b) => b.start.length - a.start.length);
  const delimiters = {
    open: new RegExp(
      `(?<raw>${block}(?<rawSign>[-+]?)\\s*raw\\s*(?:-${blockEnd}\\s*|${blockEnd}))|${kinds.map(({ pattern }) => pattern).join('|')}`,
      'gm',
    ),
    lineEnd: /\s*(?:\n|$)/my,
    printEnd: new RegExp(`-${printEnd}\\s*|${printEnd}`, 'y'),
    blockEnd: new RegExp(`-${blockEnd}\\s*|\\+${blockEnd}|${blockEnd}${after}`, 'y'),
    commentEnd: new RegExp(`-${commentEnd}\\s*|\\+${commentEnd}|${commentEnd}${after}`, 'g'),
    rawEnd: new RegExp(
      `${block}([-+]?)\\s*endraw\\s*(?:\\+${blockEnd}|-${blockEnd}\\s*|${blockEnd}${after})`,
      'g',
    ),
  };
  known.set(syntax, delimiters);
  return delimiters;
};
