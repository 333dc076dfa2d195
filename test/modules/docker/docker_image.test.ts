import test from 'ava';
import { dockerImage } from '../../../src/modules/docker/docker_image.js';
import type { Plain } from '../../../src/value/value.js';
import { changed, inspected, output, planOf, script } from './planning.js';

const id = `sha256:${'a'.repeat(64)}`;
const there = { Id: id, RepoTags: ['app:1', 'app:latest', 'r.example.com:5000/app:1'], RepoDigests: [] };
const gone = output('[]\n', 'Error: No such image: app:1\n', 1);
const plan = (args: Plain, probed = inspected(there)) =>
  planOf(dockerImage, { source: 'pull', name: 'app:1', ...(args as object) }, probed);

test('an image that is there is neither pulled, built nor loaded', async t => {
  for (const args of [
    {},
    { name: 'app' },
    { name: 'app', tag: '1' },
    { name: 'docker.io/library/app:1' },
    { name: 'r.example.com:5000/app', tag: '1' },
    { source: 'local' },
    { source: 'local', name: id },
    { source: 'build', build: { path: '/srv' } },
    { source: 'load', load_path: '/srv/app.tar' },
    { source: 'local', repository: 'app:latest' },
  ])
    t.is((await plan(args)).kind, 'same', JSON.stringify(args));
  t.is((await plan({ state: 'absent' }, gone)).kind, 'same');
});

test('an image that is not there is fetched from its source', async t => {
  t.regex(script(await plan({}, gone)), /^docker pull --quiet app:1 /m);
  t.regex(
    script(await plan({ name: 'app', pull: { platform: 'linux/arm64' } }, gone)),
    /--platform=linux\/arm64 app:latest /,
  );
  t.regex(
    script(await plan({ source: 'load', load_path: '/a b.tar' }, gone)),
    /docker load --quiet --input '\/a b\.tar'/,
  );
  const missing = await plan({ source: 'local' }, gone);
  t.is(missing.kind === 'failed' && missing.message, 'Cannot find the image app:1 locally.');
  t.deepEqual(changed(await plan({ force_source: true })), ['force_source']);
  t.deepEqual(changed(await plan({ source: 'local', force_source: true })), undefined);
});

test('how an image is built; its arguments stand on no command line', async t => {
  const built = script(
    await plan(
      {
        source: 'build',
        build: {
          path: '/srv/app',
          dockerfile: 'sub/Dockerfile',
          args: { who: 'me & you' },
          cache_from: ['app:0'],
          container_limits: { memory: 1000 },
          etc_hosts: { db: '10.0.0.1' },
          target: 'last',
          nocache: true,
          rm: false,
        },
      },
      gone,
    ),
  );
  t.regex(built, /export who='me & you';\nif said=\$\(docker build /);
  t.true(
    built.includes(
      'docker build --tag=app:1 --rm=false --build-arg=who --cache-from=app:0 --add-host=db:10.0.0.1 --target=last --no-cache --memory=1000 --file="$context"/sub/Dockerfile "$context" 2>&1',
    ),
    built,
  );
  t.false(/docker build.*me & you/.test(built));
  await t.throwsAsync(plan({ source: 'build', build: { path: '/srv', args: { 'a-b': 'c' } } }, gone), {
    message: /has args whose names/,
  });
});

test('tagging, pushing, archiving', async t => {
  t.deepEqual(changed(await plan({ source: 'local', repository: 'mine/app' })), ['tag']);
  t.regex(script(await plan({ source: 'local', repository: 'mine/app' })), /docker tag app:1 mine\/app:1 /);
  t.regex(
    script(await plan({ source: 'local', repository: 'h:5/app:7', push: true })),
    /docker push h:5\/app:7\)/,
  );
  t.is((await plan({ source: 'local', repository: 'app:latest', force_tag: true })).kind, 'same');
  const archive = { source: 'local', archive_path: '/srv/app.tar' };
  const withManifest = (manifest: Plain) =>
    output(`${JSON.stringify([there])}\n\ntrueup archive\n${JSON.stringify(manifest)}`);
  const entry = { Config: `${'a'.repeat(64)}.json`, RepoTags: ['app:1'] };
  t.is((await plan(archive, withManifest([entry]))).kind, 'same');
  for (const manifest of [
    [{ ...entry, Config: `${'b'.repeat(64)}.json` }],
    [{ ...entry, RepoTags: ['app:2'] }],
    [entry, entry],
    {},
  ])
    t.deepEqual(changed(await plan(archive, withManifest(manifest))), ['archive'], JSON.stringify(manifest));
});

test('removing', async t => {
  t.regex(script(await plan({ state: 'absent' })), /^docker image rm app:1 /m);
  t.regex(script(await plan({ state: 'absent', force_absent: true })), /^docker image rm --force app:1 /m);
});

test('arguments that mean nothing are refused', async t => {
  for (const [args, message] of [
    [{ tag: 'a b' }, /tag of the \(docker_image\) module is no tag/],
    [{ name: id }, /must not be an id with source: pull/],
    [{ name: id, source: 'local', push: true }, /can not be pushed by its id/],
    [{ repository: id }, /repository of the \(docker_image\) module must not be an id/],
  ] as const)
    await t.throwsAsync(plan(args), { message });
});
