import type { Block, RoleUse, Task } from '../playbook/model.js';
import { walk } from '../playbook/walk.js';
import type { Position } from './position.js';
import type { Group, Leaf, Section, Step } from './program.js';

/** The task that failed, while its block's rescue and always sections run. */
export interface Failure {
  readonly task: unknown;
  readonly result: unknown;
}

interface Frame {
  readonly steps: readonly Step[];
  readonly index: number;
  /** What the steps belong to; undefined for the play itself. */
  readonly group: Group | undefined;
  readonly phase: 'body' | 'rescue' | 'always';
  /** The position's items up to this frame. */
  readonly prefix: Position;
  readonly outer: Frame | undefined;
  /** A failure that goes on behind the always section. */
  readonly pending: Failure | undefined;
}

/**
 * Where a host is in a play. Cursors never change: `next` and `fail` give new ones, so looking ahead is walking on with a cursor
 * that is thrown away.
 */
export interface Cursor {
  readonly frame: Frame | undefined;
}

/** A leaf, where it stands, and the cursor behind it. */
export interface Stop {
  readonly leaf: Leaf;
  readonly position: Position;
  readonly cursor: Cursor;
}

const PHASES = { body: 0, rescue: 1, always: 2 } as const;

/** A cursor before the first step. */
export const start = (steps: readonly Step[]): Cursor => ({
  frame: {
    steps,
    index: 0,
    group: undefined,
    phase: 'body',
    prefix: [],
    outer: undefined,
    pending: undefined,
  },
});

/** What a cursor meets on its way to the next leaf. */
export interface Visits {
  /** Whether a role's tasks are to be run here; a role is run once in a play unless it allows more. */
  enterRole(role: RoleUse): boolean;
  /** A role's last task has been passed. */
  leaveRole?(role: RoleUse): void;
}

/**
 * A role is run once in a play for a host, unless it or its use says otherwise. `done` has those that have been; one whose tasks were all
 * skipped has not.
 * @param isBegun whether a task of a role has been carried out
 */
export const visitsOf = (done: Set<string>, isBegun: (identity: string) => boolean): Visits => ({
  enterRole: use => use.allowDuplicates || !done.has(use.identity),
  leaveRole: use => {
    if (isBegun(use.identity)) done.add(use.identity);
  },
});

/** An always section has ended and the failure before it goes on: `fail` tells where. */
export interface Relapse {
  readonly failure: Failure;
  readonly cursor: Cursor;
}

/** The next leaf on the way of success, a failure that goes on, or undefined at the end of the play. */
export const next = (cursor: Cursor, visits: Visits): Stop | Relapse | undefined => {
  let frame = cursor.frame;
  while (frame !== undefined) {
    const step: Step | undefined = frame.steps[frame.index];
    if (step === undefined) {
      if (frame.group?.kind === 'role') visits.leaveRole?.(frame.group);
      if (frame.pending !== undefined) return { failure: frame.pending, cursor: { frame: frame.outer } };
      frame = behindGroup(frame);
      continue;
    }
    const position = [...frame.prefix, frame.index];
    const behind: Frame = { ...frame, index: frame.index + 1 };
    if (step.kind === 'task' || step.kind === 'gather' || step.kind === 'flush')
      return { leaf: step, position, cursor: { frame: behind } };
    frame =
      step.kind === 'role' && !visits.enterRole(step)
        ? behind
        : enter(step, 'body', position, behind, undefined);
  }
  return undefined;
};

const stepsOf = (group: Group, phase: Frame['phase']): readonly Step[] => {
  if (group.kind === 'role') return [...group.dependencies, ...group.body];
  if (group.kind === 'block') return group[phase];
  if (group.kind === 'section' && phase === 'always') return group.always;
  return group.body;
};

const enter = (
  group: Group,
  phase: Frame['phase'],
  position: Position,
  outer: Frame,
  pending: Failure | undefined,
): Frame => ({
  steps: stepsOf(group, phase),
  index: 0,
  group,
  phase,
  prefix: [...position, PHASES[phase]],
  outer,
  pending,
});

const behindGroup = (frame: Frame): Frame | undefined => {
  const { group, outer } = frame;
  return hasAlways(group) && frame.phase !== 'always' && outer
    ? enter(group, 'always', frame.prefix.slice(0, -1), outer, undefined)
    : outer;
};

const hasAlways = (group: Group | undefined): group is Block | Section =>
  (group?.kind === 'block' || group?.kind === 'section') && group.always.length > 0;

/** Whether a task is to run by its tags: a rescue section of which none is does not rescue. */
export type IsSelected = (task: Task) => boolean;

const all: IsSelected = () => true;

/**
 * Where a host goes on after a failure: the rescue section of the innermost block that has one, or an always section.
 * @param cursor the cursor behind the task that failed
 * @returns undefined if nothing catches it: the host has failed
 */
export const fail = (
  cursor: Cursor,
  failure: Failure,
  isSelected: IsSelected = all,
): { readonly cursor: Cursor; readonly rescued: boolean } | undefined => {
  for (let frame = cursor.frame; frame !== undefined; frame = frame.outer) {
    const { group, outer, phase } = frame;
    if (group === undefined || outer === undefined) continue;
    const position = frame.prefix.slice(0, -1);
    if (isRescuedBy(frame, isSelected))
      return { cursor: { frame: enter(group, 'rescue', position, outer, undefined) }, rescued: true };
    if (phase !== 'always' && hasAlways(group))
      return { cursor: { frame: enter(group, 'always', position, outer, failure) }, rescued: false };
  }
  return undefined;
};

const isRescuedBy = ({ group, phase }: Frame, isSelected: IsSelected): boolean =>
  group?.kind === 'block' &&
  phase === 'body' &&
  walk(group.rescue).some(node => node.kind === 'task' && isSelected(node));

/** Whether a rescue section anywhere around a host will be entered if a task fails now, at once or behind always sections. */
export const isRescuing = (cursor: Cursor, isSelected: IsSelected = all): boolean => {
  for (let frame = cursor.frame; frame !== undefined; frame = frame.outer)
    if (isRescuedBy(frame, isSelected)) return true;
  return false;
};

/**
 * Whether a host whose task fails here has failed by Ansible's count of failures, which decides about others: it has not if its own block
 * rescues it or has an always section, or if a block further out rescues it.
 */
export const countsAsFailed = (cursor: Cursor, isSelected: IsSelected = all): boolean => {
  const { frame } = cursor;
  return (
    !isRescuing(cursor, isSelected) &&
    !(frame?.group?.kind === 'block' && frame.phase !== 'always' && hasAlways(frame.group))
  );
};

/** The section of its innermost block that a host is in. */
export const phaseOf = (cursor: Cursor): Frame['phase'] => cursor.frame?.phase ?? 'body';

/** A cursor as a failed handler leaves it: of blocks, only one that the play itself holds takes the failure, as in Ansible. */
export const outermost = (cursor: Cursor): Cursor => {
  let found = cursor.frame;
  for (let frame = cursor.frame; frame !== undefined; frame = frame.outer)
    if (frame.group?.kind === 'block') found = frame;
  return { frame: found };
};

/** The cursor with included steps put in before what follows; `position` is that of the include. */
export const include = (cursor: Cursor, groups: readonly Group[], position: Position): Cursor => {
  const outer = cursor.frame;
  if (outer === undefined) return cursor;
  return {
    frame: {
      steps: groups,
      index: 0,
      group: { kind: 'included', body: groups },
      phase: 'body',
      prefix: [...position, 0],
      outer,
      pending: undefined,
    },
  };
};
