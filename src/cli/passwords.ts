import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { expandPath } from '../configuration/paths.js';
import { mistake } from '../source/diagnostic.js';
import type { RunCommandOptions } from './options.js';

/** What the user gives for logging in and for becoming another user. */
export interface Passwords {
  readonly password: string | undefined;
  readonly becomePassword: string | undefined;
}

/**
 * Asks for passwords, or reads them from files, as flags and configuration say. If nothing is typed for sudo, it gets the password that was
 * asked for logging in.
 * @throws DiagnosticError
 */
export const passwordsOf = async (options: RunCommandOptions): Promise<Passwords> => {
  const { askPass, askBecomePass, connectionPasswordFile, becomePasswordFile } = options;
  const password = askPass ? await ask('SSH password') : fromFile(connectionPasswordFile);
  const becomePassword = askBecomePass
    ? (await ask('BECOME password')) || (askPass ? password : '')
    : fromFile(becomePasswordFile);
  return { password, becomePassword };
};

const ask = async (question: string): Promise<string> => {
  const { askSecret } = await import('./prompt.js');
  return askSecret(question);
};

/** The password that a file holds, a program prints, or that comes in on standard input if `-` is named. */
const fromFile = (name: string | undefined): string | undefined => {
  if (name === undefined) return undefined;
  const path = expandPath(name);
  const text = name === '-' ? readFileSync(0, 'utf8') : isProgram(path) ? printed(path) : content(path);
  const password = text.replace(/^[\r\n]+|[\r\n]+$/g, '');
  if (password === '') throw mistake(`the password file ${name} is empty`);
  return password;
};

const content = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw mistake(
      `can't read the password file ${path}: ${error instanceof Error ? error.message.replace(/,.*/, '') : error}`,
    );
  }
};

const printed = (path: string): string => {
  const { status, stdout, error } = spawnSync(path, [], {
    encoding: 'utf8',
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  if (error) throw mistake(`the password program ${path} can't be run: ${error.message}`);
  if (status !== 0) throw mistake(`the password program ${path} ended with status ${status}`);
  return stdout;
};

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
