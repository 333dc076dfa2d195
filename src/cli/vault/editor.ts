import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { DiagnosticError, mistake } from '../../source/diagnostic.js';
import { systemReason } from '../../source/system-reason.js';
import { splitWords } from '../../ssh/words.js';
import { PrivateFolder } from './private-folder.js';

/** What came out of an editor. */
export interface Edited {
  readonly content: Buffer;
  /** The status that the editor ended with. */
  readonly status: number;
}

/**
 * Opens $EDITOR on a text. The text is on disk only meanwhile, in a file that nobody else can read; it is overwritten and removed
 * however this ends.
 * @param name of the file, for the editor to tell what is in it
 * @throws DiagnosticError if the editor can't be started, or was killed or interrupted: nothing is to be saved then
 */
export const edit = async (name: string, content: Buffer): Promise<Edited> => {
  const [program = 'vi', ...words] = command();
  let folder: PrivateFolder | undefined;
  let child: ChildProcess | undefined;
  let ended: NodeJS.Signals | undefined;
  // Keys that interrupt go to the editor as well, which knows what to make of them.
  const onKey = (): void => {};
  const onEnd = (signal: NodeJS.Signals): void => {
    ended = signal;
    folder?.close();
    child?.kill(signal);
  };
  // From before the text is there until it is gone, no signal ends the program in its own way.
  for (const signal of KEYS) process.on(signal, onKey);
  for (const signal of ENDS) process.on(signal, onEnd);
  try {
    folder = new PrivateFolder(name, content);
    child = spawn(program, [...words, folder.file], { stdio: 'inherit' });
    const [status, signal] = await endOf(child, program);
    if (ended !== undefined || status === null)
      throw mistake(`the editor was ended by ${ended ?? signal}: nothing is saved`);
    return { content: folder.read(), status };
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    throw mistake(`the text can't be edited: ${systemReason(error)}`);
  } finally {
    folder?.close();
    for (const signal of KEYS) process.off(signal, onKey);
    for (const signal of ENDS) process.off(signal, onEnd);
  }
};

const KEYS = ['SIGINT', 'SIGQUIT'] as const;
const ENDS = ['SIGTERM', 'SIGHUP'] as const;

const endOf = async (
  child: ChildProcess,
  program: string,
): Promise<readonly [number | null, NodeJS.Signals | null]> => {
  try {
    const [status, signal] = await once(child, 'close');
    return [status, signal];
  } catch (error) {
    throw mistake(
      `can't start the editor ${program}: ${systemReason(error)}`,
      undefined,
      'EDITOR names the editor',
    );
  }
};

const command = (): readonly string[] => {
  try {
    return splitWords(process.env.EDITOR || 'vi');
  } catch (error) {
    throw mistake(`EDITOR can't be split into words: ${systemReason(error)}`);
  }
};
