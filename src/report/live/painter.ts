import { frame } from './frame.js';
import type { Screen } from './screen.js';
import type { RunState } from './state.js';

/** Milliseconds between pictures. */
const INTERVAL = 200;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Something that tells of its size changing, as `process.stdout` does. */
export interface Resizing {
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** Draws the state of a run again and again, from the first play on until the run has ended. */
export class Painter {
  readonly #screen: Screen;
  readonly #state: RunState;
  readonly #clock: () => number;
  readonly #resizing: Resizing;
  #timer: NodeJS.Timeout | undefined;
  #finished = false;
  #tick = 0;

  constructor(screen: Screen, state: RunState, clock: () => number, resizing: Resizing) {
    this.#screen = screen;
    this.#state = state;
    this.#clock = clock;
    this.#resizing = resizing;
  }

  start(): void {
    if (this.#finished || this.#timer) return;
    this.#timer = setInterval(this.draw, INTERVAL);
    this.#resizing.on('resize', this.draw);
    process.on('exit', this.#restore);
    for (const signal of SIGNALS) process.on(signal, this.#interrupted);
    process.on('SIGTSTP', this.#suspended);
    process.on('SIGCONT', this.#resumed);
    this.draw();
  }

  /** Draws what is now. */
  readonly draw = (): void => {
    this.#screen.draw(
      frame(this.#state, { now: this.#clock(), rows: this.#screen.rows, tick: this.#tick++ }),
    );
  };

  /** Ends drawing for good and takes the picture away. */
  finish(): void {
    this.#finished = true;
    if (this.#timer) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#resizing.off('resize', this.draw);
      process.off('exit', this.#restore);
      for (const signal of SIGNALS) process.off(signal, this.#interrupted);
      process.off('SIGTSTP', this.#suspended);
      process.off('SIGCONT', this.#resumed);
    }
    this.#screen.clear();
  }

  readonly #restore = (): void => this.#screen.restore();

  /** Ctrl-Z: the shell gets its cursor back while the program is stopped. */
  readonly #suspended = (): void => {
    this.#screen.restore();
    process.off('SIGTSTP', this.#suspended);
    process.kill(process.pid, 'SIGTSTP');
  };

  readonly #resumed = (): void => {
    process.off('SIGTSTP', this.#suspended);
    process.on('SIGTSTP', this.#suspended);
    this.draw();
  };

  /** If no one else deals with the signal, the program ends by it as it would without a picture. */
  readonly #interrupted = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return;
    this.#screen.restore();
    process.off(signal, this.#interrupted);
    process.kill(process.pid, signal);
  };
}
