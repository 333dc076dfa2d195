/** How to reach a host by SSH. */
export interface SshOptions {
  readonly kind: 'ssh';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Under which known_hosts has the host, if not its name. */
  readonly hostKeyAlias?: string;
  /**
   * `strict`: an unknown key is refused. `accept-new`: it is written down and taken, a changed one is refused. `off`: every
   * key is taken; where it has changed no password is sent.
   */
  readonly hostKeyChecking: 'strict' | 'accept-new' | 'off';
  /** New keys are written to the first. */
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly hashKnownHosts: boolean;
  /** Private keys, those that were asked for first. Missing files are passed over unless they were asked for. */
  readonly identities: readonly Identity[];
  /** Use no other keys of the SSH agent than those of the identities. */
  readonly identitiesOnly: boolean;
  /** The SSH agent's socket. */
  readonly agentSocket?: string;
  readonly password?: string;
  /** How often a connection that does not come about is tried again. */
  readonly retries?: number;
  /** Seconds until the connection must stand. */
  readonly connectTimeout: number;
  /** Seconds of silence after which the host is asked whether it is still there; 0 for never. */
  readonly keepaliveInterval: number;
  readonly keepaliveCount: number;
  readonly compression: boolean;
  /** Hosts to go through, the first one first. */
  readonly jumps: readonly SshOptions[];
  /** A program whose input and output are the connection, with %h, %p and %r already replaced. */
  readonly proxyCommand?: string;
}

/** A private key's file. */
export interface Identity {
  readonly file: string;
  /** Named by the user, not one of OpenSSH's default files. */
  readonly requested: boolean;
}

/** How a host is reached. */
export type ConnectionOptions = SshOptions | { readonly kind: 'local' };
