import test from 'ava';
import { dockerVolume } from '../../../src/modules/docker/docker_volume.js';
import type { Plain } from '../../../src/value/value.js';
import { localServices } from '../rig.js';
import { changed, inspected, output, planOf, script } from './planning.js';

const there = { Name: 'v', Driver: 'local', Labels: { a: 'b' }, Options: { type: 'tmpfs' } };
const gone = output('[]\n', 'Error: No such volume: v\n', 1);
const plan = (args: Plain, probed = inspected(there)) =>
  planOf(dockerVolume, { name: 'v', ...(args as object) }, probed);

test('a volume is made, removed, or left alone', async t => {
  t.deepEqual(changed(await plan({}, gone)), ['state']);
  t.regex(
    script(await plan({ labels: { a: 1 }, driver_options: { o: 'size=1m' } }, gone)),
    /^docker volume create --driver=local --opt=o=size=1m --label=a=1 v >\/dev\/null/m,
  );
  t.is((await plan({ labels: { a: 'b' } })).kind, 'same');
  t.is((await plan({ state: 'absent' }, gone)).kind, 'same');
  t.regex(script(await plan({ state: 'absent' })), /^docker volume rm v /m);
  t.is((await plan({}, output('', 'Cannot connect to the Docker daemon', 1))).kind, 'failed');
  t.deepEqual(changed(await plan({}, output('', '', 127))), ['state'], 'docker may be installed by then');
});

test('what a volume holds is only given up where that is asked for', async t => {
  t.is((await plan({ labels: { a: 'c' } })).kind, 'same');
  t.is((await plan({ labels: { a: 'b' }, recreate: 'options-changed' })).kind, 'same');
  const other = await plan({
    labels: { a: 'c' },
    driver_options: { type: 'nfs' },
    recreate: 'options-changed',
  });
  t.deepEqual(changed(other), ['driver_options.type', 'labels.a']);
  t.regex(script(other), /docker volume rm v [\s\S]*docker volume create/);
  t.deepEqual(changed(await plan({ recreate: 'always' })), ['recreate']);
});

test('a secret is not given to docker as a word of its command line', async t => {
  const services = localServices('/');
  services.secrets.add('s3cret');
  await t.throwsAsync(
    planOf(dockerVolume, { name: 'v', driver_options: { o: 'username=a,password=s3cret' } }, gone, services),
    { message: /argument driver_options of the \(docker_volume\) module: o holds a secret/ },
  );
});
