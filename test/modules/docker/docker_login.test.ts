import test from 'ava';
import { dockerLogin } from '../../../src/modules/docker/docker_login.js';
import type { Plain } from '../../../src/value/value.js';
import { changed, output, planOf, script } from './planning.js';

const kept = (registry: string, account: string, more: object = {}) =>
  output(
    JSON.stringify({ auths: { [registry]: { auth: Buffer.from(account).toString('base64') } }, ...more }),
  );
const task = { registry_url: 'r.example.com:5000', username: 'alice', password: 'it is: secret' };
const plan = (args: Plain, probed = output('')) =>
  planOf(dockerLogin, { ...task, ...(args as object) }, probed);

test('a password that is kept is not asked of the registry again', async t => {
  const same = kept('r.example.com:5000', 'alice:it is: secret');
  t.is((await plan({}, same)).kind, 'same');
  t.is((await plan({ registry_url: 'https://r.example.com:5000/v2/' }, same)).kind, 'same');
  t.deepEqual(changed(await plan({ reauthorize: true }, same)), ['reauthorize']);
  t.deepEqual(changed(await plan({ password: 'other' }, same)), ['password']);
  t.deepEqual(changed(await plan({ username: 'bob' }, same)), ['username']);
  t.deepEqual(changed(await plan({ registry_url: 'other.example.com' }, same)), ['state']);
});

test('the password goes to docker on standard input, and nowhere else', async t => {
  const login = await plan({});
  t.regex(
    script(login),
    /docker --config "?[^ ]*\.docker"? login --username=alice --password-stdin r\.example\.com:5000/,
  );
  t.false(script(login).includes('secret'));
  t.deepEqual(login.kind === 'change' && login.apply.payload, ['it is: secret']);
  t.false(JSON.stringify(login.kind === 'change' && login.differences).includes('secret'));
});

test('Docker Hub is what is meant if no registry is named, by whatever name', async t => {
  const hub = kept('https://index.docker.io/v1/', 'alice:it is: secret');
  for (const registry_url of [
    'https://index.docker.io/v1/',
    'docker.io',
    'index.docker.io',
    'https://docker.io/',
  ])
    t.is((await plan({ registry_url }, hub)).kind, 'same', registry_url);
  t.regex(script(await plan({ registry_url: 'docker.io' })), /--password-stdin >/);
});

test('logging out', async t => {
  const there = kept('r.example.com:5000', 'bob:x');
  t.is((await plan({ state: 'absent' })).kind, 'same');
  t.regex(script(await plan({ state: 'absent' }, there)), /logout r\.example\.com:5000/);
});

test('what can not be read, or is kept elsewhere, is told', async t => {
  const failed = async (probed: ReturnType<typeof output>): Promise<string> => {
    const told = await plan({}, probed);
    return told.kind === 'failed' ? told.message : told.kind;
  };
  t.regex(await failed(output('{nonsense')), /is no JSON/);
  t.regex(await failed(kept('r', 'a:b', { credsStore: 'pass' })), /docker-credential-pass/);
  t.regex(
    await failed(kept('r', 'a:b', { credHelpers: { 'r.example.com:5000': 'ecr-login' } })),
    /docker-credential-ecr-login/,
  );
  t.regex(await failed(output('', 'cat: permission denied', 1)), /permission denied/);
  await t.throwsAsync(plan({ config_path: '/etc/docker.json' }), { message: /must end in \/config\.json/ });
});
