import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';

/** The parser, loaded only where it is needed: it takes a fifth of a second. */
const parser = (): Parser => nodeModule.createRequire(import.meta.url)('amaro');

interface Parser {
  transformSync(source: string, options: { readonly mode: 'strip-only' }): { readonly code: string };
}

/** The same text as JavaScript: types become blanks, so that every line and column stays. Throws what the parser throws. */
export const stripTypes = (source: string): string => {
  // Node has it from 22.13 on, by this very package.
  const { stripTypeScriptTypes } = nodeModule as {
    readonly stripTypeScriptTypes?: (code: string) => string;
  };
  if (stripTypeScriptTypes) return stripTypeScriptTypes(source);
  return parser().transformSync(source, { mode: 'strip-only' }).code;
};

/** What is wrong with the syntax of a JavaScript or TypeScript file. */
export interface SyntaxComplaint {
  readonly message: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly width: number;
}

/** Where a file's syntax is wrong, which an import doesn't tell; undefined if its syntax is right. */
export const syntaxComplaint = (path: string): SyntaxComplaint | undefined => {
  try {
    parser().transformSync(readFileSync(path, 'utf8'), { mode: 'strip-only' });
    return undefined;
  } catch (error) {
    const { message, startLine, startColumn, endLine, endColumn } = error as ParserError;
    const width = endLine === startLine ? endColumn - startColumn : 1;
    return { message, line: startLine, column: startColumn + 1, width: Math.max(1, width) };
  }
};

/** What the parser throws: lines from 1, columns from 0. */
interface ParserError {
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}
