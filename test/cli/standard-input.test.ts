import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import test from 'ava';

const module = new URL('../../src/cli/standard-input.js', import.meta.url).href;

test('standard input that does not block and has nothing yet is waited for', async t => {
  // What asks for process.stdin has it not to block from then on.
  const program = `
    process.stdin.unref();
    const { readStandardInput } = await import(${JSON.stringify(module)});
    process.stderr.write('reading');
    process.stdout.write(String(readStandardInput().length));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  const printed = text(child.stdout);
  await once(child.stderr, 'data');
  child.stdin.write('a'.repeat(100_000));
  child.stdin.end('b');
  t.is(await printed, '100001');
});
