import { randomBytes } from 'node:crypto';
import type { Channel } from '../ssh/transport.js';
import { AnswerReader } from './answers.js';
import { Capture } from './capture.js';
import { ending, type Login } from './login.js';
import { type Message, MessageWriter } from './message.js';
import {
  type Agent,
  BecomeRefused,
  ConnectionLost,
  NotBegun,
  type Output,
  type Payload,
  type Step,
  TimedOut,
} from './protocol.js';
import { sendPayloads } from './send.js';
import { agentStart } from './text.js';

/** Bytes of a step's output that are kept, of each stream. */
const OUTPUT_LIMIT = 16 * 1024 * 1024;
/** Bytes that are kept of what a host prints before its agent does: profiles, sudo's complaints. */
const PREAMBLE_LIMIT = 16 * 1024;
/** Milliseconds between signs of life that are sent while steps run: without, the death of the worker alone would not be noticed. */
const HEARTBEAT = 10_000;

/** Counts of what went to a host's agents. */
export interface Traffic {
  messages: number;
  steps: number;
}

/** How an agent comes to run. */
export interface AgentOptions {
  readonly open: (command: string) => Promise<Channel>;
  readonly login: () => Login;
  /** Counted up. */
  readonly traffic: Traffic;
  /** The shell that runs an apply; `/bin/sh` if absent. */
  readonly shell?: string;
  readonly outputLimit?: number;
  /** Milliseconds. */
  readonly heartbeat?: number;
}

const NONSENSE = 'the host sent what is no answer of its agent';

type Stream = 'stdout' | 'stderr';

interface Pending {
  readonly id: number;
  readonly step: Step;
  readonly captures: Readonly<Record<Stream, Capture>>;
  /** Streams on which its output goes on. */
  open: number;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: Error) => void;
}

