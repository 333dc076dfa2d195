import test from 'ava';
import { DiagnosticError } from '../../../src/source/diagnostic.js';
import { changed, type Entries, inspected, output, plan, registry, script, set, shown } from './planning.js';

test('what runs as the task says is left alone', async t => {
  const same = await plan(registry, inspected(shown.registryContainer, shown.registryImage));
  t.is(same.kind, 'same');
  t.deepEqual(same.kind === 'same' && (same.result.container as Entries).Name, '/registry');
  t.is((await plan(shown.everything, inspected(shown.fullContainer, shown.registryImage))).kind, 'same');
});

test('only what Docker can update is changed in place', async t => {
  const update = script(
    await plan(
      { ...registry, restart_policy: 'unless-stopped', memory: '64M' },
      inspected(shown.registryContainer, shown.registryImage),
    ),
  );
  t.regex(
    update,
    /docker update --restart=unless-stopped|docker update --memory=67108864 --restart=unless-stopped/,
  );
  t.notRegex(update, /docker (create|rm|start)/);
  const both = script(
    await plan(
      { ...registry, restart_policy: 'unless-stopped', user: '7' },
      inspected(shown.registryContainer, shown.registryImage),
    ),
  );
  t.notRegex(both, /docker update/);
  t.regex(both, /docker create --name=registry\.trueup-new .*--restart=unless-stopped.* registry:2\b/);
});

test('a new container is made before the old one is stopped', async t => {
  const text = script(
    await plan({ ...registry, user: '7' }, inspected(shown.registryContainer, shown.registryImage)),
  );
  const order = [
    'docker create',
    'docker stop',
    'docker rm --force 64d2',
    'docker rename',
    'docker start',
  ].map(step => text.indexOf(step));
  t.false(order.includes(-1), text);
  t.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
  );
});

test('a container that is stopped is started, not recreated', async t => {
  const stopped = set(shown.registryContainer, ['State'], { Status: 'exited', Running: false });
  const start = await plan(registry, inspected(stopped, shown.registryImage));
  t.deepEqual(changed(start), ['state']);
  t.regex(script(start), /docker start registry/);
  t.notRegex(script(start), /docker create/);
  t.is((await plan({ ...registry, state: 'present' }, inspected(stopped, shown.registryImage))).kind, 'same');
  t.is((await plan({ ...registry, state: 'stopped' }, inspected(stopped, shown.registryImage))).kind, 'same');
});

test('states', async t => {
  const there = inspected(shown.registryContainer, shown.registryImage);
  const none = output(
    '[]\n',
    'Error: No such object: registry\nError: No such object: docker.io/library/registry:2\n',
    1,
  );
  t.deepEqual(changed(await plan({ ...registry, state: 'stopped' }, there)), ['state']);
  const remove = await plan({ ...registry, state: 'absent' }, there);
  t.deepEqual(changed(remove), ['state']);
  t.regex(script(remove), /docker stop 64d2/);
  t.regex(
    script(await plan({ name: 'registry', state: 'absent', force_kill: true, kill_signal: 'INT' }, there)),
    /docker kill --signal=INT 64d2/,
  );
  t.regex(
    script(await plan({ name: 'registry', state: 'absent', keep_volumes: false }, there)),
    /docker rm --force --volumes 64d2/,
  );
  t.is((await plan({ ...registry, state: 'absent' }, none)).kind, 'same');
  t.notRegex(script(await plan({ ...registry, state: 'present' }, none)), /docker start/);
  t.regex(
    script(await plan(registry, none)),
    /docker pull --quiet registry:2[\s\S]*docker create[\s\S]*docker start registry/,
  );
  t.like(await plan({ name: 'registry' }, none), {
    kind: 'failed',
    message: 'container registry does not exist, and without an image it cannot be created',
  });
  t.deepEqual(changed(await plan({ ...registry, recreate: true }, there)), ['recreate']);
  t.deepEqual(changed(await plan({ ...registry, restart: true }, there)), ['restart']);
});

test('another image', async t => {
  const newer = set(shown.registryImage, ['Id'], 'sha256:0000');
  t.deepEqual(changed(await plan(registry, inspected(shown.registryContainer, newer))), ['image']);
  t.is(
    (await plan({ ...registry, comparisons: { image: 'ignore' } }, inspected(shown.registryContainer, newer)))
      .kind,
    'same',
  );
  t.is(
    (await plan({ ...registry, comparisons: { '*': 'ignore' } }, inspected(shown.registryContainer, newer)))
      .kind,
    'same',
  );
  // Its tag is gone from the host, and it runs on.
  const untagged = output(
    `${JSON.stringify([shown.registryContainer])}\n`,
    'Error: No such object: docker.io/library/registry:2\n',
    1,
  );
  t.is((await plan(registry, untagged)).kind, 'same');
  const three = await plan({ ...registry, image: 'registry:3' }, untagged);
  t.deepEqual(changed(three), ['image']);
  t.regex(
    script(three),
    /docker pull --quiet registry:3[\s\S]*docker image inspect --format '\{\{\.Id\}\}' registry:3/,
  );
});

