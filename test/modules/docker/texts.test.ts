import test from 'ava';
import { nanoseconds } from '../../../src/modules/docker/health.js';
import { canonicalImage, withTag } from '../../../src/modules/docker/image-name.js';
import { dockerReason, parseInspected } from '../../../src/modules/docker/inspect.js';
import { volumeProblem } from '../../../src/modules/docker/mounts.js';
import { parsePublished } from '../../../src/modules/docker/ports.js';
import { output } from './planning.js';

const ports: readonly (readonly [string, string])[] = [
  ['80', '::80/tcp'],
  ['8080:80', ':8080:80/tcp'],
  ['127.0.0.1:8080:80', '127.0.0.1:8080:80/tcp'],
  ['127.0.0.1::80/udp', '127.0.0.1::80/udp'],
  ['[::1]:8080:80', '::1:8080:80/tcp'],
  ['8000-8001:80-81', ':8000:80/tcp :8001:81/tcp'],
  ['8000-8010:80', ':8000-8010:80/tcp'],
  ['90-91', '::90/tcp ::91/tcp'],
];

test('published ports', t => {
  for (const [text, expected] of ports) {
    const parsed = parsePublished(text);
    t.true(Array.isArray(parsed), text);
    if (typeof parsed === 'string') continue;
    const shown = parsed
      .map(port => `${port.address}:${port.host}:${port.container}/${port.protocol}`)
      .join(' ');
    t.is(shown, expected, text);
  }
  for (const text of ['', 'http', 'localhost:80:80', '80:', '90-80', '0', '70000', '1:2:3:4', '80-82:80-81'])
    t.is(typeof parsePublished(text), 'string', text);
});

test('names of images', t => {
  const names: readonly (readonly [string, string, string])[] = [
    ['registry', 'registry:latest', 'docker.io/library/registry:latest'],
    ['registry:2', 'registry:2', 'docker.io/library/registry:2'],
    ['me/app', 'me/app:latest', 'docker.io/me/app:latest'],
    ['example.org/app:1', 'example.org/app:1', 'example.org/app:1'],
    ['localhost/app', 'localhost/app:latest', 'localhost/app:latest'],
    ['host:5000/a/b', 'host:5000/a/b:latest', 'host:5000/a/b:latest'],
    ['a@sha256:00', 'a@sha256:00', 'docker.io/library/a@sha256:00'],
    [`sha256:${'0'.repeat(64)}`, `sha256:${'0'.repeat(64)}`, `sha256:${'0'.repeat(64)}`],
  ];
  for (const [name, tagged, canonical] of names) {
    t.is(withTag(name), tagged);
    t.is(canonicalImage(name), canonical);
  }
});

test('durations', t => {
  t.is(nanoseconds('1m30s'), 90e9);
  t.is(nanoseconds('500ms'), 5e8);
  t.is(nanoseconds('1.5h'), 5400e9);
  for (const text of ['', '5', '5 s', '1d', '-1s']) t.is(nanoseconds(text), undefined, text);
});

test('volumes', t => {
  for (const text of ['/a', 'name:/a', '/h:/a:ro', '/h:/a:ro,rslave', '/a:ro'])
    t.is(volumeProblem(text), undefined, text);
  for (const text of ['a', '/h:a', '/h:/a:nope', '~/h:/a', '../h:/a'])
    t.is(typeof volumeProblem(text), 'string', text);
});

test("docker's reasons", t => {
  t.is(
    dockerReason(
      "docker: Error response from daemon: Invalid container name (x).\nSee 'docker run --help'.\n",
    ),
    'Invalid container name (x).',
  );
  t.is(dockerReason("unknown flag: --nope\nSee 'docker create --help'.\n"), 'unknown flag: --nope');
  t.is(
    dockerReason(
      'Error response from daemon: No such container: nope\nError: failed to start containers: nope\n',
    ),
    'No such container: nope',
  );
});

test('an image of the same name is not taken for the container', t => {
  const image = { Id: 'sha256:1', RootFS: {}, Config: {} };
  const state = parseInspected(output(JSON.stringify([image, image])));
  t.deepEqual(state, { kind: 'found', container: undefined, image });
});

test('what does not exist is no failure, in the words of old and new versions', t => {
  for (const words of ['Error: No such object: x\n', 'error: no such object: x\n'])
    t.is(parseInspected(output('[]\n', words, 1)).kind, 'found');
  t.deepEqual(parseInspected(output('', 'permission denied while trying to connect\n', 1)), {
    kind: 'failed',
    reason: 'permission denied while trying to connect',
  });
});
