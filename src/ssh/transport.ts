import type { Readable, Writable } from 'node:stream';

/** How a command on a channel ended; both undefined if the connection went away before it could tell. */
export interface Exit {
  readonly code: number | undefined;
  /** Without SIG: `TERM`. */
  readonly signal: string | undefined;
  /** Why the connection went away, if it did. */
  readonly reason?: string;
}

/** A command that runs at the other end. */
export interface Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves, never rejects, when the channel is closed and its output is read. */
  readonly exit: Promise<Exit>;
  /** Gives the channel up without waiting for the command. */
  destroy(): void;
}

/** A connection to a host, over which commands are run. */
export interface Transport {
  /** The user that commands run as. */
  readonly user: string;
  /** Resolves when the connection is gone, by `close` or by itself; with the reason in the latter case. */
  readonly closed: Promise<Error | undefined>;
  /**
   * Runs a command by the user's login shell.
   * @throws TransportError if the connection is gone or the host refuses
   */
  open(command: string): Promise<Channel>;
  /** Closes the connection and resolves when it is closed. */
  close(): Promise<void>;
}

/** Why a host can't be reached, in words for the user. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** What to try. */
  readonly hint: string | undefined;
  /** It may be otherwise when it is tried again. */
  readonly passing: boolean;

  constructor(message: string, hint?: string, { passing = false } = {}) {
    super(message);
    this.hint = hint;
    this.passing = passing;
  }
}
