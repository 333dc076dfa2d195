import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labFolder } from '../e2e/rig/lab.js';
import { repositoryRoot } from '../e2e/rig/repository.js';
import { Interrupted, Programs } from './programs.js';

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Something is not as it was to be shown. */
export class Disappointment extends Error {}

/** Marks a lab's folder as one that may be deleted with all that is in it. */
const MARK = join(labFolder, 'throwaway');

/**
 * Makes sure that the lab is one of ours before anything in it is touched: it must be named, since the default one is
 * people's own, and its folder must be new or marked.
 */
const claimLab = (): void => {
  if (process.env.LAB_DIR === undefined)
    throw new Disappointment('LAB_DIR is not set: the default lab may be in use, and this one is deleted');
  const present = existsSync(labFolder) ? readdirSync(labFolder) : [];
  if (present.length > 0 && !existsSync(MARK))
    throw new Disappointment(
      `${labFolder} is somebody's lab, and would be deleted: set LAB_DIR to a new folder`,
    );
  mkdirSync(labFolder, { recursive: true });
  writeFileSync(MARK, '');
};

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
  // The folder itself stays until the end: the scripts that start us have it locked.
  const empty = async (): Promise<void> => {
    for (const [file, ...args] of [
      ['test/lab/lab', 'down'],
      ['find', labFolder, '-xdev', '-mindepth', '1', '-delete'],
    ] as const) {
      const { code, text } = await programs.run(file, args, { uninterrupted: true });
      if (code !== 0) throw new Disappointment(`the lab could not be taken away:\n${text}`);
    }
  };
  const claimed = await outcomeOf(companion, async () => claimLab());
  if (claimed !== 0) return claimed;
  const worked = await outcomeOf(companion, async () => {
    // An earlier run may have been killed.
    await empty();
    claimLab();
    await work(programs);
  });
  const cleaned = await outcomeOf(companion, () =>
    companion.last(async () => {
      await empty();
      rmdirSync(labFolder);
    }),
  );
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
