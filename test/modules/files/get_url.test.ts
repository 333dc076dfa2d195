import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { getUrl } from '../../../src/modules/files/get_url.js';
import { converge, perform, temporaryFolder } from '../rig.js';

const sha = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');
const MODIFIED = new Date('2020-01-01T00:00:00Z');

/** A server that knows a few paths and remembers its requests. */
const serve = async (t: ExecutionContext, files: Readonly<Record<string, string>>) => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const body = files[request.url!];
    const since = request.headers['if-modified-since'];
    if (body === undefined) response.writeHead(404).end('no such file');
    else if (since !== undefined && new Date(since) >= MODIFIED) response.writeHead(304).end();
    else if (body.startsWith('->')) response.writeHead(302, { location: body.slice(2) }).end();
    else response.writeHead(200, { 'last-modified': MODIFIED.toUTCString() }).end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, files };
};

/** A search path on which a program is missing. */
const without = (t: ExecutionContext, ...missing: string[]): string => {
  const tools = temporaryFolder(t);
  for (const folder of ['/usr/bin', '/bin'])
    for (const name of readdirSync(folder))
      if (
        !missing.includes(name) &&
        !readdirSync(tools).includes(name) &&
        /^(wget|curl|env|sh|dash|[a-z0-9]*sum|stat|date|dd|mv|rm|ln|mktemp|ch(own|mod)|wc|cat|sed|tail|head|readlink)$/.test(
          name,
        )
      )
        symlinkSync(join(folder, name), join(tools, name));
  return tools;
};

const PROGRAMS = ['curl', 'wget'] as const;

for (const program of PROGRAMS) {
  const path = (t: ExecutionContext) => without(t, program === 'curl' ? 'wget' : 'curl');

  test(`${program}: fetches once, then asks only whether there is something newer`, async t => {
    const { url, requests } = await serve(t, { '/tool?x=1': '->/real', '/real': 'body\n' });
    const folder = temporaryFolder(t);
    const dest = join(folder, 'tool');
    const { check, first, second } = await converge(
      getUrl,
      { url: `${url}/tool?x=1`, dest, mode: '0755' },
      { path: path(t) },
    );
    t.is(check.kind, 'change');
    t.is(first.kind, 'changed', first.message);
    t.like(first.result, {
      dest,
      status_code: 200,
      mode: '0755',
      size: 5,
      checksum_src: sha('sha1', 'body\n'),
      md5sum: sha('md5', 'body\n'),
    });
    t.is(second.kind, 'same', second.message);
    t.is(second.result.status_code, 304);
    t.is(readFileSync(dest, 'utf8'), 'body\n');
    t.deepEqual(
      requests.map(request => request.url),
      ['/tool?x=1', '/real', '/tool?x=1'],
    );
    t.deepEqual(readdirSync(folder), ['tool']);
  });

  test(`${program}: fetches what is newer, and with force whatever differs`, async t => {
    const { url } = await serve(t, { '/file': 'new' });
    const dest = join(temporaryFolder(t), 'file');
    const args = { url: `${url}/file`, dest };
    writeFileSync(dest, 'old');
    utimesSync(dest, new Date(0), new Date('2019-01-01'));
    t.is((await perform(getUrl, args, { path: path(t) })).kind, 'changed');
    t.is(readFileSync(dest, 'utf8'), 'new');
    writeFileSync(dest, 'edited');
    t.is((await perform(getUrl, args, { path: path(t) })).kind, 'same');
    const forced = await converge(getUrl, { ...args, force: true, backup: true }, { path: path(t) });
    t.is(forced.first.kind, 'changed', forced.first.message);
    t.is(readFileSync(String(forced.first.result.backup_file), 'utf8'), 'edited');
    t.is(forced.second.kind, 'same');
  });

  test(`${program}: says what went wrong and leaves nothing behind`, async t => {
    const { url } = await serve(t, {});
    const folder = temporaryFolder(t);
    const missing = await perform(
      getUrl,
      { url: `${url}/none`, dest: join(folder, 'file') },
      { path: path(t) },
    );
    t.is(missing.kind, 'failed');
    t.regex(missing.message, /Request failed: .*\/none: .*404/s);
    const refused = await perform(
      getUrl,
      { url: 'http://127.0.0.1:1/', dest: join(folder, 'file') },
      { path: path(t) },
    );
    t.regex(refused.message, /refused|connect/i);
    t.deepEqual(readdirSync(folder), []);
  });
}

