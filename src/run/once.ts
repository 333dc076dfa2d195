import type { Task } from '../playbook/model.js';
import type { Barrier } from './barrier.js';
import type { Position } from './position.js';
import { withResolvers } from './with-resolvers.js';

interface Turn<Result> {
  readonly host: string;
  readonly result: Promise<Result>;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Tasks that one host carries out for all: once all have come to a task, the first of them in the order of the play does. */
export class Once<Result> {
  readonly #barrier: Barrier;
  readonly #first: (task: Task, position: Position) => string | undefined;
  readonly #turns = new Map<Task, Map<string, Turn<Result>>>();

  /** @param first names the first of the hosts that stand at a task */
  constructor(barrier: Barrier, first: (task: Task, position: Position) => string | undefined) {
    this.#barrier = barrier;
    this.#first = first;
  }

  /** Waits for the other hosts, then carries a task out or takes what the host that does came to. */
  async carryOut(
    host: string,
    task: Task,
    position: Position,
    work: () => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly isOwn: boolean }> {
    await this.#barrier.all(position);
    const turn = this.#turnOf(host, task, position);
    if (turn.host !== host) return { result: await turn.result, isOwn: false };
    try {
      const result = await work();
      turn.resolve(result);
      return { result, isOwn: true };
    } catch (error) {
      turn.reject(error);
      throw error;
    }
  }

  #turnOf(host: string, task: Task, position: Position): Turn<Result> {
    let turns = this.#turns.get(task);
    if (!turns) {
      turns = new Map();
      this.#turns.set(task, turns);
    }
    const key = position.join('.');
    let turn = turns.get(key);
    if (!turn) {
      const { promise, resolve, reject } = withResolvers<Result>();
      turn = { host: this.#first(task, position) ?? host, result: promise, resolve, reject };
      turns.set(key, turn);
    }
    return turn;
  }
}
