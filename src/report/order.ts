import type { RunEvent, TaskInfo } from '../run/events.js';
import { comparePositions, type Position } from '../run/position.js';

/** Events that belong to a task on a host. */
export type TaskEvent = Extract<RunEvent, { readonly task: TaskInfo }>;

/** Is told of events task by task, in the order of the play. */
export interface TaskListener {
  event(event: TaskEvent): void;
  /** All hosts that take part have finished the task. */
  complete(task: TaskInfo): void;
}

interface Waiting {
  readonly task: TaskInfo;
  events: TaskEvent[];
}

/**
 * Puts events back into the order of the play. Hosts run ahead of each other where nothing changes; here a task's events wait until
 * all that comes before it is complete. Those of the task that the slowest host is at go through as they come.
 */
export class PlayOrder {
  readonly #listener: TaskListener;
  readonly #waiting = new Map<number, Waiting>();
  /** Every host has finished all before. */
  #position: Position = [];
  /** The task whose events go through. Another at the same position (hosts that included different files) waits. */
  #open: number | undefined;

  constructor(listener: TaskListener) {
    this.#listener = listener;
  }

  add(event: TaskEvent): void {
    const { task } = event;
    let waiting = this.#waiting.get(task.id);
    if (!waiting) {
      waiting = { task, events: [] };
      this.#waiting.set(task.id, waiting);
    }
    if (this.#open === undefined && comparePositions(task.position, this.#position) <= 0)
      this.#open = task.id;
    if (this.#open === task.id) this.#listener.event(event);
    else waiting.events.push(event);
  }

  /** Every host has finished all tasks before a position. */
  progress(position: Position): void {
    this.#release(task => comparePositions(task.position, position) < 0);
    // At the end of a batch all starts over with the next.
    const ended = position[0] === Number.POSITIVE_INFINITY;
    this.#position = ended ? [] : position;
    const next = this.#inOrder().find(({ task }) => comparePositions(task.position, position) <= 0);
    if (next && !ended) {
      this.#open = next.task.id;
      this.#hand(next);
    }
  }

  /** Lets all that waits go through. */
  flush(): void {
    this.#release(() => true);
    this.#position = [];
  }

  #release(isComplete: (task: TaskInfo) => boolean): void {
    for (const waiting of this.#inOrder()) {
      if (!isComplete(waiting.task)) continue;
      this.#hand(waiting);
      this.#listener.complete(waiting.task);
      this.#waiting.delete(waiting.task.id);
      if (this.#open === waiting.task.id) this.#open = undefined;
    }
  }

  #hand(waiting: Waiting): void {
    for (const event of waiting.events) this.#listener.event(event);
    waiting.events = [];
  }

  /** The open task comes first among those at its position. */
  #inOrder(): readonly Waiting[] {
    const rank = (id: number): number => (id === this.#open ? -1 : id);
    return [...this.#waiting.values()].sort(
      (a, b) => comparePositions(a.task.position, b.task.position) || rank(a.task.id) - rank(b.task.id),
    );
  }
}
