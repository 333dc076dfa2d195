import { rmSync } from 'node:fs';
import { labFolder } from '../e2e/rig/lab.js';
import { repositoryRoot } from '../e2e/rig/repository.js';
import { Interrupted, Programs } from './programs.js';

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Something is not as it was to be shown. */
export class Disappointment extends Error {}

/** How work in a lab of its own is accompanied. */
export interface Companion {
  /** Says why it ended early. */
  fail(reason: string): void;
  /** Carries out the cleaning up, which ends the work. */
  last(cleanUp: () => Promise<void>): Promise<void>;
}

/**
 * Does work in the lab that the environment names, which is taken down before and after, with its folder, also when the work
 * fails or this process is told to end (SIGINT, SIGTERM, SIGHUP).
 * @returns the exit code
 */
export const inOwnLab = async (
  companion: Companion,
  work: (programs: Programs) => Promise<void>,
): Promise<number> => {
  const interruption = new AbortController();
  const programs = new Programs(interruption.signal);
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => interruption.abort(new Interrupted(code)));
  }
  // The terminal may be closed; what is left to do is to clean up.
  process.stdout.on('error', () => undefined);
  process.chdir(repositoryRoot);
  const cleanUp = async (): Promise<void> => {
    const { code, text } = await programs.run('test/lab/lab', ['down'], { uninterrupted: true });
    if (code !== 0) throw new Disappointment(`the lab could not be taken away:\n${text}`);
    rmSync(labFolder, { recursive: true, force: true });
  };
  const worked = await outcomeOf(companion, async () => {
    // An earlier run may have been killed.
    await cleanUp();
    await work(programs);
  });
  const cleaned = await outcomeOf(companion, () => companion.last(cleanUp));
  return worked || cleaned;
};

/** The exit code of a part of the work. */
const outcomeOf = async (companion: Companion, part: () => Promise<void>): Promise<number> => {
  try {
    await part();
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const expected = error instanceof Interrupted || error instanceof Disappointment;
    companion.fail((expected ? error.message : error.stack) ?? error.message);
    return error instanceof Interrupted ? error.code : 1;
  }
};
