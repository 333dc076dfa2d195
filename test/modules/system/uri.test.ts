import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { uri } from '../../../src/modules/system/uri.js';
import { toForm, toJson } from '../../../src/modules/system/uri-request.js';
import { Float, fromPlain, type Value } from '../../../src/value/value.js';
import { localServices, perform, SHELLS, temporaryFolder } from '../rig.js';

const seen: { readonly request: IncomingMessage; readonly body: string }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', chunk => (body += chunk));
  request.on('end', () => {
    seen.push({ request, body });
    const path = request.url ?? '';
    if (path === '/text') {
      response.setHeader('Set-Cookie', ['a=1; Path=/', 'b="2"']);
      response.setHeader('X-Odd-Name', 'odd');
      response.end('HTTP/1.1 200 is not a header\n\nnor is\n200 1 2 this\n');
    } else if (path === '/json') {
      response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
      response.end('{"a": [1, {"b": null}], "c": "é"}');
    } else if (path === '/packed') {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(gzipSync('unpacked'));
    } else if (path === '/there') {
      response.writeHead(302, { Location: '/text' });
      response.end('moved');
    } else if (path === '/private') {
      const good = `Basic ${Buffer.from('me:s3cr"et\\').toString('base64')}`;
      const ok = request.headers.authorization === good;
      response.writeHead(ok ? 200 : 401, ok ? {} : { 'WWW-Authenticate': 'Basic realm="x"' });
      response.end(ok ? 'welcome' : 'who are you?');
    } else {
      response.statusCode = path === '/missing' ? 404 : 200;
      response.end(`${request.method} ${body}`);
    }
  });
});
let base = '';

test.before(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.after.always(() => {
  server.close();
});

for (const shell of ['dash', 'bash'] as const) {
  test(`${shell}: a request that reads is a probe, in check mode too`, async t => {
    for (const checkMode of [false, true]) {
      const outcome = await perform(uri, { url: `${base}/text`, return_content: true }, { shell, checkMode });
      t.is(outcome.kind, 'same');
      t.like(outcome.result, {
        status: 200,
        url: `${base}/text`,
        redirected: false,
        content: 'HTTP/1.1 200 is not a header\n\nnor is\n200 1 2 this\n',
        x_odd_name: 'odd',
        cookies: { a: '1', b: '2' },
        cookies_string: 'a=1; b=2',
        msg: 'OK (50 bytes)',
      });
    }
  });

  test(`${shell}: another status than the good ones is a failure`, async t => {
    const missing = await perform(uri, { url: `${base}/missing` }, { shell });
    t.is(missing.kind, 'failed');
    t.is(missing.message, 'Status code was 404 and not [200]: HTTP Error 404: Not Found');
    t.is((await perform(uri, { url: `${base}/missing`, status_code: [200, 404] }, { shell })).kind, 'same');
  });

  test(`${shell}: who can't be reached is a failure with the reason`, async t => {
    const nobody = await perform(uri, { url: 'http://127.0.0.1:1/' }, { shell });
    t.is(nobody.kind, 'failed');
    t.regex(
      nobody.message,
      /^Status code was -1 and not \[200\]: Request failed: curl: \(7\) .*refused|Couldn't connect/,
    );
    t.is(nobody.result.status, -1);
  });

  test(`${shell}: passwords are sent when asked for, or at once`, async t => {
    const login = {
      url: `${base}/private`,
      url_username: 'me',
      url_password: 's3cr"et\\',
      return_content: true,
    };
    const before = seen.length;
    t.is((await perform(uri, login, { shell })).result.content, 'welcome');
    t.is((await perform(uri, { ...login, force_basic_auth: true }, { shell })).result.content, 'welcome');
    const wrong = await perform(uri, { ...login, url_password: 'x', status_code: [401] }, { shell });
    t.is(wrong.result.content, 'who are you?');
    t.true(seen.length > before);
  });

  test(`${shell}: a body is sent as it is, as JSON or as a form`, async t => {
    const send = (args: object) =>
      perform(uri, { url: `${base}/echo`, method: 'POST', return_content: true, ...args }, { shell });
    const raw = await send({ body: '@/etc/passwd\n"quoted" \\ \t$HOME' });
    t.is(raw.kind, 'unchanged');
    t.is(raw.result.content, 'POST @/etc/passwd\n"quoted" \\ \t$HOME');
    const json = await send({ body: fromPlain({ a: [1, 'é'] }), body_format: 'json' });
    t.is(json.result.content, 'POST {"a": [1, "\\u00e9"]}');
    t.is(
      seen.findLast(({ body }) => body.startsWith('{"a"'))?.request.headers['content-type'],
      'application/json',
    );
    const form = await send({ body: fromPlain({ a: 'x y' }), body_format: 'form-urlencoded' });
    t.is(form.result.content, 'POST a=x+y');
  });

  test(`${shell}: an answer can be stored`, async t => {
    const folder = temporaryFolder(t);
    const args = { url: `${base}/json`, dest: folder, mode: '0600' };
    const first = await perform(uri, args, { shell });
    t.is(first.kind, 'changed', first.message);
    t.is(first.result.path, join(folder, 'json'));
    t.is(readFileSync(join(folder, 'json'), 'utf8'), '{"a": [1, {"b": null}], "c": "é"}');
    t.is(statSync(join(folder, 'json')).mode & 0o777, 0o600);
    t.is((await perform(uri, args, { shell })).kind, 'unchanged');
    const failed = await perform(uri, { url: `${base}/missing`, dest: join(folder, 'other') }, { shell });
    t.is(failed.kind, 'failed');
    t.false(existsSync(join(folder, 'other')));
  });

  test(`${shell}: a file can be sent`, async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'f'), Buffer.from('a\0binary\n'));
    const args = { url: `${base}/echo`, method: 'PUT', src: 'f', return_content: true };
    const local = await perform(uri, args, { shell, services: localServices(folder) });
    t.is(local.result.content, 'PUT a\0binary\n');
    const remote = await perform(uri, { ...args, src: '~/f', remote_src: true }, { shell, home: folder });
    t.is(remote.result.content, 'PUT a\0binary\n');
  });
}

