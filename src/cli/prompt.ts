import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { mistake } from '../source/diagnostic.js';

/** Asks for something on the terminal; what is typed is not shown. Throws a DiagnosticError where there is no terminal. */
export const askSecret = async (question: string): Promise<string> => {
  if (!process.stdin.isTTY)
    throw mistake(
      `can't ask for "${question}": standard input is no terminal`,
      undefined,
      'give it by a file or variable',
    );
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  // The reader has switched the terminal's echo off by now: what is typed early must not be seen either.
  process.stderr.write(`${question}: `);
  try {
    return await new Promise((resolve, reject) => {
      reader.once('SIGINT', () => reject(mistake('interrupted')));
      reader.question('', resolve);
    });
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
};
