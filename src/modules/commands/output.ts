import type { Output } from '../../agent/protocol.js';
import { splitLines } from '../../value/lines.js';
import { fromUtf8 } from '../../value/utf8.js';

/** What a command printed, under the names that playbooks read. */
export const streams = (stdout: string, stderr: string) => ({
  stdout,
  stdout_lines: splitLines(stdout),
  stderr,
  stderr_lines: splitLines(stderr),
});

/** Both streams of an output as text, with the empty lines at their ends cut off if wanted. */
export const texts = (output: Output, strip: boolean): ReturnType<typeof streams> => {
  const [stdout, stderr] = [output.stdout, output.stderr].map(stream => {
    const text = fromUtf8(stream);
    return strip ? text.replace(/[\r\n]+$/, '') : text;
  });
  return streams(stdout!, stderr!);
};

/** Documentation of what `streams` returns. */
export const streamReturns = {
  stdout: { type: 'str', description: 'What the command printed.' },
  stdout_lines: { type: 'list', description: 'The same, line by line.' },
  stderr: { type: 'str', description: 'What the command printed on standard error.' },
  stderr_lines: { type: 'list', description: 'The same, line by line.' },
  rc: { type: 'int', description: 'The exit status, 0 for success.' },
} satisfies { [name: string]: { type: string; description: string } };
