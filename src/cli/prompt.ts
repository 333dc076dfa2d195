import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { mistake } from '../source/diagnostic.js';

/** Asks for something on the terminal; what is typed is not shown. Throws a DiagnosticError where there is no terminal. */
export const askSecret = (question: string): Promise<string> => ask(question, false);

/** As `askSecret`, but what is typed is shown. */
export const askText = (question: string): Promise<string> => ask(question, true);

const ask = async (question: string, shown: boolean): Promise<string> => {
  const terminal = openTerminal(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input: terminal.stream,
    output: shown ? process.stderr : silent,
    terminal: true,
  });
  // The reader has switched the terminal's echo off by now: what is typed early must not be seen either.
  if (!shown) process.stderr.write(`${question}: `);
  try {
    return await new Promise((resolve, reject) => {
      reader.once('SIGINT', () => reject(mistake('interrupted')));
      reader.once('close', () => reject(mistake(`nothing was typed for "${question}"`)));
      reader.question(shown ? `${question}: ` : '', resolve);
    });
  } finally {
    reader.close();
    terminal.close();
    if (!shown) process.stderr.write('\n');
  }
};

interface Terminal {
  readonly stream: ReadStream;
  close(): void;
}

/** Standard input, or the terminal that the program was started from where something else comes in there. */
const openTerminal = (question: string): Terminal => {
  if (process.stdin.isTTY) return { stream: process.stdin, close: () => {} };
  let file: number;
  try {
    file = openSync('/dev/tty', 'r');
  } catch {
    throw mistake(
      `can't ask for "${question}": there is no terminal`,
      undefined,
      'give it by a file or variable',
    );
  }
  try {
    const stream = new ReadStream(file);
    return { stream, close: () => stream.destroy() };
  } catch (error) {
    closeSync(file);
    throw error;
  }
};
