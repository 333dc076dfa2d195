import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labFolder } from './lab.js';

// Hosts from here on are the tests'; lower numbers are left to people.
const first = 101;
const last = 190;
const folder = join(labFolder, 'allotted');

/**
 * Takes so many numbers of hosts for the caller alone, until it gives them back: no two test files ever have the same
 * host, whether they run in one process or in several. Numbers of processes that are gone are free again.
 */
export function allot(count: number): number[] {
  mkdirSync(folder, { recursive: true });
  const numbers: number[] = [];
  for (let number = first; number <= last && numbers.length < count; number++) {
    if (claim(number)) numbers.push(number);
  }
  if (numbers.length === count) return numbers;
  giveBack(numbers);
  throw new Error(`the lab has not ${count} hosts left`);
}

/** Gives numbers back that `allot` returned. */
export function giveBack(numbers: readonly number[]): void {
  for (const number of numbers) rmSync(join(folder, String(number)), { force: true });
}

function claim(number: number): boolean {
  const file = join(folder, String(number));
  for (const attempt of [1, 2]) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (attempt === 2 || isRunning(Number(readFileSync(file, 'utf8')))) return false;
    rmSync(file, { force: true });
  }
  return false;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
