import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { ConnectionLost } from '../../src/agent/protocol.js';
import { LocalTransport } from '../../src/ssh/local.js';
import type { Channel } from '../../src/ssh/transport.js';
import {
  apply,
  firstLine,
  groupExists,
  groupIn,
  groupOf,
  isRunning,
  probe,
  run,
  SHELLS,
  startAgent,
  until,
} from './local-agent.js';

const doomedRunner = fileURLToPath(new URL('./doomed-runner.js', import.meta.url));

const folderFor = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
};

/** An agent, and a way to cut its connection as if the network or the runner had gone. */
const startCuttable = (t: ExecutionContext, shell: string) => {
  const transport = new LocalTransport();
  let channel: Channel | undefined;
  const agent = startAgent(t, shell, {
    open: async command => {
      channel = await transport.open(command);
      return channel;
    },
  });
  return { agent, cut: () => channel!.destroy() };
};

/** A package manager's front end: runs `dpkg`, which prints more than a pipe holds, and something after it. */
const fakeApt = (folder: string): string => {
  writeFileSync(
    join(folder, 'dpkg'),
    `#!/bin/sh
echo unpacking
while [ ! -e ${folder}/lost ]; do sleep 0.05; done
sleep 1.5
head -c 300000 /dev/zero || exit 1
head -c 300000 /dev/zero >&2 || exit 1
echo unpacked >>${folder}/log
`,
    { mode: 0o755 },
  );
  writeFileSync(
    join(folder, 'apt-get'),
    `#!/bin/sh
${folder}/dpkg || exit 1
echo configuring || exit 1
${folder}/dpkg || exit 1
`,
    { mode: 0o755 },
  );
  return `${folder}/apt-get`;
};

for (const shell of SHELLS) {
  for (const make of [probe, apply]) {
    const title = `${shell}: ${make.name}:`;

    test(`${title} a cancelled step is ended with all that it started, those behind it are not run`, async t => {
      const agent = startAgent(t, shell);
      const group = await groupOf(agent);
      const { line, answers } = firstLine(
        agent,
        make('sleep 1000 & one=$!; (sleep 1001 & echo "$one $!"; wait); sleep 1002'),
      );
      const pids = (await line).split(' ').map(Number);
      t.is(pids.length, 2);
      agent.cancel();
      t.is((await answers[0]!).code, 143);
      for (const answer of answers.slice(1)) await t.throwsAsync(answer, { instanceOf: ConnectionLost });
      await until(() => !pids.some(isRunning));
      await until(() => !groupExists(group));
      await t.throwsAsync(run(agent, probe('')), { message: 'the agent was cancelled' });
    });

    test(`${title} a step whose connection is lost is ended with all that it started`, async t => {
      const { agent, cut } = startCuttable(t, shell);
      const group = await groupOf(agent);
      const { line, answers } = firstLine(agent, make('sleep 1000 & echo "$!"; sleep 1002'));
      const pid = Number(await line);
      cut();
      for (const answer of answers) await t.throwsAsync(answer, { instanceOf: ConnectionLost });
      await until(() => !isRunning(pid));
      await until(() => !groupExists(group));
      t.pass();
    });

    test(`${title} what does not listen to TERM is killed`, async t => {
      const agent = startAgent(t, shell);
      const { line, answers } = firstLine(
        agent,
        make(`sh -c 'trap "" TERM; echo "$$"; while :; do sleep 0.1; done'; exit 5`),
      );
      const pid = Number(await line);
      agent.cancel();
      await answers[0];
      await until(() => !isRunning(pid));
      t.pass();
    });
  }

  test(`${shell}: dpkg, and the apt-get that it works for, finish though the runner is gone`, async t => {
    const folder = folderFor(t);
    const script = `${fakeApt(folder)}; echo "apt $?" >>${folder}/log; sleep 1000`;
    const runner = spawn(process.execPath, [doomedRunner, shell, script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let heard = '';
    runner.stdout.on('data', chunk => {
      heard += chunk;
    });
    await until(() => heard.endsWith('\nunpacking\n'));
    const group = groupIn(heard);
    runner.kill('SIGKILL');
    writeFileSync(join(folder, 'lost'), '');
    await until(() => !groupExists(group));
    t.is(readFileSync(join(folder, 'log'), 'utf8'), 'unpacked\nunpacked\napt 0\n');
  });

  test(`${shell}: a cancelled dpkg finishes, and its output is still answered`, async t => {
    const folder = folderFor(t);
    const agent = startAgent(t, shell);
    const { line, answers } = firstLine(agent, apply(`exec ${fakeApt(folder)}`));
    t.is(await line, 'unpacking');
    agent.cancel();
    writeFileSync(join(folder, 'lost'), '');
    const output = await answers[0]!;
    t.is(output.code, 0);
    t.is(output.stdout.length, 2 * ('unpacking\n'.length + 300_000) + 'configuring\n'.length);
    t.is(output.stderr.length, 600_000);
    t.is(readFileSync(join(folder, 'log'), 'utf8'), 'unpacked\nunpacked\n');
  });

  test(`${shell}: a cancelled apply cleans up its files`, async t => {
    const folder = folderFor(t);
    const file = join(folder, 'temporary');
    const agent = startAgent(t, shell);
    const { line, answers } = firstLine(
      agent,
      apply(`trap 'rm -f ${file}' EXIT; : >${file}; echo there; sleep 1000`),
    );
    await line;
    t.true(existsSync(file));
    agent.cancel();
    t.is((await answers[0]!).code, 143);
    t.false(existsSync(file));
  });

  test(`${shell}: what an earlier step left in the background is not ended`, async t => {
    const agent = startAgent(t, shell);
    const background = Number(
      (await run(agent, apply('sleep 1000 >/dev/null 2>&1 & echo $!'))).stdout.toString(),
    );
    const { line, answers } = firstLine(agent, apply('echo; sleep 1000'));
    await line;
    agent.cancel();
    await answers[0];
    t.true(isRunning(background));
    process.kill(background);
  });

  test(`${shell}: a payload that is cut off is never taken for a whole one`, async t => {
    const folder = folderFor(t);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const source = openSync(pipe, 'r+');
    writeSync(source, Buffer.alloc(60));
    const { agent, cut } = startCuttable(t, shell);
    const group = await groupOf(agent);
    const part = join(folder, 'part');
    const { line, answers } = firstLine(
      agent,
      apply(`trap "" TERM; echo; take 100 >${part} && mv ${part} ${folder}/whole`, {
        payload: [Buffer.alloc(10), { file: pipe, size: 90 }],
      }),
    );
    await line;
    await until(() => existsSync(part));
    cut();
    closeSync(source);
    await t.throwsAsync(answers[0]!, { instanceOf: ConnectionLost });
    await until(() => !groupExists(group));
    t.false(existsSync(join(folder, 'whole')));
    t.true(existsSync(part));
  });

  test(`${shell}: an agent that is closed leaves nothing behind`, async t => {
    const agent = startAgent(t, shell);
    const group = await groupOf(agent);
    await run(agent, apply('echo done'));
    agent.close();
    await until(() => !groupExists(group));
    t.pass();
  });
}
