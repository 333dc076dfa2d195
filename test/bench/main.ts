import { inOwnLab } from '../demo/own-lab.js';
import { benchmark } from './benchmark.js';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

process.exitCode = await inOwnLab(
  { fail: reason => say(`The benchmark ended early: ${reason}`), last: cleanUp => cleanUp() },
  programs => benchmark(programs, say),
);
