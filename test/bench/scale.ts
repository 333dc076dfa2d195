import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Disappointment } from '../demo/own-lab.js';
import type { Programs } from '../demo/programs.js';
import { labFolder } from '../e2e/rig/lab.js';
import { program } from '../e2e/rig/repository.js';
import { benchFile } from './contestants.js';
import { writeLargePlaybook } from './large-playbook.js';
import { writeCrowd } from './many-hosts.js';
import { median, verdict } from './measure.js';

const RUNS = 5;
/** Seconds in which a large playbook should be parsed and checked. */
const MOST_SECONDS = 0.5;
/** Megabytes that the program may take for a crowd of hosts. */
const MOST_MEMORY = 300;

/** Prints how long it takes to parse and check a large playbook, and how much memory a run over many hosts takes. */
export const measureScale = async (programs: Programs, say: (text: string) => void): Promise<void> => {
  const memoryFile = join(labFolder, 'memory');
  /** Returns seconds, and megabytes at the peak. */
  const apply = async (...files: readonly string[]): Promise<{ seconds: number; memory: number }> => {
    const begin = performance.now();
    const node = [process.execPath, '--require', benchFile('peak-memory.cjs'), program];
    const { code, text } = await programs.run(
      'sh',
      // What nobody has read yet of a pipe would count as the program's memory.
      ['-c', 'exec "$@" >/dev/null', 'sh', ...node, 'apply', ...files],
      { env: { ...process.env, BENCH_FILE: memoryFile } },
    );
    if (code !== 0) throw new Disappointment(`trueup apply ${files.join(' ')} ended with ${code}:\n${text}`);
    const seconds = (performance.now() - begin) / 1000;
    return { seconds, memory: Number(readFileSync(memoryFile, 'utf8')) };
  };
  const large = join(labFolder, 'large');
  const crowd = join(labFolder, 'crowd');
  writeLargePlaybook(large, { roles: 20, tasks: 100 });
  writeLargePlaybook(join(large, 'small'), { roles: 1, tasks: 1 });
  writeCrowd(crowd, { hosts: 1000, tasks: 200 });
  const check = async (folder: string): Promise<number> =>
    (await apply(join(folder, 'site.yml'), '-i', 'host,', '--syntax-check')).seconds;
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const least = await check(join(large, 'small'));
    seconds.push((await check(large)) - least);
  }
  const middle = median(seconds);
  say(`\nParsing and checking 2,000 tasks in 20 roles, median of ${RUNS}: ${middle.toFixed(2)} s`);
  say(`  ${verdict(middle, MOST_SECONDS, ' s')}`);
  const crowded = await apply(join(crowd, 'site.yml'), '-i', join(crowd, 'hosts.yml'));
  const memory = `${crowded.memory.toFixed(0)} MB at the peak`;
  say(`1,000 hosts x 200 tasks that reach no host: ${memory}, ${crowded.seconds.toFixed(0)} s`);
  say(`  ${verdict(crowded.memory, MOST_MEMORY, ' MB')}`);
  for (const path of [large, crowd, memoryFile]) rmSync(path, { recursive: true });
};
