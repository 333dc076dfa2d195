import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';

const PROGRAM = fileURLToPath(new URL('interrupted.js', import.meta.url));
const HIDE = '\x1b[?25l';
const SHOW = '\x1b[?25h';

/** Starts a run that never ends, and waits for its picture. */
const drawing = async (t: ExecutionContext, ...args: readonly string[]) => {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const written = { text: '' };
  const drawn = new Promise<void>(resolve =>
    child.stdout.on('data', chunk => {
      written.text += chunk;
      if (written.text.includes('wait')) resolve();
    }),
  );
  await drawn;
  return { child, written };
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  test(`${signal} ends the program by it, with the cursor shown`, async t => {
    const { child, written } = await drawing(t);
    t.true(written.text.startsWith(HIDE));
    child.kill(signal);
    const [, endedBy] = await once(child, 'close');
    t.is(endedBy, signal);
    t.true(written.text.endsWith(SHOW));
  });

test('a program that exits has the cursor shown', async t => {
  const { child, written } = await drawing(t, 'exit');
  child.stdin.write('now');
  const [code] = await once(child, 'close');
  t.is(code, 7);
  t.true(written.text.endsWith(SHOW));
});
