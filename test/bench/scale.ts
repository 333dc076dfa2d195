import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Disappointment } from '../demo/own-lab.js';
import type { Programs } from '../demo/programs.js';
import { labFolder } from '../e2e/rig/lab.js';
import { program } from '../e2e/rig/repository.js';
import { writeLargePlaybook } from './large-playbook.js';
import { writeCrowd } from './many-hosts.js';
import { median } from './measure.js';

const RUNS = 5;
/** Megabytes that the model and the results of a crowd may take; node is given no more for them. */
const CROWD_MEMORY = 220;

/** Prints how long it takes to parse and check a large playbook, and whether many hosts fit into the memory that they may have. */
export const measureScale = async (programs: Programs, say: (text: string) => void): Promise<void> => {
  const apply = async (node: readonly string[], files: readonly string[]): Promise<number> => {
    const begin = performance.now();
    // What nobody has read yet of a pipe would count as the program's memory.
    const quiet = ['-c', 'exec "$@" >/dev/null', 'sh', process.execPath];
    const { code, text } = await programs.run('sh', [...quiet, ...node, program, 'apply', ...files]);
    if (code !== 0) throw new Disappointment(`trueup apply ${files.join(' ')} ended with ${code}:\n${text}`);
    return (performance.now() - begin) / 1000;
  };
  const large = join(labFolder, 'large');
  const crowd = join(labFolder, 'crowd');
  writeLargePlaybook(large, { roles: 20, tasks: 100 });
  writeLargePlaybook(join(large, 'small'), { roles: 1, tasks: 1 });
  writeCrowd(crowd, { hosts: 1000, tasks: 200 });
  const check = (folder: string): Promise<number> =>
    apply([], [join(folder, 'site.yml'), '-i', 'host,', '--syntax-check']);
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const least = await check(join(large, 'small'));
    seconds.push((await check(large)) - least);
  }
  say(`\nParsing and checking 2,000 tasks in 20 roles, median of ${RUNS}: ${median(seconds).toFixed(2)} s`);
  const took = await apply(
    [`--max-old-space-size=${CROWD_MEMORY}`],
    [join(crowd, 'site.yml'), '-i', join(crowd, 'hosts.yml')],
  );
  say(`1,000 hosts x 200 tasks that reach no host, in a heap of ${CROWD_MEMORY} MB: ${took.toFixed(0)} s`);
  for (const folder of [large, crowd]) rmSync(folder, { recursive: true });
};
