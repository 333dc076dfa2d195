import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { direct } from '../../src/agent/login.js';
import { ConnectionLost, type ShellFunction } from '../../src/agent/protocol.js';
import { apply, isRunning, probe, run, SHELLS, startAgent } from './local-agent.js';

const text = (output: { stdout: Buffer; stderr: Buffer; code: number }) => ({
  stdout: output.stdout.toString(),
  stderr: output.stderr.toString(),
  code: output.code,
});

for (const shell of SHELLS) {
  for (const make of [probe, apply]) {
    const title = `${shell}: ${make.name}:`;

    test(`${title} output, error and status`, async t => {
      const agent = startAgent(t, shell);
      t.deepEqual(text(await run(agent, make('echo out; echo error >&2; exit 3'))), {
        stdout: 'out\n',
        stderr: 'error\n',
        code: 3,
      });
      t.deepEqual(text(await run(agent, make(''))), { stdout: '', stderr: '', code: 0 });
      t.deepEqual(text(await run(agent, make("printf 'no line end'; false"))), {
        stdout: 'no line end',
        stderr: '',
        code: 1,
      });
    });

    test(`${title} an answer comes without anything sent after its message`, async t => {
      const agent = startAgent(t, shell, { heartbeat: 2 ** 30 });
      for (const word of ['one', 'two'])
        t.is((await run(agent, make(`echo ${word}`))).stdout.toString(), `${word}\n`);
    });

    test(`${title} a script that is no sh fails and hurts no other`, async t => {
      const agent = startAgent(t, shell);
      const [bad, good] = await Promise.all(agent.run([make('if then'), make('echo fine')]));
      t.not(bad!.code, 0);
      t.regex(bad!.stderr.toString(), /then/);
      t.is(good!.stdout.toString(), 'fine\n');
    });

    test(`${title} a killed script has 128 and the signal as its status`, async t => {
      const agent = startAgent(t, shell);
      const outputs = await Promise.all(
        agent.run([make('sh -c \'kill -KILL "$PPID"\'; echo alive'), make('echo next')]),
      );
      t.is(outputs[0]!.code, 137);
      t.is(outputs[0]!.stdout.toString(), '');
      t.is(outputs[1]!.stdout.toString(), 'next\n');
    });

    test(`${title} bytes of any kind come through`, async t => {
      const agent = startAgent(t, shell);
      const bytes = Buffer.concat([
        Buffer.from(Array.from({ length: 256 }, (_, index) => index)),
        randomBytes(5000),
      ]);
      const output = await run(agent, make(`take ${bytes.length}`, { payload: [bytes] }));
      t.deepEqual(output.stdout, bytes);
      t.is(output.code, 0);
    });

    test(`${title} what is no UTF-8 in a script or a payload of text stays as it is`, async t => {
      const agent = startAgent(t, shell);
      const outputs = await Promise.all(
        agent.run([
          make("printf %s 'caf\udce9 é'; take 2", { payload: ['\udcff!', 'not taken'] }),
          make('echo next'),
        ]),
      );
      t.is(outputs[0]!.stdout.toString('latin1'), 'caf\xe9 \xc3\xa9\xff!');
      t.is(outputs[1]!.stdout.toString(), 'next\n');
    });

    test(`${title} payloads of every size arrive whole, and the next step is not disturbed`, async t => {
      const agent = startAgent(t, shell);
      for (const size of [0, 1, 4095, 4096, 4097, 65536, 1048575, 1048576, 1048577]) {
        const payload = [randomBytes(size)];
        const outputs = await Promise.all(agent.run([make('cat', { payload }), make('echo next')]));
        t.true(outputs[0]!.stdout.equals(payload[0]!), `${size}`);
        t.is(outputs[1]!.stdout.toString(), 'next\n');
      }
    });

    test(`${title} take copies piece by piece and fails when there is not enough`, async t => {
      const agent = startAgent(t, shell);
      const payload = ['one', 'two\n', Buffer.from('three')];
      const output = await run(
        agent,
        make('take 3; echo -; take 4; take 5; echo; take 0 && take 1 || echo short', { payload }),
      );
      t.is(output.stdout.toString(), 'one-\ntwo\nthree\nshort\n');
      t.is((await run(agent, make('take 6 >/dev/null', { payload: ['12345'] }))).code, 1);
    });

    test(`${title} a payload that nobody reads, or only in part, is passed over`, async t => {
      const agent = startAgent(t, shell);
      for (const size of [1, 70_000, 3_000_000]) {
        const payload = [Buffer.alloc(size, '7\n')];
        const outputs = await Promise.all(
          agent.run([
            make(':', { payload }),
            make('exit 9', { payload }),
            make('take 1', { payload }),
            make('echo next'),
          ]),
        );
        t.deepEqual(
          outputs.map(({ code }) => code),
          [0, 9, 0, 0],
        );
        t.is(outputs[2]!.stdout.toString(), '7');
        t.is(outputs[3]!.stdout.toString(), 'next\n');
      }
    });

    test(`${title} without a payload the input is empty`, async t => {
      const output = await run(startAgent(t, shell), make('cat; read -r line || echo end'));
      t.is(output.stdout.toString(), 'end\n');
    });

    test(`${title} a file on the runner is streamed`, async t => {
      const folder = mkdtempSync(join(tmpdir(), 'agent-'));
      t.teardown(() => rmSync(folder, { recursive: true }));
      const file = join(folder, 'file');
      const bytes = randomBytes(700_001);
      writeFileSync(file, bytes);
      const agent = startAgent(t, shell);
      const output = await run(agent, make('cat', { payload: ['<', { file, size: 700_000 }, '>'] }));
      t.true(
        output.stdout.equals(Buffer.concat([Buffer.from('<'), bytes.subarray(0, 700_000), Buffer.from('>')])),
      );
      const error = await t.throwsAsync(run(agent, make('cat', { payload: [{ file, size: 700_002 }] })));
      t.true(error instanceof ConnectionLost);
      t.is(error.message, `${file} became shorter while it was sent`);
    });

    test(`${title} environment, folder and mask`, async t => {
      const agent = startAgent(t, shell);
      const step = {
        ...make(
          'printf "%s\\n" "$SOME_NAME" "$(sh -c \'printf %s "$SOME_NAME"\')"; pwd; umask; echo "$LC_ALL"',
        ),
        environment: { SOME_NAME: 'it\'s $HOME\n\\n"x"' },
      };
      const output = (await run(agent, step)).stdout.toString();
      const value = 'it\'s $HOME\n\\n"x"\n';
      t.regex(output.slice(2 * value.length), new RegExp(`^${process.cwd()}\n0?022\nC(?:\\.UTF-8)?\n$`));
      t.is(output.slice(0, 2 * value.length), value + value);
      t.is((await run(agent, make('test -z "$SOME_NAME" && echo gone'))).stdout.toString(), 'gone\n');
    });

    test(`${title} a step changes nothing for the next`, async t => {
      const agent = startAgent(t, shell);
      const outputs = await Promise.all(
        agent.run([
          make('cd /; umask 077; x=1; set -e; set -f; trap "" TERM; exec >/dev/null; take() { echo bad; }'),
          make('pwd; umask; test -z "$x" && echo none; false; echo /et*; take 0 && echo fine'),
        ]),
      );
      t.regex(outputs[1]!.stdout.toString(), new RegExp(`^${process.cwd()}\n0?022\nnone\n/etc\nfine\n$`));
    });

    test(`${title} shell functions are there for every step from then on`, async t => {
      const agent = startAgent(t, shell);
      const inner: ShellFunction = {
        name: 'inner',
        text: 'inner() {\n  # it\'s a comment\n  echo "inner $1"\n}',
      };
      const outer: ShellFunction = { name: 'outer', text: 'outer() { inner "$1"; }', uses: [inner] };
      const first = await run(agent, make('outer ä', { uses: [outer] }));
      t.is(first.stdout.toString(), 'inner ä\n');
      const later = await Promise.all(
        agent.run([
          make('outer 2', { uses: [outer] }),
          probe('inner 3', { uses: [inner] }),
          apply('inner 4', { uses: [inner] }),
        ]),
      );
      t.is(later.map(output => output.stdout.toString()).join(''), 'inner 2\ninner 3\ninner 4\n');
    });

    test(`${title} output that looks like an answer is just output`, async t => {
      const agent = startAgent(t, shell);
      const output = await run(
        agent,
        make(
          'set; printf "%s 1 0\\n" "$agent_nonce" "$(cat /proc/$PPID/environ)"; env; agent_answer 1 0 2>/dev/null || :',
        ),
      );
      t.is(output.code, 0);
      t.is((await run(agent, make('echo next'))).stdout.toString(), 'next\n');
    });

    test(`${title} output comes before the step has ended, in order`, async t => {
      const agent = startAgent(t, shell);
      const folder = mkdtempSync(join(tmpdir(), 'agent-'));
      t.teardown(() => rmSync(folder, { recursive: true }));
      const seen: string[] = [];
      const go = join(folder, 'go');
      const step = {
        ...make(`echo one; while [ ! -e ${go} ]; do sleep 0.05; done; echo two`),
        onOutput: (chunk: Buffer, stream: string) => {
          seen.push(`${stream} ${chunk}`);
          writeFileSync(go, '');
        },
      };
      await run(agent, step);
      t.deepEqual(seen, ['stdout one\n', 'stdout two\n']);
    });

    test(`${title} of huge output the middle is left out, and the step goes on`, async t => {
      const agent = startAgent(t, shell, { outputLimit: 100_000 });
      const output = await run(agent, make('echo first; head -c 5000000 /dev/zero; echo last; exit 4'));
      t.is(output.code, 4);
      t.is(output.dropped, 5_000_011 - 100_000);
      t.true(output.stdout.length < 100_100);
      t.true(output.stdout.subarray(0, 6).equals(Buffer.from('first\n')));
      t.true(output.stdout.includes(`[... ${5_000_011 - 100_000} bytes left out ...]`));
      t.true(output.stdout.subarray(-5).equals(Buffer.from('last\n')));
    });

    test(`${title} output that is received goes there whole, and is kept nowhere else`, async t => {
      const agent = startAgent(t, shell, { outputLimit: 1000 });
      let received = 0;
      const receive = (chunk: Buffer) => {
        received += chunk.length;
      };
      const step = { ...make('head -c 5000000 /dev/zero; echo error >&2'), receive };
      const output = await run(agent, step);
      t.is(received, 5_000_000);
      t.deepEqual(text(output), { stdout: '', stderr: 'error\n', code: 0 });
      t.is(output.dropped, undefined);
    });

    test(`${title} a background process that keeps the output open holds nothing up`, async t => {
      const agent = startAgent(t, shell);
      const output = await run(agent, make('sleep 1000 & echo $!'));
      const pid = Number(output.stdout.toString());
      t.true(isRunning(pid));
      process.kill(pid);
      t.is((await run(agent, make('echo next'))).stdout.toString(), 'next\n');
    });
  }

  test(`${shell}: answers come in the order of the steps, as each ends`, async t => {
    const agent = startAgent(t, shell);
    const order: number[] = [];
    const answers = agent.run([probe('sleep 0.2'), apply('sleep 0.1'), probe(':')]);
    await Promise.all(answers.map((answer, index) => answer.then(() => order.push(index))));
    t.deepEqual(order, [0, 1, 2]);
  });

  test(`${shell}: messages that are given at once are answered in order`, async t => {
    const agent = startAgent(t, shell);
    const answers = Array.from({ length: 30 }, (_, index) =>
      agent.run([(index % 3 === 0 ? apply : probe)(`cat; echo ${index}`, { payload: [`${index}:`] })]),
    ).flat();
    const outputs = await Promise.all(answers);
    t.deepEqual(
      outputs.map(output => output.stdout.toString()),
      outputs.map((_, index) => `${index}:${index}\n`),
    );
  });

  test(`${shell}: random messages are answered byte for byte`, async t => {
    const agent = startAgent(t, shell);
    const step = fc.record({
      kind: fc.constantFrom('probe' as const, 'apply' as const),
      bytes: fc.uint8Array({ maxLength: 300 }),
      read: fc.boolean(),
      code: fc.nat(125),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async steps => {
        const outputs = await Promise.all(
          agent.run(
            steps.map(({ kind, bytes, read, code }) =>
              (kind === 'apply' ? apply : probe)(`${read ? 'cat' : ':'}; exit ${code}`, {
                payload: [Buffer.from(bytes)],
              }),
            ),
          ),
        );
        t.deepEqual(
          outputs.map(({ stdout, code }) => ({ stdout, code })),
          steps.map(({ bytes, read, code }) => ({
            stdout: read ? Buffer.from(bytes) : Buffer.alloc(0),
            code,
          })),
        );
      }),
      { numRuns: 15 },
    );
  });

  test(`${shell}: no script, payload or variable is in anybody's arguments, nor a script in the environment`, async t => {
    const agent = startAgent(t, shell);
    const secret = randomBytes(12).toString('hex');
    const function_: ShellFunction = { name: 'hidden', text: `hidden() { : ${secret}; }` };
    const look = (needle: string): string[] =>
      readdirSync('/proc')
        .filter(pid => /^\d+$/.test(pid))
        .flatMap(pid =>
          ['cmdline', 'environ'].filter(name => {
            try {
              return readFileSync(`/proc/${pid}/${name}`, 'latin1').includes(needle);
            } catch {
              return false;
            }
          }),
        );
    for (const make of [probe, apply]) {
      let found: string[] | undefined;
      const step = {
        ...make(`: ${secret}; hidden; echo; cat; sleep 0.3`, { payload: [secret], uses: [function_] }),
        onOutput: () => {
          found ??= look(secret);
        },
      };
      await run(agent, step);
      t.deepEqual(found, []);
    }
  });

  test(`${shell}: a dd without whole blocks is worked around`, async t => {
    const folder = mkdtempSync(join(tmpdir(), 'agent-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const dd = join(folder, 'dd');
    writeFileSync(dd, '#!/bin/sh\ncase $* in *fullblock*) exit 1 ;; esac\nexec /bin/dd "$@"\n', {
      mode: 0o755,
    });
    const plain = direct(shell);
    const agent = startAgent(t, shell, {
      login: () => ({
        ...plain,
        command: start => plain.command(`PATH=${folder}:$PATH; ${start}`),
      }),
    });
    const outputs = await Promise.all(
      agent.run([
        probe('take 3; cat', { payload: ['abcdef'] }),
        apply('take 3; echo; cat', { payload: ['abcdef'] }),
        probe('take 9', { payload: ['short'] }),
      ]),
    );
    t.deepEqual(
      outputs.map(({ stdout, code }) => [stdout.toString(), code]),
      [
        ['abcdef', 0],
        ['abc\ndef', 0],
        ['short', 1],
      ],
    );
  });

  test(`${shell}: what a profile prints is not taken for anything`, async t => {
    const plain = direct(shell);
    const agent = startAgent(t, shell, {
      login: () => ({ ...plain, command: start => plain.command(`echo Welcome; echo 0 0 >&2; ${start}`) }),
    });
    t.deepEqual(text(await run(agent, probe('echo out'))), { stdout: 'out\n', stderr: '', code: 0 });
  });

  test(`${shell}: an agent that is killed answers nothing more, and says so`, async t => {
    const agent = startAgent(t, shell, { heartbeat: 50 });
    const answers = agent.run([
      probe('read -r _ _ _ parent _ </proc/self/stat; kill -KILL "$parent"; sleep 1'),
      probe('echo next'),
    ]);
    for (const answer of answers) await t.throwsAsync(answer, { instanceOf: ConnectionLost });
    t.true(agent.ended);
    await t.throwsAsync(run(agent, probe('echo more')), { instanceOf: ConnectionLost });
  });
}

test('a shell that is not there is named', async t => {
  const agent = startAgent(t, '/nowhere/sh');
  const error = await t.throwsAsync(run(agent, probe('')), { instanceOf: ConnectionLost });
  t.regex(error.message, /^no shell could be started: .*\/nowhere\/sh/);
});
