import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder for the tests of one file, which goes with the process. */
export const ownFolder = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `trueup-${name}-`));
  folders.push(folder);
  return folder;
};