for (const shell of SHELLS)
  test(`${shell}: creates and removes keep a request from being made`, async t => {
    const before = seen.filter(({ request }) => request.url === `/${shell}`).length;
    const outcome = await perform(uri, { url: `${base}/${shell}`, creates: '/etc/passwd' }, { shell });
    t.deepEqual([outcome.kind, outcome.result.stdout], ['same', "skipped, since '/etc/passwd' exists"]);
    const post = { url: `${base}/${shell}`, method: 'POST', removes: '/nope' };
    t.is((await perform(uri, post, { shell })).kind, 'same');
    t.is(seen.filter(({ request }) => request.url === `/${shell}`).length, before);
  });

test('JSON is data', async t => {
  t.deepEqual((await perform(uri, { url: `${base}/json` })).result.json, { a: [1, { b: null }], c: 'é' });
});

test('an answer is unpacked', async t => {
  t.is((await perform(uri, { url: `${base}/packed`, return_content: true })).result.content, 'unpacked');
});

test('redirects are followed as asked', async t => {
  const followed = await perform(uri, { url: `${base}/there` });
  t.like(followed.result, { status: 200, url: `${base}/text`, redirected: true, x_odd_name: 'odd' });
  const stopped = await perform(uri, { url: `${base}/there`, follow_redirects: 'none', status_code: [302] });
  t.like(stopped.result, { status: 302, redirected: false, location: '/text' });
  const post = { url: `${base}/there`, method: 'POST', body: 'x', status_code: [302] };
  t.is((await perform(uri, post)).result.status, 302);
  t.is((await perform(uri, { ...post, follow_redirects: 'all', status_code: [200] })).result.status, 200);
});

test('headers and the agent are what the task says', async t => {
  const headers = new Map<Value, Value>([
    ['X-Empty', ''],
    ['X-Number', 5],
  ]);
  await perform(uri, { url: `${base}/headers`, headers, force: true });
  const last = seen.findLast(({ request }) => request.url === '/headers')?.request.headers;
  t.like(last, {
    'x-empty': '',
    'x-number': '5',
    'user-agent': 'ansible-httpget',
    'cache-control': 'no-cache',
  });
});

test('no curl is a failure that says so', async t => {
  const outcome = await perform(uri, { url: base }, { shell: 'busybox' });
  t.is(outcome.kind, 'failed');
  t.regex(outcome.message, /no curl/);
});

test('what can not be is refused before a host is asked', async t => {
  await t.throwsAsync(perform(uri, { url: 'ftp://x/' }), { message: /http/ });
  await t.throwsAsync(perform(uri, { url: base, method: 'G T' }), { message: /single word/ });
  await t.throwsAsync(perform(uri, { url: base, body: 5, body_format: 'form-urlencoded' }), {
    message: /pairs/,
  });
});

test('JSON and forms are written as Python writes them', t => {
  const value: Value = fromPlain({ a: [1, true, null], 'b"': 'ü😀' });
  t.is(toJson(value), '{"a": [1, true, null], "b\\"": "\\u00fc\\ud83d\\ude00"}');
  t.is(toJson([new Float(1), new Float(1.5), 12345678901234567890n]), '[1.0, 1.5, 12345678901234567890]');
  t.is(toJson(new Map<Value, Value>([[1, 2]])), '{"1": 2}');
  t.is(toForm(fromPlain({ a: ['x', 1], b: "it's (ü)", c: null })), 'a=x&a=1&b=it%27s+%28%C3%BC%29');
  t.is(
    toForm(
      fromPlain([
        ['a', 'b'],
        ['a', true],
      ]),
    ),
    'a=b&a=True',
  );
  t.is(toForm('x'), undefined);
});
