import test, { type ExecutionContext } from 'ava';
import { type Host, releaseHosts, takeHosts } from './rig/host.js';
import { folderOf, inventoryOf, trueup } from './rig/trueup.js';

// Module by module on a real host: each play is applied twice, and the second time must change nothing.

let host: Host;

test.before(async () => {
  [host] = (await takeHosts({})) as [Host];
  await host.output(
    'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends apache2 apache2-utils certbot docker.io >/dev/null',
  );
});

test.after.always(() => releaseHosts([host]));

type Tasks = readonly Readonly<Record<string, unknown>>[];

/** Applies or checks tasks as root on the host. */
const play = async (tasks: Tasks, verb: 'apply' | 'check' = 'apply') => {
  const folder = folderOf({
    'play.yaml': JSON.stringify([{ hosts: 'all', become: true, gather_facts: false, tasks }]),
    'hosts.yaml': inventoryOf([host]),
  });
  const { code, stdout, stderr } = await trueup([verb, 'play.yaml', '-i', 'hosts.yaml'], { cwd: folder });
  return { code, text: stdout + stderr, changed: Number(/changed=(\d+)/.exec(stdout)?.[1] ?? -1) };
};

/** Sees that tasks change something, and then nothing any more. */
const converges = async (t: ExecutionContext, tasks: Tasks): Promise<void> => {
  const first = await play(tasks);
  t.is(first.code, 0, first.text);
  t.true(first.changed > 0, first.text);
  const second = await play(tasks);
  t.is(second.changed, 0, second.text);
};

const fails = async (t: ExecutionContext, tasks: Tasks, reason: RegExp): Promise<void> => {
  const { code, text } = await play(tasks);
  t.is(code, 2, text);
  t.regex(text, reason);
};

const running = (name: string) => host.output(`docker inspect -f '{{.Id}} {{.State.Running}}' ${name}`);

test.serial('apache2_module', async t => {
  await converges(t, [{ apache2_module: { name: 'ssl' } }, { apache2_module: { name: 'headers' } }]);
  t.regex(await host.output('apache2ctl -M'), /ssl_module/);
  await converges(t, [{ apache2_module: { name: 'headers', state: 'absent' } }]);
  await fails(t, [{ apache2_module: { name: 'nope' } }], /Module nope does not exist/);
  await fails(t, [{ apache2_module: { name: 'autoindex', state: 'absent' } }], /force: true disables it/);
  await fails(t, [{ apache2_module: { name: 'mpm_event', state: 'absent' } }], /No MPM loaded/);
  t.is((await host.run('apache2ctl configtest')).code, 0, 'what broke the configuration was put back');
});

test.serial('two modules without which the configuration is broken are both enabled again', async t => {
  const site = 'Listen 444\n<VirtualHost *:444>\n  SSLEngine off\n  Header set X-A b\n</VirtualHost>\n';
  await host.output('a2enmod -q headers && cat >/etc/apache2/sites-enabled/needs.conf', { input: site });
  await host.output('apache2ctl configtest && a2dismod -q -f ssl headers');
  await converges(t, [{ apache2_module: { name: '{{ item }}' }, loop: ['headers', 'ssl'] }]);
  await host.output('apache2ctl configtest && rm /etc/apache2/sites-enabled/needs.conf');
});

test.serial('htpasswd', async t => {
  const users = [
    { name: 'alice', password: 'pässwörd 1' },
    { name: 'bob', password: 'x:y' },
  ];
  const path = '/etc/apache2/users';
  const task = { htpasswd: { path, users, exclusive: true, group: 'www-data', mode: '0640' } };
  await host.output(`htpasswd -bc ${path} old old`);
  await converges(t, [task]);
  t.is(await host.output(`stat -c '%a %U:%G' ${path}`), '640 root:www-data\n');
  for (const { name, password } of users)
    t.is((await host.run(`htpasswd -vb ${path} ${name} '${password}'`)).code, 0, name);
  t.not((await host.run(`htpasswd -vb ${path} old old`)).code, 0);
  const drift = await play([{ htpasswd: { path, name: 'alice', password: 'another' } }], 'check');
  t.is(drift.code, 2);
  t.notRegex(drift.text, /another(?! password)|\$2y\$/);
});

const site = (folder: string) =>
  `<VirtualHost *:80>\n  DocumentRoot ${folder}\n  <Directory ${folder}>\n    Require all granted\n  </Directory>\n</VirtualHost>\n`;

