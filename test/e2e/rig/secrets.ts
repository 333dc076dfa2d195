import type { Host } from './host.js';
import { processesOf } from './processes.js';

/** A secret that everybody on a host could have read from a process. */
export interface Leak {
  readonly host: string;
  readonly secret: string;
  readonly in: 'arguments' | 'environment';
  readonly command: string;
}

const pause = 2; // milliseconds between two looks

/**
 * Looks for secrets in the arguments and environments of all processes of the hosts, again and again while `work` is
 * under way. Returns what `work` did and the leaks found, each once. A process that lives for less than a few
 * milliseconds can be missed, so plant secrets that several processes would get.
 */
export async function leaksDuring<Result>(
  secrets: readonly string[],
  hosts: readonly Host[],
  work: () => Promise<Result>,
): Promise<{ result: Result; leaks: Leak[] }> {
  const leaks = new Map<string, Leak>();
  const look = (): void => {
    for (const leak of hosts.flatMap(host => leaksOn(host, secrets))) leaks.set(JSON.stringify(leak), leak);
  };
  const timer = setInterval(look, pause);
  try {
    return { result: await work(), leaks: [...leaks.values()] };
  } finally {
    clearInterval(timer);
  }
}

function leaksOn(host: Host, secrets: readonly string[]): Leak[] {
  return processesOf(host).flatMap(({ command, environment }) =>
    secrets.flatMap((secret): Leak[] => {
      const leak = { host: host.name, secret, command };
      if (command.includes(secret)) return [{ ...leak, in: 'arguments' }];
      return environment.some(variable => variable.includes(secret)) ? [{ ...leak, in: 'environment' }] : [];
    }),
  );
}
