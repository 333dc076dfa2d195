import { effective, titleOf } from '../playbook/inherit.js';
import type { Play, Task } from '../playbook/model.js';
import { Template } from '../value/value.js';
import type { TaskInfo } from './events.js';
import type { HostRun } from './host-run.js';
import type { Position } from './position.js';

/** The tasks of a play as reporters see them: one object for all hosts that carry a task out. */
export class TaskInfos {
  readonly #play: Play;
  readonly #nextId: () => number;
  readonly #infos = new Map<Task, Map<string, TaskInfo>>();
  #gathering: TaskInfo | undefined;

  constructor(play: Play, nextId: () => number) {
    this.#play = play;
    this.#nextId = nextId;
  }

  /** A task at a position, as a host sees it. */
  of(hostRun: HostRun, task: Task, position: Position): TaskInfo {
    let infos = this.#infos.get(task);
    if (!infos) {
      infos = new Map();
      this.#infos.set(task, infos);
    }
    // What is hidden on one host may be shown on another.
    const noLog = isSecret(hostRun, task);
    const diff = showsDifferences(hostRun, task);
    const key = `${position.join('.')} ${noLog} ${diff}`;
    let info = infos.get(key);
    if (!info) {
      info = {
        id: this.#nextId(),
        position,
        name: taskName(hostRun, task),
        action: task.action,
        handler: task.handler,
        location: task.location,
        noLog,
        ...(diff !== undefined && { diff }),
      };
      infos.set(key, info);
    }
    return info;
  }

  /** The play's "Gathering Facts". */
  ofGathering(position: Position): TaskInfo {
    this.#gathering ??= {
      id: this.#nextId(),
      position,
      name: 'Gathering Facts',
      action: 'gather_facts',
      handler: false,
      location: this.#play.location,
      noLog: false,
    };
    return this.#gathering;
  }
}

/** A task's or handler's name, rendered; undefined if it has none or it can't be. */
export const nameOn = (hostRun: HostRun, task: Task): string | undefined => {
  if (task.name === undefined) return undefined;
  try {
    return hostRun.view(task).text(task.name);
  } catch {
    return undefined;
  }
};

const isSecret = (hostRun: HostRun, task: Task): boolean => {
  const field = effective(task, 'no_log');
  if (field === undefined) return false;
  try {
    return hostRun.view(task).isOn(field);
  } catch {
    // What can't be told is not shown.
    return true;
  }
};

/** What the keyword `diff` says, if anything. */
const showsDifferences = (hostRun: HostRun, task: Task): boolean | undefined => {
  const field = effective(task, 'diff');
  try {
    return field && hostRun.view(task).isOn(field);
  } catch {
    return undefined;
  }
};

const taskName = (hostRun: HostRun, task: Task): string => {
  const { role, action } = titleOf(task);
  // A name's templates are rendered where that can be done at once; else it is shown as it was written, as Ansible does.
  const own = nameOn(hostRun, task) ?? (task.name && textOf(task.name.value));
  const name = own || unnamed(task, action);
  return role === undefined ? name : `${role} : ${name}`;
};

/** A task without a name is shown by its action, an include of a role with that one's name. */
const unnamed = (task: Task, action: string): string => {
  const included = action === 'include_role' && (task.args.get('name') ?? task.args.get('role'));
  return included ? `${action} : ${textOf(included.value)}` : action;
};

const textOf = (value: unknown): string => (value instanceof Template ? value.source : String(value));
