import { spawnSync } from 'node:child_process';
import type { Secrets } from '../../value/secrets.js';
import type { Flags } from '../options.js';
import { openContent } from './contents.js';
import { decryptingVault, namedFiles } from './job.js';

/** `trueup vault view`: prints plaintexts, by $PAGER or less on a terminal. */
export const view = async (flags: Flags, secrets: Secrets): Promise<number> => {
  const files = namedFiles(flags);
  const vault = await decryptingVault(flags, secrets);
  for (const path of files) page(openContent(path, vault).plain);
  return 0;
};

const page = (content: Buffer): void => {
  const whole = content.at(-1) === 0x0a ? content : Buffer.concat([content, Buffer.from('\n')]);
  if (!process.stdout.isTTY || !throughPager(whole)) process.stdout.write(whole);
};

/** False if there is no pager. */
const throughPager = (content: Buffer): boolean => {
  const { status } = spawnSync(process.env.PAGER || 'less', {
    shell: true,
    input: content,
    stdio: ['pipe', 'inherit', 'inherit'],
    // Ends by itself where all fits the screen, and leaves it there.
    env: { LESS: 'FRSX', ...process.env },
  });
  return status !== NO_PROGRAM;
};

/** What a shell ends with if there is no such program. */
const NO_PROGRAM = 127;
