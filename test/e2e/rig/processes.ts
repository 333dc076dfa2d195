import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from './host.js';
import { labBridge } from './lab.js';

/** A process on a host. `pid` is the one that the machine knows it by, not the one that the host does. */
export interface HostProcess {
  readonly pid: number;
  /** Its arguments, joined by blanks, as ps prints them. */
  readonly command: string;
  /** Its environment as NAME=value. */
  readonly environment: readonly string[];
}

/**
 * All processes of a host, those in its containers too. They are read from outside, out of the host's cgroup and the
 * machine's /proc, so that looking leaves no trace on the host and adds no process.
 */
export function processesOf(host: Host): HostProcess[] {
  return pidsBelow(cgroupOf(host)).flatMap(pid => {
    const [command, environment] = [readFields(pid, 'cmdline'), readFields(pid, 'environ')];
    // Without arguments it is on its way in or out.
    return command.length === 0 ? [] : [{ pid, command: command.join(' '), environment }];
  });
}

function cgroupOf(host: Host): string {
  const root = existsSync('/sys/fs/cgroup/unified') ? '/sys/fs/cgroup/unified' : '/sys/fs/cgroup';
  return join(root, labBridge, host.name);
}

function pidsBelow(folder: string): number[] {
  try {
    const own = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
    const folders = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
    return [...own, ...folders.flatMap(({ name }) => pidsBelow(join(folder, name)))];
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function readFields(pid: number, file: 'cmdline' | 'environ'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0').filter(Boolean);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** Cgroups and processes end while they are read. */
function isGone(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'ENODEV'].includes(String(error.code))
  );
}
