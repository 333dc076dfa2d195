import test from 'ava';
import type { Plan } from '../../../src/modules/module.js';
import { certbot } from '../../../src/modules/web/certbot.js';
import { DiagnosticError } from '../../../src/source/diagnostic.js';
import { localServices, withDefaults } from '../rig.js';
import { ecdsa, failures, hookFailed, renewal } from './printed.js';

type Given = Parameters<typeof withDefaults>[1];

// A month and a half before the certificate ends.
const NOW = Date.UTC(2027, 0, 5) / 1000;

const wanted: Given = {
  domains: ['docker1.lab.test', 'h1.lab.test'],
  email: 'admin@example.org',
  agree_tos: true,
  webroot: '/var/www/acme',
};

const there = (now = NOW, file = renewal, certificate = ecdsa): string =>
  `${file.replace(/^/gm, 'conf ')}\nnow ${now}\n${certificate}`;

const output = (stdout: string, code = 0) => ({ stdout: Buffer.from(stdout), stderr: Buffer.alloc(0), code });

const plan = async (args: Given, probed: string): Promise<Plan> => {
  const steps = await certbot.begin(withDefaults(certbot, args), localServices('/'), {
    checkMode: false,
    diff: true,
  });
  return steps.plan(output(probed));
};

const names = (plan: Plan): readonly string[] =>
  plan.kind === 'change'
    ? plan.differences.map(difference => (difference.kind === 'attribute' ? difference.name : ''))
    : [];

const command = (plan: Plan): string => {
  const text = plan.kind === 'change' ? plan.apply.text : '';
  return text.split('\n').find(line => line.startsWith('certbot ')) ?? '';
};

const cases: readonly (readonly [string, Given, string, readonly string[]])[] = [
  ['all is well', {}, there(), []],
  [
    'the order of the domains does not matter',
    { domains: ['H1.lab.test', 'docker1.lab.test'], name: 'docker1.lab.test' },
    there(),
    [],
  ],
  ['nothing there', {}, '', ['state']],
  ['a renewal without a certificate', {}, renewal.replace(/^/gm, 'conf '), ['state']],
  ['a certificate without its renewal', {}, `now ${NOW}\n${ecdsa}`, ['state']],
  ['one domain less', { domains: ['docker1.lab.test'] }, there(), ['domains']],
  ['one domain more', { domains: ['docker1.lab.test', 'h1.lab.test', 'x.lab.test'] }, there(), ['domains']],
  ['the same server', { server: 'https://acme.lab.test:14000/dir' }, there(), []],
  ['another server', { server: 'https://acme.example.org/dir' }, there(), ['server']],
  ['staging', { staging: true }, there(), ['server']],
  [
    'no longer staging',
    {},
    there(
      NOW,
      renewal.replace(/^server = .*/m, 'server = https://acme-staging-v02.api.letsencrypt.org/directory'),
    ),
    ['server'],
  ],
  ['the same type of key', { key_type: 'ecdsa', elliptic_curve: 'secp256r1' }, there(), []],
  ['another type of key', { key_type: 'rsa', rsa_key_size: 2048 }, there(), ['key_type']],
  ['another curve', { key_type: 'ecdsa', elliptic_curve: 'secp384r1' }, there(), ['elliptic_curve']],
  ['another authenticator', { authenticator: 'standalone' }, there(), ['authenticator']],
  ['another webroot', { webroot: '/srv/acme' }, there(), ['webroot']],
  ['a slash at the end of the webroot', { webroot: '/var/www/acme/' }, there(), []],
  ['the same hook', { deploy_hook: 'systemctl reload apache2, "x"' }, there(), []],
  ['another hook', { deploy_hook: 'systemctl reload apache2' }, there(), ['deploy_hook']],
  ['31 days left', {}, there(Date.UTC(2027, 0, 21) / 1000), []],
  ['29 days left', {}, there(Date.UTC(2027, 0, 23) / 1000), ['expires']],
  ['29 days left, 20 asked for', { renew_before: 20 }, there(Date.UTC(2027, 0, 23) / 1000), []],
  ['47 days left, 60 asked for', { renew_before: 60 }, there(), ['expires']],
  ['ended', {}, there(Date.UTC(2027, 5, 1) / 1000), ['expires']],
  ['absent, and it is not there', { state: 'absent' }, '', []],
  ['absent, and it is', { state: 'absent' }, there(), ['state']],
];

