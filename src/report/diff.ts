import { type StructuredPatchHunk, structuredPatch } from 'diff';
import type { Difference } from '../modules/module.js';
import type { Secrets } from '../value/secrets.js';
import { fromPlain, type Plain, type Value } from '../value/value.js';
import { resultJson } from './json.js';
import { type Line, line, type Style } from './style.js';

/** Lines around each change, as Ansible's DIFF_CONTEXT. */
const CONTEXT = 3;
/** Ansible compares no content above this size, in bytes. */
const LARGEST = 104448;
/** Texts that have more changed lines are shown as replaced altogether: finding the least change takes too long. */
const MOST_EDITS = 2000;
/** What a single difference may take of the screen, in lines. */
const MOST_LINES = 500;

const BEFORE = { prefix: '-', style: 'removed' } as const;
const AFTER = { prefix: '+', style: 'added' } as const;

type Content = Extract<Difference, { kind: 'content' }>;
type Attribute = Extract<Difference, { kind: 'attribute' }>;

/**
 * Differences as Ansible's --diff shows them: contents as unified hunks, attributes as hunks of the JSON that tells them. Secrets are
 * gone before anything is compared, so that none can hide between the marks.
 */
export const diffLines = (differences: readonly Difference[], secrets: Secrets): readonly Line[] =>
  groups(differences).flatMap(group =>
    group[0].kind === 'content'
      ? contentLines(group[0], secrets)
      : attributeLines(group as readonly [Attribute, ...Attribute[]], secrets),
  );

/** How many lines of two contents differ, by the longer side of each hunk; undefined where lines mean nothing. */
export const changedLines = ({ before, after }: Content, secrets: Secrets): number | undefined => {
  const sides = [before, after].map(content => content ?? '');
  if (sides.some(content => content.length > LARGEST || isBinary(content))) return undefined;
  const [old, fresh] = sides.map(content => secrets.redact(content.toString()));
  if (old === fresh) return undefined;
  const count = (lines: readonly string[], prefix: string) =>
    lines.filter(text => text.startsWith(prefix)).length;
  return hunksOf(old!, fresh!, 0).reduce(
    (sum, { lines }) => sum + Math.max(count(lines, BEFORE.prefix), count(lines, AFTER.prefix)),
    0,
  );
};

/** Attributes of one thing that follow each other are shown as one difference. */
const groups = (differences: readonly Difference[]): readonly (readonly [Difference, ...Difference[]])[] => {
  const found: [Difference, ...Difference[]][] = [];
  for (const difference of differences) {
    const last = found.at(-1);
    const joins =
      last?.[0].kind === 'attribute' &&
      difference.kind === 'attribute' &&
      last[0].subject === difference.subject;
    if (joins) last.push(difference);
    else found.push([difference]);
  }
  return found;
};

const contentLines = ({ subject, before, after }: Content, secrets: Secrets): readonly Line[] => {
  for (const [content, whose] of [
    [before, 'destination'],
    [after, 'source'],
  ] as const) {
    if (content === undefined) continue;
    if (content.length > LARGEST)
      return [line(`diff skipped: ${whose} file size is greater than ${LARGEST}`)];
    if (isBinary(content)) return [line(`diff skipped: ${whose} file appears to be binary`)];
  }
  const [old, fresh] = [before, after].map(content => secrets.redact(content?.toString() ?? ''));
  if (old === fresh && before !== undefined && after !== undefined)
    return [line(`diff skipped: the content of ${subject} differs only in what is not to be shown`)];
  return unified(
    { title: before === undefined ? 'before' : `before: ${subject}`, text: old! },
    { title: after === undefined ? 'after' : `after: ${subject}`, text: fresh! },
  );
};

/** A path stands among its attributes, as Ansible has it; other things are named in the header. */
const attributeLines = (
  attributes: readonly [Attribute, ...Attribute[]],
  secrets: Secrets,
): readonly Line[] => {
  const { subject } = attributes[0];
  const isPath = subject.startsWith('/');
  const side = (which: 'before' | 'after') => {
    const values = new Map<Value, Value>(isPath ? [['path', subject]] : []);
    for (const attribute of attributes) {
      const value: Plain = attribute[which];
      if (value !== undefined) values.set(attribute.name, fromPlain(value));
    }
    return {
      title: isPath ? which : `${which}: ${subject}`,
      text: `${resultJson(values, secrets, 4)}\n`,
    };
  };
  return unified(side('before'), side('after'));
};

const isBinary = (content: Buffer | string): boolean => content.includes('\0');

interface Side {
  readonly title: string;
  readonly text: string;
}

const unified = (before: Side, after: Side): readonly Line[] => {
  const hunks = hunksOf(before.text, after.text, CONTEXT);
  if (hunks.length === 0) return [];
  const lines: Line[] = [line(`--- ${before.title}`, BEFORE.style), line(`+++ ${after.title}`, AFTER.style)];
  for (const hunk of hunks) {
    const { oldStart, oldLines, newStart, newLines } = hunk;
    lines.push(line(`@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`, 'hunk'));
    let style: Style | undefined;
    for (const text of hunk.lines) {
      // The mark of a missing newline looks as the line that it belongs to.
      if (!text.startsWith('\\')) style = styleOf(text);
      lines.push(line(text, style));
    }
  }
  const more = lines.length - MOST_LINES;
  const shown = more > 0 ? [...lines.slice(0, MOST_LINES), line(`... ${more} more lines`, 'dim')] : lines;
  return [...shown, line('')];
};

const styleOf = (text: string): Style | undefined => {
  if (text.startsWith(BEFORE.prefix)) return BEFORE.style;
  return text.startsWith(AFTER.prefix) ? AFTER.style : undefined;
};

const range = (start: number, count: number): string => {
  if (count === 1) return String(start);
  return `${count === 0 ? start - 1 : start},${count}`;
};

const hunksOf = (before: string, after: string, context: number): readonly StructuredPatchHunk[] => {
  const options = { context, maxEditLength: MOST_EDITS };
  const patch = structuredPatch('', '', before, after, '', '', options);
  if (patch !== undefined) return patch.hunks;
  const gone = structuredPatch('', '', before, '', '', '', { context: 0 }).hunks[0]!;
  const come = structuredPatch('', '', '', after, '', '', { context: 0 }).hunks[0]!;
  return [
    {
      ...gone,
      newStart: come.newStart,
      newLines: come.newLines,
      lines: [...gone.lines, ...come.lines],
    },
  ];
};
