// What modules share that know what one whole file shall hold: copy, template, lineinfile, htpasswd, apt_repository...
export { concludeFile, type FileTaskWish, planFile } from './content-plan.js';
export {
  type FileQuery,
  type FileState,
  failure,
  fileProbe,
  LARGEST_DIFF,
  parseFile,
  validation,
} from './content-state.js';
