import test from 'ava';
import {
  certbotReason,
  hookComplaint,
  parseCertbot,
  parseCertificate,
  parseRenewal,
} from '../../../src/modules/web/certificate.js';
import { ecdsa, failures, hookFailed, renewal } from './printed.js';

test('a certificate as openssl shows it', t => {
  t.deepEqual(parseCertificate(ecdsa), {
    domains: ['docker1.lab.test', 'h1.lab.test'],
    keyType: 'ecdsa',
    bits: 256,
    issued: Date.UTC(2026, 10, 23, 15, 48, 54) / 1000,
    expires: Date.UTC(2027, 1, 21, 15, 48, 53) / 1000,
  });
  t.is(parseCertificate('Could not read certificate from x'), undefined);
});

test('other keys and names', t => {
  const rsa = ecdsa
    .replace('id-ecPublicKey', 'rsaEncryption')
    // openssl 1.1.1 has the algorithm in this line, too.
    .replace('Public-Key: (256 bit)', 'RSA Public-Key: (3072 bit)')
    .replace(/DNS:.*/, 'DNS:A.example.org, DNS:*.b.example.org, IP Address:1.2.3.4');
  t.like(parseCertificate(rsa), {
    keyType: 'rsa',
    bits: 3072,
    domains: ['a.example.org', '*.b.example.org'],
  });
  t.like(parseCertificate(ecdsa.replace('id-ecPublicKey', 'ED25519')), { keyType: 'other' });
  t.like(parseCertificate(ecdsa.replace(/ +X509v3 Subject Alternative Name: \n.*\n/, '')), { domains: [] });
});

test("certbot's file for the renewal", t => {
  const lines = renewal.split('\n');
  t.deepEqual(parseRenewal(lines), {
    server: 'https://acme.lab.test:14000/dir',
    authenticator: 'webroot',
    webroot: '/var/www/acme',
    deployHook: 'systemctl reload apache2, "x"',
  });
  t.like(parseRenewal(['renew_hook = systemctl reload apache2']), { deployHook: 'systemctl reload apache2' });
  t.is(parseRenewal(['']), undefined, 'empty');
});

test('all that the probe prints', t => {
  const conf = renewal.replace(/^/gm, 'conf ');
  const parse = (stdout: string) =>
    parseCertbot({ stdout: Buffer.from(stdout), stderr: Buffer.alloc(0), code: 0 });
  const both = parse(`${conf}\nnow 1795000000\n${ecdsa}`);
  t.is(both.now, 1795000000);
  t.is(both.certificate?.bits, 256);
  t.is(both.renewal?.authenticator, 'webroot');
  t.deepEqual(parse(''), { now: 0, renewal: undefined, certificate: undefined });
  t.is(parse(conf).certificate, undefined);
  t.is(parse(`now 1795000000\n${ecdsa}`).renewal, undefined);
});

const reasons: readonly (readonly [keyof typeof failures, RegExp])[] = [
  [
    'unknownName',
    /^nope\.lab\.test: connection: Get "http:\/\/nope\.lab\.test:80\/.*": could not resolve URL "http.*"$/,
  ],
  ['noRoute', /^docker2\.lab\.test: connection: Get ".*": dial tcp [\d.]+:80: connect: no route to host$/],
  ['noServer', /^ValueError: Requesting acme\.lab\.test\/dir: Connection refused$/],
  ['noAgreement', /You must agree in order to register with the ACME server/],
  ['noWebroot', /^\/nope does not exist or is not a directory$/],
  ['noPlugin', /^The requested apache plugin does not appear to be installed$/],
];

for (const [failure, reason] of reasons)
  test(`the reason of a failure: ${failure}`, t => {
    t.regex(certbotReason(failures[failure]), reason);
    t.notRegex(certbotReason(failures[failure]), /debug log|Ask for help|letsencrypt\.log/);
  });

test('every domain that failed is named', t => {
  const two = failures.noRoute
    .replace(/( +Domain:(?:.*\n){3})/, '$1$1')
    .replace('Domain: docker2', 'Domain: docker3');
  t.deepEqual(
    certbotReason(two)
      .split('\n')
      .map(line => line.split(':')[0]),
    ['docker3.lab.test', 'docker2.lab.test'],
  );
});

test('a hook that failed is told of, though certbot succeeds', t => {
  t.regex(hookComplaint(hookFailed) ?? '', /^Hook 'deploy-hook' reported error code 5\n.*\n.*Unit apache2/s);
  t.is(hookComplaint('Successfully received certificate.\n'), undefined);
});
