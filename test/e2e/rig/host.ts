import { allot, giveBack } from './allot.js';
import { type CommandOptions, type Outcome, outputOf, run } from './command.js';
import { keyFile, knownHostsFile, lab, labNet } from './lab.js';

/** root and deploy log in by the lab's key; so does ops, whose sudo asks for a password. */
export type User = 'root' | 'deploy' | 'ops';

export interface HostKind {
  /** It has python3, as a host for ansible-playbook must. */
  readonly python?: boolean;
  /** Its /bin/sh is busybox. */
  readonly busyboxSh?: boolean;
}

export interface RunOptions extends Pick<CommandOptions, 'input'> {
  /** Who runs the command: root unless said otherwise. */
  readonly as?: User;
}

/** A host of the lab. */
export class Host {
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }

  get name(): string {
    return `h${this.number}`;
  }

  get address(): string {
    return `${labNet}.0.${10 + this.number}`;
  }

  /** A DNS name that hosts of the lab and its certificate authority resolve to this host; so are all names below it. */
  get domain(): string {
    return `docker${this.number}.lab.test`;
  }

  /** Runs a shell command on the host, by the ssh program. */
  run(command: string, { as = 'root', input }: RunOptions = {}): Promise<Outcome> {
    return run('ssh', [...sshOptions, `${as}@${this.address}`, command], { input });
  }

  /** What a shell command on the host prints. Throws with what it wrote if it fails. */
  async output(command: string, { as = 'root', input }: RunOptions = {}): Promise<string> {
    return outputOf('ssh', [...sshOptions, `${as}@${this.address}`, command], { input });
  }

  /** Gives the host a fresh disk. */
  async reset(): Promise<void> {
    await lab('reset', this.number);
  }

  /** Shuts the host down. */
  async stop(): Promise<void> {
    await lab('stop', this.number);
  }

  /** Ends the host at once, as if its power failed. */
  async cut(): Promise<void> {
    await lab('cut', this.number);
  }

  /** Boots the host with the disk that it has, and waits until it answers. */
  async start(): Promise<void> {
    await lab('start', this.number);
  }
}

const sshOptions = [
  ...['-i', keyFile, '-o', `UserKnownHostsFile=${knownHostsFile}`, '-o', 'StrictHostKeyChecking=yes'],
  ...['-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes', '-o', 'LogLevel=ERROR', '-F', 'none'],
];

/** Boots fresh hosts, one of each given kind, that nobody else has until `releaseHosts`. */
export async function takeHosts(...kinds: readonly HostKind[]): Promise<Host[]> {
  const numbers = allot(kinds.length);
  const ofKind = (option: string, key: keyof HostKind): string[] => {
    const chosen = numbers.filter((_, index) => kinds[index]?.[key]);
    return chosen.length === 0 ? [] : [option, chosen.join(',')];
  };
  try {
    // `down` first: a host that an earlier run left behind may be of another kind.
    await lab('down', ...numbers);
    await lab('start', ...numbers, ...ofKind('--python', 'python'), ...ofKind('--busybox-sh', 'busyboxSh'));
  } catch (error) {
    giveBack(numbers);
    throw error;
  }
  return numbers.map(number => new Host(number));
}

/** Gives hosts fresh disks, all at once. */
export async function resetHosts(hosts: readonly Host[]): Promise<void> {
  await lab('reset', ...hosts.map(({ number }) => number));
}

/** Deletes hosts that `takeHosts` returned. */
export async function releaseHosts(hosts: readonly Host[]): Promise<void> {
  if (hosts.length === 0) return;
  const numbers = hosts.map(({ number }) => number);
  await lab('down', ...numbers);
  giveBack(numbers);
}