test.serial('certbot', async t => {
  const webroot = '/srv/acme';
  const name = host.domain;
  await host.output(
    `mkdir -p ${webroot} && cat >/etc/apache2/sites-available/000-default.conf && systemctl reload apache2`,
    {
      input: site(webroot),
    },
  );
  const certbot = { domains: [name], agree_tos: true, webroot, deploy_hook: 'touch /root/deployed' };
  const installed = () =>
    host.output(`openssl x509 -in /etc/letsencrypt/live/${name}/cert.pem -noout -serial -ext subjectAltName`);
  await converges(t, [{ certbot }]);
  const first = await installed();
  t.true(first.includes(`DNS:${name}\n`), first);
  await host.output('rm /root/deployed');

  const domains = [name, `${host.name}.lab.test`];
  await converges(t, [{ certbot: { ...certbot, domains } }]);
  t.true((await installed()).includes(`DNS:${host.name}.lab.test`));
  await converges(t, [{ certbot: { ...certbot, domains, key_type: 'rsa', rsa_key_size: 3072 } }]);
  await host.output('test -e /root/deployed');

  const before = await installed();
  await fails(
    t,
    [{ certbot: { ...certbot, domains: [name, 'nope.example.test'] } }],
    /nope\.example\.test: .*could not resolve|nope\.example\.test: dns/,
  );
  await fails(t, [{ certbot: { ...certbot, server: 'https://acme.lab.test:1/dir' } }], /Connection refused/);
  t.is(await installed(), before);
});

test.serial('certbot goes on where one that was killed left off', async t => {
  const name = `killed.${host.domain}`;
  const [live, archive] = [`/etc/letsencrypt/live/${name}`, `/etc/letsencrypt/archive/${name}`];
  await host.output(
    `mkdir ${live} ${archive} && touch ${archive}/cert1.pem && ln -s ${archive}/cert1.pem ${live}/cert.pem && : >/etc/letsencrypt/renewal/${name}.conf`,
  );
  await converges(t, [{ certbot: { domains: [name], agree_tos: true, webroot: '/srv/acme' } }]);
  t.is(await host.output('ls /etc/letsencrypt/renewal'), `${host.domain}.conf\n${name}.conf\n`);
  await converges(t, [{ certbot: { name, state: 'absent' } }]);
});

const registry = {
  name: 'registry',
  image: 'registry:2',
  restart_policy: 'always',
  published_ports: ['127.0.0.1:5000:5000'],
  volumes: ['/srv/registry:/var/lib/registry'],
};

test.serial('docker_container', async t => {
  await converges(t, [{ docker_container: registry }]);
  const first = await running('registry');
  t.regex(first, /true/);

  await host.output('docker stop registry');
  await converges(t, [{ docker_container: registry }]);
  t.is(await running('registry'), first, 'started, not recreated');

  await converges(t, [{ docker_container: { ...registry, restart_policy: 'unless-stopped' } }]);
  t.is(await running('registry'), first, 'updated, not recreated');

  const ports = { ...registry, restart_policy: 'unless-stopped', published_ports: ['127.0.0.1:5001:5000'] };
  await converges(t, [{ docker_container: ports }]);
  t.not(await running('registry'), first, 'recreated');
  t.is(await host.output('curl -s http://127.0.0.1:5001/v2/'), '{}');

  const pulled = await running('registry');
  t.is((await play([{ docker_container: { ...ports, pull: true } }])).changed, 0);
  t.is(await running('registry'), pulled);
});

test.serial('docker_container: variables', async t => {
  const env = { PLAIN: ' a=b # c ', SEVERAL: 'one\ntwo', EMPTY: '' };
  await converges(t, [{ docker_container: { ...registry, name: 'variables', published_ports: [], env } }]);
  const inside: readonly string[] = JSON.parse(
    await host.output("docker inspect -f '{{json .Config.Env}}' variables"),
  );
  for (const [name, value] of Object.entries(env))
    t.true(inside.includes(`${name}=${value}`), inside.join('\n'));
  await converges(t, [{ docker_container: { name: 'variables', state: 'absent' } }]);
});

