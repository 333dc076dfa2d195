import { globToRegExp } from '../inventory/glob.js';
import { titleOf } from '../playbook/inherit.js';
import type { Node, Play, Task } from '../playbook/model.js';
import { isTaskSelected, type TagSelection } from '../playbook/tags.js';
import { nodesOf } from '../playbook/walk.js';
import { Template } from '../value/value.js';

/** Where in a play a run begins: at its first task, at another one, or nowhere: then the play is passed over. */
export type Beginning = 'first' | 'nowhere' | Task;

/** `--start-at-task`: everything before the first task of that name is passed over. */
export class StartAt {
  readonly #name: string;
  readonly #pattern: RegExp;
  readonly #selection: TagSelection;
  #isFound = false;

  /** @param name of a task, with or without its role; a pattern as file names have them */
  constructor(name: string, selection: TagSelection) {
    this.#name = name;
    this.#pattern = globToRegExp(name);
    this.#selection = selection;
  }

  /** Where a play begins; to be asked of each play in turn. */
  in(play: Play): Beginning {
    if (this.#isFound) return 'first';
    for (const task of mainTasks(nodesOf(play)))
      if (isTaskSelected(task, this.#selection) && namesOf(task).some(name => this.#matches(name))) {
        this.#isFound = true;
        return task;
      }
    return 'nowhere';
  }

  #matches(name: string): boolean {
    return name === this.#name || this.#pattern.test(name);
  }
}

/** The tasks that a play comes to where nothing fails. */
const mainTasks = function* (nodes: readonly Node[]): Generator<Task> {
  for (const node of nodes)
    if (node.kind === 'task') yield node;
    else if (node.kind === 'role') yield* mainTasks([...node.dependencies, ...node.body]);
    else yield* mainTasks([...node.body, ...node.always]);
};

/** What a task is called, alone and with its role; templates as they were written. */
const namesOf = (task: Task): readonly string[] => {
  const { role, name, action } = titleOf(task);
  const own = name === undefined ? undefined : textOf(name.value);
  const shown = own ?? action;
  return [...(own === undefined ? [] : [own]), role === undefined ? shown : `${role} : ${shown}`];
};

const textOf = (value: unknown): string => (value instanceof Template ? value.source : String(value));
