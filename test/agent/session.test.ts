import { PassThrough } from 'node:stream';
import test from 'ava';
import { BecomeRefused } from '../../src/agent/protocol.js';
import { HostSession } from '../../src/agent/session.js';
import type { Channel, Transport } from '../../src/ssh/transport.js';

/** A host on which every channel ends at once with this complaint. */
const complaining = (complaint: string): { readonly session: HostSession; readonly commands: string[] } => {
  const commands: string[] = [];
  const transport = {
    user: 'me',
    closed: new Promise<undefined>(() => undefined),
    close: async () => undefined,
    open: async (command: string): Promise<Channel> => {
      commands.push(command);
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      stdin.resume();
      const exit = new Promise<{ code: number }>(resolve => stderr.on('end', () => resolve({ code: 1 })));
      setImmediate(() => {
        stdout.end();
        stderr.end(complaint);
      });
      return { stdin, stdout, stderr, exit, destroy: () => undefined } as unknown as Channel;
    },
  } as unknown as Transport;
  return { session: new HostSession(transport), commands };
};

const attempt = (session: HostSession) =>
  session.agent({ method: 'sudo', user: 'app' }).run([{ kind: 'probe', script: { text: ':' } }])[0]!;

for (const [complaint, attempts] of [
  ['sudo: unknown user app\n', 2],
  ['me is not in the sudoers file.\n', 1],
] as const)
  test(`an account is tried again if it was not there: ${complaint.trim()}`, async t => {
    const { session, commands } = complaining(complaint);
    for (let time = 0; time < 2; time++) await t.throwsAsync(attempt(session), { instanceOf: BecomeRefused });
    t.is(commands.length, attempts);
  });

test('an account that is released is started anew', async t => {
  const { session, commands } = complaining('me is not in the sudoers file.\n');
  await t.throwsAsync(attempt(session), { instanceOf: BecomeRefused });
  session.release('other');
  await t.throwsAsync(attempt(session), { instanceOf: BecomeRefused });
  t.is(commands.length, 1);
  session.release('app');
  await t.throwsAsync(attempt(session), { instanceOf: BecomeRefused });
  t.is(commands.length, 2);
});
