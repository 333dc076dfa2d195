import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { labFolder } from '../e2e/rig/lab.js';
import { repositoryRoot } from '../e2e/rig/repository.js';
import { Actions } from './actions.js';
import { Interrupted, Programs } from './programs.js';
import { Disappointment, Stage } from './stage.js';
import { story } from './story.js';

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const stage = new Stage();
const interruption = new AbortController();
const programs = new Programs(interruption.signal);
for (const [signal, code] of Object.entries(SIGNALS)) {
  process.on(signal, () => interruption.abort(new Interrupted(code)));
}
// The terminal may be closed; what is left to do is to clean up.
process.stdout.on('error', () => undefined);
process.chdir(repositoryRoot);

/** Takes away all that the demo made: the hosts, their network and what is in the lab's folder. */
const cleanUp = async (): Promise<void> => {
  const { code, text } = await programs.run('test/lab/lab', ['down'], { uninterrupted: true });
  if (code !== 0) throw new Disappointment(`the lab could not be taken away:\n${text}`);
  rmSync(labFolder, { recursive: true, force: true });
};

const perform = async (): Promise<number> => {
  try {
    // An earlier demo may have been killed.
    await cleanUp();
    const actions = new Actions(stage, programs, randomBytes(12).toString('base64url'));
    await story(stage, actions, labFolder);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) stage.fail('interrupted');
    else if (error instanceof Disappointment) stage.fail(`The demo failed: ${error.message}`);
    else throw error;
    return error instanceof Interrupted ? error.code : 1;
  } finally {
    await stage.step('everything taken away again', cleanUp);
  }
};

process.exitCode = await perform();
stage.summary();