for (const [name, args, probed, expected] of cases)
  test(name, async t => {
    const planned = await plan({ ...wanted, ...args }, probed);
    t.is(planned.kind, expected.length === 0 ? 'same' : 'change');
    t.deepEqual(names(planned), expected);
  });

test('a certificate that lives for a week is renewed in its last third', async t => {
  const week = ecdsa.replace(/Not After : .*/, 'Not After : Nov 30 15:48:54 2026 GMT');
  t.is((await plan(wanted, there(Date.UTC(2026, 10, 28) / 1000, renewal, week))).kind, 'same');
  t.deepEqual(names(await plan(wanted, there(Date.UTC(2026, 10, 29) / 1000, renewal, week))), ['expires']);
});

test('what certbot is told', async t => {
  t.is(
    command(
      await plan(
        {
          ...wanted,
          deploy_hook: 'systemctl reload apache2',
          key_type: 'rsa',
          rsa_key_size: 3072,
          server: 'https://x/dir',
        },
        '',
      ),
    ),
    "certbot certonly --non-interactive --cert-name docker1.lab.test --domains docker1.lab.test,h1.lab.test --webroot --webroot-path /var/www/acme --email admin@example.org --no-eff-email --agree-tos --server https://x/dir --key-type rsa --rsa-key-size 3072 --deploy-hook 'systemctl reload apache2' 2>&1 </dev/null",
  );
  t.is(
    command(await plan({ domains: ['*.lab.test'], authenticator: 'apache', staging: true }, '')),
    "certbot certonly --non-interactive --cert-name lab.test --domains '*.lab.test' --apache --register-unsafely-without-email --staging 2>&1 </dev/null",
  );
  const again = command(await plan({ ...wanted, domains: ['docker1.lab.test'] }, there()));
  t.regex(
    again,
    /--cert-name docker1\.lab\.test --domains docker1\.lab\.test .*--renew-with-new-domains --force-renewal/,
  );
  t.is(
    command(await plan({ name: 'x', state: 'absent' }, there())),
    'certbot delete --non-interactive --cert-name x 2>&1 </dev/null',
  );
});

test('what came of it', async t => {
  const planned = await plan(wanted, '');
  if (planned.kind !== 'change') return t.fail();
  t.like(planned.conclude?.(output(hookFailed)), { kind: 'changed' });
  t.regex(
    JSON.stringify(planned.conclude?.(output(hookFailed))),
    /"warnings":\["Hook 'deploy-hook' reported/,
  );
  const failed = planned.conclude?.(output(failures.unknownName, 1));
  t.is(failed?.kind, 'failed');
  t.regex(
    failed?.kind === 'failed' ? failed.message : '',
    /^certbot could not get a certificate for docker1\.lab\.test, h1\.lab\.test: nope\.lab\.test: connection: .*could not resolve/,
  );
});

const mistakes: readonly (readonly [Given, RegExp])[] = [
  [{ domains: undefined }, /one of the following is required: domains, name/],
  [{ domains: undefined, name: 'x' }, /domains is required/],
  [{ domains: ['a b'] }, /"a b" is no domain name/],
  [{ domains: ['a_b.example.org'] }, /"a_b\.example\.org" is no domain name/],
  [{ domains: ['-a.example.org'] }, /"-a\.example\.org" is no domain name/],
  [{ name: '../x' }, /can't be a certificate's name/],
  [{ webroot: undefined }, /webroot is required/],
  [{ staging: true, server: 'https://x' }, /mutually exclusive: server\|staging/],
  [{ rsa_key_size: 4096 }, /rsa_key_size needs key_type: rsa/],
  [{ elliptic_curve: 'secp384r1' }, /elliptic_curve needs key_type: ecdsa/],
];

for (const [args, message] of mistakes)
  test(`refuses: ${message.source}`, async t => {
    const error = await t.throwsAsync(plan({ ...wanted, ...args }, ''), { instanceOf: DiagnosticError });
    t.regex(error?.message ?? '', message);
  });