/** An agent on a channel of its own, for one account of a host. */
export class ShellAgent implements Agent {
  readonly #options: AgentOptions;
  readonly #writer = new MessageWriter();
  /** Steps without an answer, oldest first, as either stream sees it: one may be ahead of the other. */
  readonly #pending: Record<Stream, Pending[]> = { stdout: [], stderr: [] };
  readonly #preamble = new Capture(PREAMBLE_LIMIT);
  readonly #started: Record<Stream, boolean> = { stdout: false, stderr: false };
  readonly #ready: Promise<Channel>;
  #channel: Channel | undefined;
  #sending: Promise<void>;
  #lastStep = 0;
  #cancelled = false;
  #heartbeat: NodeJS.Timeout | undefined;
  #lost: ConnectionLost | undefined;
  /** The step whose time is being taken. */
  #timed: Pending | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Opens the channel at once; messages may be given before it is open. */
  constructor(options: AgentOptions) {
    this.#options = options;
    this.#ready = this.#open();
    this.#sending = this.#ready.then(
      () => undefined,
      error => this.#fail(error instanceof ConnectionLost ? error : new ConnectionLost(messageOf(error))),
    );
  }

  /**
   * Whether another may be started in its place: one that never came to run would fail again, and a password that is wrong must not be
   * tried often. An account that there is not may be there later.
   */
  get mayStartAgain(): boolean {
    const lacksAccount = this.#lost instanceof BecomeRefused && this.#lost.lacksAccount;
    return this.#started.stdout || lacksAccount;
  }

  /** Whether it takes no more messages. */
  get ended(): boolean {
    return this.#cancelled || this.#lost !== undefined;
  }

  run(steps: readonly Step[]): Promise<Output>[] {
    if (this.ended)
      return steps.map(() => rejection(this.#lost ?? new ConnectionLost('the agent was cancelled')));
    let message: Message;
    try {
      message = this.#writer.write(steps, this.#lastStep + 1);
    } catch (error) {
      return steps.map(() => rejection(error));
    }
    this.#options.traffic.messages++;
    this.#options.traffic.steps += steps.length;
    const answers = steps.map(step => this.#expect(step));
    this.#watch();
    this.#send([message.code, ...message.payloads]);
    this.#heartbeat ??= setInterval(() => this.#beat(), this.#options.heartbeat ?? HEARTBEAT);
    return answers;
  }

  /** Ends the step that is running. The steps behind it are not run, and the agent takes no more messages. */
  cancel(): void {
    if (this.ended) return;
    this.#cancelled = true;
    this.#ready.then(
      channel => channel.stdin.end(),
      () => undefined,
    );
  }

  /** Ends the agent; a step that still runs is ended as if the connection were lost. */
  close(): void {
    const idle = this.#pending.stdout.length === 0 && this.#pending.stderr.length === 0;
    this.#channel?.stdin.end(idle && !this.ended ? 'end\n' : undefined);
    this.#fail(new ConnectionLost('the connection was closed'));
  }

  #send(pieces: readonly Payload[]): void {
    this.#sending = this.#sending.then(async () => {
      const channel = this.#channel;
      if (!channel || this.ended) return;
      try {
        await sendPayloads(channel.stdin, pieces);
      } catch (error) {
        // The message is cut off in the middle: nothing more can be said on this channel.
        this.#fail(new ConnectionLost(messageOf(error)));
      }
    });
  }

  #beat(): void {
    if (this.#pending.stderr.length > 0) {
      this.#send(['\n']);
    } else {
      clearInterval(this.#heartbeat);
      this.#heartbeat = undefined;
    }
  }

  async #open(): Promise<Channel> {
    const { open, shell } = this.#options;
    const login = this.#options.login();
    const nonce = randomBytes(16).toString('hex');
    const start = agentStart(nonce, shell, login.announcement);
    const channel = await open(login.command(start.command));
    this.#channel = channel;
    if (this.#lost) channel.destroy();
    // An error on a stream is followed by the channel's end, which says the same.
    for (const stream of [channel.stdin, channel.stdout, channel.stderr]) stream.on('error', () => undefined);
    this.#read(channel, 'stdout', nonce);
    const admitted = new Promise<void>(resolve => {
      const heard = login.listen({
        admit: resolve,
        say: text => channel.stdin.write(text),
        refuse: reason => this.#fail(new BecomeRefused(reason)),
      });
      this.#read(channel, 'stderr', nonce, heard);
      channel.exit.then(exit => {
        const text = this.#preamble.bytes().toString();
        const isRefused = login.becomes && exit.reason === undefined;
        this.#fail(
          this.#started.stderr
            ? new ConnectionLost(`the shell is gone${ending('', exit)}`)
            : isRefused
              ? new BecomeRefused(login.explain(text, exit), login.lacksAccount?.(text))
              : new ConnectionLost(login.explain(text, exit)),
        );
        resolve();
      });
    });
    await admitted;
    channel.stdin.write(start.text);
    return channel;
  }

  #read(channel: Channel, stream: Stream, nonce: string, heard?: (text: string) => void): void {
    const reader = new AnswerReader(nonce, {
      output: chunk => {
        const pending = this.#pending[stream][0];
        if (!this.#started[stream]) {
          if (stream === 'stderr') this.#preamble.push(chunk);
          heard?.(this.#preamble.bytes().toString());
        } else if (pending) {
          const { receive, onOutput } = pending.step;
          if (receive && stream === 'stdout') {
            receive(chunk);
            return;
          }
          pending.captures[stream].push(chunk);
          onOutput?.(chunk, stream);
        }
      },
      end: (id, status) => this.#end(stream, id, status),
      broken: () => this.#fail(new ConnectionLost(NONSENSE)),
    });
    channel[stream].on('data', (chunk: Buffer) => reader.push(chunk));
  }

  #expect(step: Step): Promise<Output> {
    const limit = this.#options.outputLimit ?? OUTPUT_LIMIT;
    const answer = new Promise<Output>((resolve, reject) => {
      const pending: Pending = {
        id: ++this.#lastStep,
        step,
        open: 2,
        captures: { stdout: new Capture(limit), stderr: new Capture(limit) },
        resolve,
        reject,
      };
      this.#pending.stdout.push(pending);
      this.#pending.stderr.push(pending);
    });
    // Who runs steps may stop waiting at the first that fails.
    answer.catch(() => undefined);
    return answer;
  }

  #end(stream: Stream, id: number, status: number): void {
    if (id === 0 && !this.#started[stream]) {
      this.#started[stream] = true;
      this.#watch();
      return;
    }
    const pending = this.#pending[stream].shift();
    if (pending?.id !== id) {
      this.#fail(new ConnectionLost(NONSENSE));
      return;
    }
    this.#watch();
    if (--pending.open > 0) return;
    const { stdout, stderr } = pending.captures;
    const dropped = stdout.dropped + stderr.dropped;
    pending.resolve({
      stdout: stdout.bytes(),
      stderr: stderr.bytes(),
      code: status,
      ...(dropped > 0 && { dropped }),
    });
  }

  /** Takes the time of the step that runs, if it has a limit. */
  #watch(): void {
    const running = this.#started.stderr ? this.#pending.stderr[0] : undefined;
    if (running === this.#timed) return;
    clearTimeout(this.#timer);
    this.#timed = running;
    const limit = running?.step.timeLimit;
    if (running === undefined || limit === undefined) return;
    this.#timer = setTimeout(() => {
      running.reject(new TimedOut(limit));
      this.#fail(new NotBegun('the agent was ended with a step before this one'));
    }, limit * 1000);
  }

  #fail(reason: ConnectionLost): void {
    if (this.#lost) return;
    clearTimeout(this.#timer);
    this.#lost = this.#cancelled ? new ConnectionLost('the agent was cancelled') : reason;
    for (const pending of new Set([...this.#pending.stdout, ...this.#pending.stderr]))
      pending.reject(this.#lost);
    this.#pending.stdout.length = 0;
    this.#pending.stderr.length = 0;
    clearInterval(this.#heartbeat);
    this.#channel?.destroy();
  }
}

const rejection = (reason: unknown): Promise<never> => {
  const answer = Promise.reject(reason);
  answer.catch(() => undefined);
  return answer;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
