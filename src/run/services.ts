import { JOB_FOLDER } from '../modules/commands/jobs.js';
import type { Services } from '../modules/module.js';
import { DiagnosticError, mistake, placed } from '../source/diagnostic.js';
import { type Location, SourceFile } from '../source/file.js';
import type { Engine } from '../template/index.js';
import type { Secrets } from '../value/secrets.js';
import { fromUtf8 } from '../value/utf8.js';
import type { TaskFiles } from './local-files.js';
import type { View } from './view.js';

/** What the local side of a module may do for one task on one host. */
export const servicesFor = (
  view: View,
  files: TaskFiles,
  engine: Engine,
  secrets: Secrets,
  locate: (argument: string) => Location,
  { host, jobs = NO_JOBS }: { readonly host: string; readonly jobs?: Services['jobs'] },
): Services => ({
  secrets,
  locate,
  jobs,
  host,
  destination: name => files.destination(name),
  findFile: (folder, name) => {
    const found = files.find(folder, name);
    if (found !== undefined) return found;
    throw missingFile(name, files.candidates(folder, name), locate('src'));
  },
  readFile: path => readAt(files, path, locate('src')),
  renderTemplate: (file, options) => {
    const { path } = file;
    const text = fromUtf8(readAt(files, path, locate('src')));
    const variables = engine.fileVariables(file);
    return engine.renderFile(new SourceFile(path, text), view.with(variables).scope, options);
  },
});

/** For what is no task of its own. */
const NO_JOBS: Services['jobs'] = { folder: () => JOB_FOLDER, conclude: () => undefined };

const missingFile = (name: string, tried: readonly string[], location: Location): DiagnosticError =>
  mistake(`could not find or access "${name}"`, location, `looked for ${tried.join(', ')}`);

/** A local file's content; where it can't be had, the mistake is the argument's that names it. */
const readAt = (files: TaskFiles, path: string, location: Location): Buffer => {
  try {
    return files.read(path);
  } catch (error) {
    throw error instanceof DiagnosticError ? placed(error, location) : error;
  }
};
