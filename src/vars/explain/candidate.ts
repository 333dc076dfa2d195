import type { Task } from '../../playbook/model.js';
import type { Location } from '../../source/file.js';
import type { Unrendered } from '../../value/value.js';

/** Levels of Ansible's documented order of precedence, by which the higher one wins; what the program itself sets is above all. */
export const LEVEL = {
  roleDefaults: 2,
  facts: 11,
  playVars: 12,
  prompts: 13,
  varsFiles: 14,
  roleVars: 15,
  blockVars: 16,
  taskVars: 17,
  includeVars: 18,
  set: 19,
  roleParams: 20,
  includeParams: 21,
  extra: 22,
  own: 23,
} as const;

/** A place that gives a variable a value. */
export interface Candidate {
  readonly level: number;
  /** What it is: `vars of play "Web"`. */
  readonly what: string;
  readonly location: Location | undefined;
  /** Undefined where it is only known while the run lasts, or stays closed. */
  readonly value: Unrendered | undefined;
  /** Where it counts: everywhere, in some tasks only, or from a task on that is to run first. */
  readonly reach: 'all' | 'part' | 'running';
  /** The task that it counts for, to render it as that task sees it. */
  readonly task?: Task;
}

/** Candidates with the one that wins first; of one level the later one wins. */
export const byPrecedence = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates
    .map((candidate, index) => ({ candidate, index }))
    .sort((a, b) => b.candidate.level - a.candidate.level || b.index - a.index)
    .map(({ candidate }) => candidate);