test('with pull, whether anything changes is seen once it is pulled', async t => {
  const pull = await plan(
    { ...registry, pull: true },
    inspected(shown.registryContainer, shown.registryImage),
  );
  t.is(pull.kind, 'action');
  if (pull.kind !== 'action') return;
  t.regex(pull.apply.text, /^docker pull --quiet registry:2/m);
  t.is(pull.conclude(output(`unchanged\n${JSON.stringify([shown.registryContainer])}`)).kind, 'unchanged');
  t.is(pull.conclude(output(`changed\n${JSON.stringify([shown.registryContainer])}`)).kind, 'changed');
});

test('networks are joined and left while the container runs', async t => {
  const args = {
    ...(shown.everything as Entries),
    networks: [{ name: 'net1' }, { name: 'net2', aliases: ['new'] }, { name: 'net3' }],
  };
  const joined = await plan(args, inspected(shown.fullContainer, shown.registryImage));
  t.deepEqual(changed(joined), ['networks']);
  t.regex(
    script(joined),
    /disconnect net2 full[\s\S]*docker network connect --alias=new net2 full[\s\S]*docker network connect net3 full/,
  );
  t.notRegex(script(joined), /docker create/);
});

test('variables reach docker on standard input, and are not shown', async t => {
  const secret = await plan(
    { ...registry, env: { TOKEN: 's3cret', KEY: 'one\ntwo' } },
    inspected(set(shown.registryContainer, ['Config', 'Env'], ['TOKEN=old-s3cret']), shown.registryImage),
  );
  t.is(secret.kind, 'change');
  if (secret.kind !== 'change') return;
  t.false(JSON.stringify(secret.differences).includes('s3cret'));
  t.deepEqual(secret.apply.payload, ['TOKEN=s3cret\n']);
  t.false(secret.apply.text.includes('s3cret'));
  const command = secret.apply.text.split('\n').find(line => line.includes('docker create'));
  t.regex(
    secret.apply.text,
    /KEY='one\ntwo'; export KEY; take 13 \| docker create .*--env-file=\/dev\/stdin --env=KEY /,
  );
  t.truthy(command);
});

test('failures', async t => {
  t.like(
    await plan(
      registry,
      output(
        '',
        'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
        1,
      ),
    ),
    {
      kind: 'failed',
      message:
        'docker does not answer: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    },
  );
  // Without docker there is no container: a check before the first apply says what will be.
  const first = await plan(registry, output('', '', 127));
  t.deepEqual(changed(first), ['state', 'image']);
  if (first.kind !== 'change') return;
  const conclude = (stdout: string, stderr: string) => first.conclude?.(output(stdout, stderr, 1));
  t.like(conclude('failed missing\n', ''), { message: 'docker is not installed on the host' });
  t.like(
    conclude(
      'failed pull\n',
      'Error response from daemon: manifest for registry:2 not found: manifest unknown: manifest unknown\n',
    ),
    {
      message:
        'docker could not pull registry:2: manifest for registry:2 not found: manifest unknown: manifest unknown',
    },
  );
  t.like(
    conclude(
      'failed start\n',
      'Error response from daemon: driver failed programming external connectivity on endpoint registry (d1): Bind for 127.0.0.1:5000 failed: port is already allocated\nError: failed to start containers: registry\n',
    ),
    {
      message:
        'docker could not start the container: driver failed programming external connectivity on endpoint registry (d1): Bind for 127.0.0.1:5000 failed: port is already allocated',
    },
  );
});

const mistakes: readonly (readonly [string, Entries, RegExp])[] = [
  ['a name', { name: 'a/b' }, /is no container's name/],
  ['a port', { published_ports: ['example.org:80:80'] }, /is not a port to publish: example\.org:80:80/],
  ['ranges', { published_ports: ['80-81:90-92'] }, /ranges of different lengths/],
  ['a volume', { volumes: ['a:b:c:d'] }, /is not a volume/],
  ['a relative volume', { volumes: ['./a:/b'] }, /not absolute/],
  ['a number in env', { env: { A: 1 } }, /A must be a string/],
  ['a name in env', { env: { 'A B': '1' } }, /no name for an environment variable/],
  ['an unfinished quote', { command: 'sh -c "x' }, /is never closed/],
  ['a duration', { healthcheck: { interval: '5' } }, /interval is not a duration/],
  ['an unknown comparison', { comparisons: { nope: 'strict' } }, /does not exist: nope/],
  ['a senseless comparison', { comparisons: { user: 'allow_more_present' } }, /it is one value/],
  ['log_options alone', { log_options: { a: 'b' } }, /needs log_driver/],
];

for (const [name, args, message] of mistakes)
  test(`refuses ${name}`, async t => {
    const error = await t.throwsAsync(plan({ ...registry, ...args }, inspected()), {
      instanceOf: DiagnosticError,
    });
    t.regex(error?.message ?? '', message);
  });
