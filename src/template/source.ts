import { type Diagnostic, type DiagnosticError, mistake } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import type { Template, Value } from '../value/value.js';
import type { Span } from './ast.js';
import type { Source } from './evaluation.js';
import { placeOf } from './place.js';
import { SyntaxFault } from './syntax-fault.js';

/** A text with the place of the scalar that holds it. */
export const sourceOf = (text: string, location: Location | undefined): Source => ({
  text,
  path: undefined,
  locate: span => placeOf(text, location, span),
});

const sources = new WeakMap<Template, Source>();

/** A template's text with its place, made once. */
export const templateSource = (template: Template): Source => {
  let source = sources.get(template);
  if (!source) {
    source = sourceOf(template.source, template.location);
    sources.set(template, source);
  }
  return source;
};

/** What parsing gives, or the fault it ends with, so that either can be remembered. */
export const attempt = <T>(parse: () => T): T | SyntaxFault => {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxFault) return error;
    throw error;
  }
};

/** The error of a text that is no template. */
export const syntaxMistake = (fault: SyntaxFault, source: Source): DiagnosticError =>
  mistake(`template syntax: ${fault.message}`, source.locate(fault), fault.hint);

/** Something wrong within a template whose syntax is right. */
export interface Problem {
  readonly message: string;
  readonly span: Span;
  readonly hint: string | undefined;
  readonly isForeign?: true;
}

const NONE: readonly Diagnostic[] = [];

/** Problems as diagnostics; a syntax fault on the way is one as well. */
export const diagnose = (
  find: () => readonly Problem[],
  sourceOfAll: () => Source,
): readonly Diagnostic[] => {
  const found = attempt(find);
  // Nearly all texts.
  if (!(found instanceof SyntaxFault) && found.length === 0) return NONE;
  const source = sourceOfAll();
  if (found instanceof SyntaxFault) return syntaxMistake(found, source).diagnostics;
  return found.flatMap(({ message, span, hint, isForeign }) =>
    mistake(message, source.locate(span), hint).diagnostics.map(diagnostic => ({
      ...diagnostic,
      ...(isForeign && { isForeign }),
    })),
  );
};

/** The truth of a text that a condition in braces gave, if it is that of a boolean or a number. */
export const truthOfText = (text: string, source: Source): Value => {
  const trimmed = text.trim();
  if (trimmed === '') return false;
  if (/^true$/i.test(trimmed)) return true;
  if (/^(?:false|none)$/i.test(trimmed)) return false;
  if (/^\d+$/.test(trimmed)) return Number(trimmed);
  throw mistake(
    'a condition in braces gave a text that is no boolean',
    source.locate({ start: 0, end: source.text.length }),
    'write the condition without braces; turn a text into a boolean with | bool',
  );
};

/** A template's text, short enough for a message. */
export const shorten = (text: string): string => {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
};