test('a checksum keeps a file that has it from being fetched, and one that has not from being used', async t => {
  const { url, requests } = await serve(t, { '/file': 'body' });
  const folder = temporaryFolder(t);
  const dest = join(folder, 'file');
  const good = { url: `${url}/file`, dest, checksum: `sha256:${sha('sha256', 'body').toUpperCase()}` };
  const { first, second } = await converge(getUrl, good);
  t.is(first.kind, 'changed', first.message);
  t.is(second.kind, 'same');
  t.is(requests.length, 1);
  const bad = await perform(getUrl, { ...good, checksum: `md5:${sha('md5', 'other')}` });
  t.is(bad.kind, 'failed');
  t.is(
    bad.message,
    `The checksum for ${dest} did not match ${sha('md5', 'other')}; it was ${sha('md5', 'body')}.`,
  );
  t.is(readFileSync(dest, 'utf8'), 'body');
  t.deepEqual(readdirSync(folder), ['file']);
});

test('a checksum can come from a file of checksums', async t => {
  const digits = sha('sha512', 'body');
  const { url } = await serve(t, {
    '/a/file.tar.gz': 'body',
    '/sums': `${sha('sha512', 'x')}  other\n${digits} *./file.tar.gz\n`,
    '/alone': `${digits}\n`,
    '/nothing': `${digits}  other\n${digits}  another\n`,
  });
  const folder = temporaryFolder(t);
  for (const name of ['sums', 'alone']) {
    const args = { url: `${url}/a/file.tar.gz`, dest: join(folder, name), checksum: `sha512:${url}/${name}` };
    const { first, second } = await converge(getUrl, args);
    t.is(first.kind, 'changed', first.message);
    t.is(second.kind, 'same');
  }
  const args = { url: `${url}/a/file.tar.gz`, dest: join(folder, 'c') };
  t.regex(
    (await perform(getUrl, { ...args, checksum: `sha512:${url}/nothing` })).message,
    /Unable to find a checksum for file 'file.tar.gz'/,
  );
  t.regex((await perform(getUrl, { ...args, checksum: `sha512:${url}/none` })).message, /Request failed/);
});

test('a folder gets the file under the name in the URL', async t => {
  const { url } = await serve(t, { '/a/b.deb?x': 'body' });
  const folder = temporaryFolder(t);
  const { first, second } = await converge(getUrl, { url: `${url}/a/b.deb?x`, dest: folder });
  t.is(first.result.dest, join(folder, 'b.deb'));
  t.is(second.kind, 'same');
  t.deepEqual(readdirSync(folder), ['b.deb']);
});

test('headers and passwords reach the server, and no list of processes', async t => {
  const { url, requests } = await serve(t, { '/f': 'body' });
  const dest = join(temporaryFolder(t), 'f');
  const args = {
    url: `${url}/f`,
    dest,
    url_username: 'me',
    url_password: 's3cret "quoted\\"',
    headers: new Map([['X-Token', 'tok "en\\']]),
    http_agent: 'agent',
  };
  const tools = without(t, 'curl');
  const seen = join(tools, 'seen');
  writeFileSync(join(tools, 'curl'), `#!/bin/sh\nprintf '%s ' "$@" >${seen}\nexec /usr/bin/curl "$@"\n`, {
    mode: 0o755,
  });
  t.is((await perform(getUrl, args, { path: tools })).kind, 'changed');
  t.is(readFileSync(seen, 'utf8'), '-q -K - ');
  const { headers } = requests[0]!;
  t.is(headers['x-token'], 'tok "en\\');
  t.is(headers['user-agent'], 'agent');
  t.is(headers.authorization, `Basic ${Buffer.from('me:s3cret "quoted\\"').toString('base64')}`);
  const plain = await perform(getUrl, { ...args, dest: `${dest}2` }, { path: without(t, 'curl') });
  t.regex(plain.message, /install curl/);
  const none = await perform(getUrl, { ...args, dest: `${dest}2` }, { path: without(t, 'curl', 'wget') });
  t.regex(none.message, /neither curl nor wget/);
});

test('a link is replaced, never written through', async t => {
  const { url } = await serve(t, { '/f': 'body' });
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'target'), 'kept');
  symlinkSync('target', join(folder, 'link'));
  const args = { url: `${url}/f`, dest: join(folder, 'link'), force: true };
  t.is((await perform(getUrl, args)).kind, 'changed');
  t.true(lstatSync(join(folder, 'link')).isFile());
  t.is(readFileSync(join(folder, 'target'), 'utf8'), 'kept');
});

test('attributes of a file that is not fetched are mended', async t => {
  const { url } = await serve(t, { '/f': 'body' });
  const dest = join(temporaryFolder(t), 'f');
  writeFileSync(dest, 'body');
  chmodSync(dest, 0o600);
  const { first, second } = await converge(getUrl, { url: `${url}/f`, dest, mode: '0644' });
  t.is(first.kind, 'changed');
  t.is(first.result.mode, '0644');
  t.is(second.kind, 'same');
  t.is(statSync(dest).mode & 0o777, 0o644);
});

test('a folder that is not there is named', async t => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'a'));
  const outcome = await perform(getUrl, { url: 'http://127.0.0.1:1/', dest: join(folder, 'b/c') });
  t.is(outcome.message, `Destination ${join(folder, 'b')} does not exist`);
});
