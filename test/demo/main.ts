import { randomBytes } from 'node:crypto';
import { labFolder } from '../e2e/rig/lab.js';
import { Actions } from './actions.js';
import { inOwnLab } from './own-lab.js';
import { Stage } from './stage.js';
import { story } from './story.js';

const stage = new Stage();

const code = await inOwnLab(
  {
    fail: reason => stage.fail(`The demo ended early: ${reason}`),
    last: cleanUp => stage.step('all of it is taken away again', cleanUp),
  },
  programs => {
    const password = randomBytes(12).toString('base64url');
    return story(stage, new Actions(stage, programs, password), labFolder);
  },
);
if (code === 0) stage.summary();
process.exitCode = code;