test.serial('docker_network, docker_volume, docker_image and docker_login', async t => {
  await converges(t, [
    { docker_volume: { name: 'kept', labels: { team: 'builds' } } },
    {
      docker_network: { name: 'apart', ipam_config: [{ subnet: '172.29.0.0/16' }], connected: ['registry'] },
    },
    { docker_image: { name: 'hello:1', source: 'pull', archive_path: '/root/hello.tar' } },
    { docker_image: { name: 'hello:1', source: 'local', repository: 'mine/hello' } },
  ]);
  t.is(await host.output("docker volume inspect -f '{{.Labels.team}}' kept"), 'builds\n');
  const networks = "docker inspect -f '{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{end}}' registry";
  t.is((await host.output(networks)).trim(), 'apart bridge');

  await converges(t, [{ docker_network: { name: 'apart', internal: true } }]);
  t.is((await host.output(networks)).trim(), 'apart bridge', 'what was in the old network is in the new one');

  await host.output('mkdir -p /root/context && cat >/root/context/Dockerfile', {
    input: 'FROM hello:1\nARG who=nobody\nLABEL who=$who\n',
  });
  const build = { path: '/root/context', args: { who: 'me & you' } };
  await converges(t, [{ docker_image: { name: 'built', source: 'build', build } }]);
  t.is(await host.output("docker inspect -f '{{.Config.Labels.who}}' built"), 'me & you\n');
  await host.output('docker rmi built mine/hello:1 hello:1');
  await converges(t, [{ docker_image: { name: 'hello:1', source: 'load', load_path: '/root/hello.tar' } }]);

  const users = { path: '/root/users', users: [{ name: 'alice', password: 'a password' }] };
  const guarded = {
    ...registry,
    name: 'guarded',
    published_ports: ['127.0.0.1:5009:5000'],
    volumes: ['/root/users:/users:ro'],
    env: {
      REGISTRY_AUTH: 'htpasswd',
      REGISTRY_AUTH_HTPASSWD_REALM: 'r',
      REGISTRY_AUTH_HTPASSWD_PATH: '/users',
    },
  };
  await converges(t, [{ htpasswd: users }, { docker_container: guarded }]);
  const login = { registry_url: '127.0.0.1:5009', username: 'alice', password: 'a password' };
  await fails(t, [{ docker_login: { ...login, password: 'no' } }], /docker could not log in as alice: .*401/);
  await converges(t, [
    { docker_login: login },
    { docker_image: { name: 'hello:1', source: 'local', repository: '127.0.0.1:5009/hello', push: true } },
  ]);
  t.is((await host.run('docker pull -q 127.0.0.1:5009/hello:1')).code, 0);

  await converges(t, [
    { docker_login: { registry_url: '127.0.0.1:5009', state: 'absent' } },
    { docker_network: { name: 'apart', state: 'absent' } },
    { docker_volume: { name: 'kept', state: 'absent' } },
    { docker_container: { name: 'guarded', state: 'absent' } },
    { docker_image: { name: 'hello:1', state: 'absent' } },
  ]);
  t.is((await host.output(networks)).trim(), 'bridge');
  t.is(await host.output('docker volume ls -q -f name=kept; docker images -q hello'), '');
});

test.serial('docker_container: a container that Docker refuses takes nothing down', async t => {
  const before = await running('registry');
  await fails(
    t,
    [{ docker_container: { ...registry, image: 'registry:99' } }],
    /docker could not pull registry:99/,
  );
  await fails(
    t,
    [{ docker_container: { ...registry, runtime: 'nope' } }],
    /docker could not create the container: .*nope/,
  );
  t.is(await running('registry'), before);
});

test.serial('docker_container: a port that is taken', async t => {
  const task = { docker_container: { ...registry, name: 'second', published_ports: ['127.0.0.1:80:5000'] } };
  await fails(
    t,
    [task],
    /docker could not start the container: .*(address already in use|port is already allocated)/,
  );
  await host.output('docker rm -f second');
});

test.serial('docker_container: what a run that was cut off leaves is cleared away', async t => {
  await host.output('docker create --name registry.trueup-new registry:2');
  await converges(t, [{ docker_container: { ...registry, hostname: 'other' } }]);
  t.is(await host.output("docker ps -a --format '{{.Names}}'"), 'registry\n');
});

test.serial('docker_container: a daemon that is down', async t => {
  await host.output('systemctl stop docker.socket docker');
  await fails(
    t,
    [{ docker_container: registry }],
    /docker does not answer: Cannot connect to the Docker daemon/,
  );
});
