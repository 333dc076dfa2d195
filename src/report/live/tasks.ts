import type { Reporter, RunEvent } from '../../run/events.js';
import { formatDiagnostic } from '../../source/diagnostic.js';
import type { Secrets } from '../../value/secrets.js';
import { PlayOrder } from '../order.js';
import type { Output } from '../output.js';
import { diagnosticStyle } from '../quiet.js';
import { type Line, line } from '../style.js';
import { retryLines, type Summary } from '../summary.js';
import { firstLine } from '../text.js';
import { HostList } from './host-list.js';
import { Painter, type Resizing } from './painter.js';
import { Screen, type Terminal } from './screen.js';
import { Scrollback } from './scrollback.js';
import { RunState } from './state.js';

/** How a live report is drawn. */
export interface TasksSetting {
  readonly terminal: Terminal & Resizing;
  readonly output: Output;
  readonly errors: Output;
  readonly secrets: Secrets;
  readonly diff: boolean;
  /** Tells above the picture what has changed or failed, as it happens. */
  readonly scrolls: boolean;
  readonly summary: Summary;
  /** Milliseconds of a clock that only goes forward. */
  readonly clock?: () => number;
}

/** Reports on a terminal: a live picture of the hosts, what changed or failed scrolling by above it, a summary at the end. */
export class TasksReporter implements Reporter {
  readonly #setting: TasksSetting;
  readonly #state = new RunState();
  readonly #screen: Screen;
  readonly #painter: Painter;
  readonly #order: PlayOrder;
  readonly #clock: () => number;
  #list: HostList | undefined;
  /** Lists whose plays are over. */
  readonly #ended: Promise<void>[] = [];

  constructor(setting: TasksSetting) {
    const { output, terminal, secrets, diff } = setting;
    this.#setting = setting;
    this.#clock = setting.clock ?? (() => performance.now());
    this.#screen = new Screen(output, terminal);
    this.#painter = new Painter(this.#screen, this.#state, this.#clock, terminal);
    this.#order = new PlayOrder(new Scrollback(lines => this.#scroll(lines), secrets, diff));
  }

  report(event: RunEvent): void {
    this.#setting.summary.observe(event);
    this.#state.apply(event, this.#clock());
    switch (event.kind) {
      case 'run-start':
      case 'no-hosts-left':
        return;
      case 'play-start':
        this.#scroll([line(`PLAY [${firstLine(event.name)}]`, 'bold')]);
        this.#list = new HostList(event.hosts, this.#painter);
        return;
      case 'progress':
        this.#order.progress(event.position);
        return;
      case 'play-end':
        this.#endPlay();
        return;
      case 'retry-file':
        this.#scroll(retryLines(event.path));
        return;
      case 'diagnostic':
        this.#screen.clear();
        this.#setting.errors.print(formatDiagnostic(event.diagnostic), diagnosticStyle(event));
        return;
      case 'run-end':
        this.#endPlay();
        this.#painter.finish();
        this.#setting.output.printLines(this.#setting.summary.lines(event));
        return;
      default:
        this.#order.add(event);
    }
  }

  async close(): Promise<void> {
    this.#endPlay();
    this.#painter.finish();
    await Promise.all(this.#ended);
    await this.#setting.output.close();
    await this.#setting.errors.close();
  }

  #scroll(lines: readonly Line[]): void {
    if (this.#setting.scrolls) this.#screen.scroll(lines);
  }

  #endPlay(): void {
    this.#order.flush();
    if (this.#list) this.#ended.push(this.#list.end(this.#state.failed));
    this.#list = undefined;
  }
}
