import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { quote, type Script } from '../../../src/agent/protocol.js';
import { put } from '../../../src/modules/shell/functions.js';
import { run, SHELLS, type Shell, temporaryFolder } from '../rig.js';

interface Put {
  readonly path: string;
  readonly content: Buffer | string;
  readonly seen?: string;
  readonly owner?: string;
  readonly mode?: string;
  readonly backup?: boolean;
  readonly unsafe?: boolean;
  readonly validate?: string;
}

const script = ({ path, content, seen = 'absent', owner = '', mode = '00644', ...more }: Put): Script => ({
  text: `${more.validate ? `validate() { ${more.validate}; }` : ''}
put ${quote(path)} ${Buffer.byteLength(content)} ${seen} ${quote(owner)} ${quote(mode)} ${more.backup ? 'y' : "''"} ${more.unsafe ? 'y' : "''"} ${more.validate ? 'y' : "''"}`,
  uses: [put],
  payload: [content],
});

const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');
const STALE = 75;

for (const shell of SHELLS) {
  test(`${shell}: put makes a new file with its owner and mode`, async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'new');
    const output = await run(script({ path, content: 'hello\n', owner: '65534:12', mode: '04750' }), {
      shell,
    });
    t.is(output.stderr.toString(), '');
    t.is(output.code, 0);
    const status = statSync(path);
    t.deepEqual([status.uid, status.gid, status.mode & 0o7777], [65534, 12, 0o4750]);
    t.is(readFileSync(path, 'utf8'), 'hello\n');
    t.deepEqual(readdirSync(folder), ['new']);
  });

  test(`${shell}: put writes any bytes, none at all and ten million`, async t => {
    const folder = temporaryFolder(t);
    for (const content of [Buffer.alloc(0), Buffer.from([0, 255, 10, 0, 13]), randomBytes(10_000_000)]) {
      const path = join(folder, String(content.length));
      const output = await run(script({ path, content }), { shell });
      t.is(output.code, 0, output.stderr.toString());
      t.true(readFileSync(path).equals(content));
    }
  });

  test(`${shell}: put leaves what is behind its own bytes to be read`, async t => {
    const path = join(temporaryFolder(t), 'new');
    const one = script({ path, content: 'one' });
    const output = await run({ ...one, text: `${one.text}\ncat`, payload: ['one', 'two'] }, { shell });
    t.is(output.stdout.toString(), 'two');
  });

  test(`${shell}: put replaces only what was seen`, async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'old');
    writeFileSync(path, 'old');
    t.is((await run(script({ path, content: 'new' }), { shell })).code, STALE);
    t.is((await run(script({ path, content: 'new', seen: sha256('other') }), { shell })).code, STALE);
    t.is((await run(script({ path, content: 'new', seen: 'link' }), { shell })).code, STALE);
    t.is(readFileSync(path, 'utf8'), 'old');
    t.is((await run(script({ path, content: 'new', seen: sha256('old') }), { shell })).code, 0);
    t.is(readFileSync(path, 'utf8'), 'new');
    const gone = join(folder, 'gone');
    t.is((await run(script({ path: gone, content: 'new', seen: sha256('old') }), { shell })).code, STALE);
    mkdirSync(join(folder, 'directory'));
    const asFolder = script({ path: join(folder, 'directory'), content: 'new' });
    t.is((await run(asFolder, { shell })).code, STALE);
    symlinkSync('old', join(folder, 'link'));
    const asFile = script({ path: join(folder, 'link'), content: 'newer', seen: sha256('new') });
    t.is((await run(asFile, { shell })).code, STALE);
    t.deepEqual(readdirSync(folder).sort(), ['directory', 'link', 'old']);
  });

  test(`${shell}: put replaces a link itself where that was seen`, async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'target'), 'kept');
    symlinkSync('target', join(folder, 'link'));
    const output = await run(script({ path: join(folder, 'link'), content: 'new', seen: 'link' }), { shell });
    t.is(output.code, 0);
    t.true(lstatSync(join(folder, 'link')).isFile());
    t.is(readFileSync(join(folder, 'target'), 'utf8'), 'kept');
  });

  test(`${shell}: put gives a file in place of a link the owner and mode of what it led to where that is asked`, async t => {
    const folder = temporaryFolder(t);
    const target = join(folder, 'target');
    writeFileSync(target, 'secret');
    chmodSync(target, 0o640);
    chownSync(target, 7, 8);
    const made = async (name: string, mode: string, to: string) => {
      const path = join(folder, name);
      symlinkSync(to, path);
      const { code } = await run(script({ path, content: 'new', seen: 'link', mode }), { shell });
      const { mode: now, uid, gid } = lstatSync(path);
      return [code, (now & 0o7777).toString(8), uid, gid];
    };
    t.deepEqual(await made('as-linked', '?644', 'target'), [0, '640', 7, 8]);
    t.deepEqual(await made('to-nothing', '?644', 'gone'), [0, '644', 0, 0]);
    t.deepEqual(await made('as-asked', '644', 'target'), [0, '644', 0, 0]);
  });

  test(`${shell}: put keeps the old file as a backup with its owner and mode`, async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'old');
    writeFileSync(path, 'old');
    chownSync(path, 1, 2);
    chmodSync(path, 0o640);
    const output = await run(script({ path, content: 'new', seen: sha256('old'), backup: true }), { shell });
    const backup = output.stdout.toString().replace(/\0$/, '');
    t.regex(backup.slice(path.length), /^\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~$/);
    t.is(readFileSync(backup, 'utf8'), 'old');
    const status = statSync(backup);
    t.deepEqual([status.uid, status.gid, status.mode & 0o7777], [1, 2, 0o640]);
    t.is(readFileSync(path, 'utf8'), 'new');
  });

  test(`${shell}: put asks the validation, and changes nothing if that says no`, async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'file');
    const good = await run(script({ path, content: 'good', validate: 'grep -q good "$1"' }), { shell });
    t.is(good.code, 0);
    const bad = script({ path, content: 'bad', seen: sha256('good'), validate: 'grep -q good "$1"' });
    t.is((await run(bad, { shell })).code, 1);
    t.is(readFileSync(path, 'utf8'), 'good');
    t.deepEqual(readdirSync(folder), ['file']);
  });

  test(`${shell}: put fails on a full disk and leaves what was there`, async t => {
    const folder = temporaryFolder(t);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
    t.teardown(() => execFileSync('umount', [folder]));
    const path = join(folder, 'file');
    writeFileSync(path, 'old');
    const output = await run(script({ path, content: Buffer.alloc(500_000), seen: sha256('old') }), {
      shell,
    });
    t.is(output.code, 1);
    t.regex(output.stderr.toString(), /is the disk full/);
    t.is(readFileSync(path, 'utf8'), 'old');
    t.deepEqual(readdirSync(folder), ['file']);
  });

  test(`${shell}: put clears away what a killed run has left, and only that`, async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, '.trueup.999999999.abcdefghij'), 'half');
    writeFileSync(join(folder, `.trueup.${process.pid}.abcdefghij`), 'half');
    t.is((await run(script({ path: join(folder, 'file'), content: '' }), { shell })).code, 0);
    t.deepEqual(readdirSync(folder).sort(), [`.trueup.${process.pid}.abcdefghij`, 'file']);
  });

  test(`${shell}: put writes into a mount point only where that is allowed`, async t => {
    const folder = temporaryFolder(t);
    const [path, under] = [join(folder, 'mounted'), join(folder, 'under')];
    writeFileSync(path, '');
    writeFileSync(under, 'old');
    execFileSync('mount', ['--bind', under, path]);
    t.teardown(() => execFileSync('umount', [path]));
    const wish = { path, content: 'new', seen: sha256('old') };
    t.not((await run(script(wish), { shell })).code, 0);
    t.is(readFileSync(under, 'utf8'), 'old');
    t.is((await run(script({ ...wish, unsafe: true, backup: true }), { shell })).code, 0);
    t.is(readFileSync(under, 'utf8'), 'new');
    const backup = readdirSync(folder).find(name => name.endsWith('~'))!;
    t.is(readFileSync(join(folder, backup), 'utf8'), 'old');
  });

  test(`${shell}: put writes into a file in a closed folder only where that is allowed`, async t => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o755);
    const path = join(folder, 'file');
    writeFileSync(path, 'old');
    chownSync(path, 65534, 65534);
    const wish = { path, content: 'new', seen: sha256('old'), mode: '0600' };
    t.not((await run(script(wish), { shell, id: 65534 })).code, 0);
    t.is(readFileSync(path, 'utf8'), 'old');
    const stale = await run(script({ ...wish, seen: sha256('other'), unsafe: true }), { shell, id: 65534 });
    t.is(stale.code, 75);
    t.is((await run(script({ ...wish, unsafe: true }), { shell, id: 65534 })).code, 0);
    t.is(readFileSync(path, 'utf8'), 'new');
    t.is(statSync(path).mode & 0o777, 0o600);
    t.deepEqual(readdirSync(folder), ['file']);
  });

  test(`${shell}: put leaves other names of the old file alone`, async t => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'file');
    writeFileSync(path, 'old');
    linkSync(path, join(folder, 'other'));
    t.is((await run(script({ path, content: 'new', seen: sha256('old') }), { shell })).code, 0);
    t.is(readFileSync(join(folder, 'other'), 'utf8'), 'old');
  });

  test(`${shell}: put without the right to give files away keeps what it can`, async t => {
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o777);
    const path = join(folder, 'file');
    writeFileSync(path, 'old');
    const wish = { path, content: 'new', seen: sha256('old') };
    t.not((await run(script({ ...wish, owner: '0:0' }), { shell, id: 65534 })).code, 0);
    t.is(readFileSync(path, 'utf8'), 'old');
    const kept = await run(script({ ...wish, owner: '?0:0' }), { shell, id: 65534 });
    t.is(kept.code, 0, kept.stderr.toString());
    t.deepEqual([statSync(path).uid, readFileSync(path, 'utf8')], [65534, 'new']);
  });

  test(`${shell}: put lets no one read the new file before it has its owner and mode`, async t => {
    const path = join(temporaryFolder(t), 'file');
    const text = `umask 000; produce() { stat -c '%a %u' ${path.slice(0, -4)}.trueup.*; }
put ${path} '' absent 65534 00644 '' '' ''`;
    t.is((await run({ text, uses: [put] }, { shell })).code, 0);
    t.is(readFileSync(path, 'utf8'), '600 0\n');
    t.deepEqual([statSync(path).mode & 0o777, statSync(path).uid], [0o644, 65534]);
  });

  test(`${shell}: put that is ended leaves nothing behind`, async t => {
    const folder = temporaryFolder(t);
    const text = `produce() { echo half; sh -c 'kill -TERM $PPID'; }\nput ${folder}/file '' absent '' 00644 '' '' ''`;
    t.is((await run({ text, uses: [put] }, { shell })).code, 143);
    t.deepEqual(readdirSync(folder), []);
  });

  test(`${shell}: put keeps an access control list`, async t => {
    const path = join(temporaryFolder(t), 'file');
    writeFileSync(path, 'old');
    const tools = temporaryFolder(t);
    const fake = (name: string, does: string) =>
      writeFileSync(join(tools, name), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
    fake('getfacl', 'echo user:nobody:r--');
    fake('setfacl', `cat >${tools}/given`);
    const wish = script({ path, content: 'new', seen: sha256('old') });
    t.is((await run(wish, { shell, path: `${tools}:/usr/bin:/bin` })).code, 0);
    t.is(readFileSync(join(tools, 'given'), 'utf8'), 'user:nobody:r--\n');
  });

  test(`${shell}: put takes any name`, async t => {
    const folder = temporaryFolder(t);
    await putsAnyName(shell, folder);
    t.pass();
  });
}

const putsAnyName = (shell: Shell, folder: string) =>
  fc.assert(
    fc.asyncProperty(
      fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }).filter(isName),
      fc.uint8Array(),
      async (name, bytes) => {
        const content = Buffer.from(bytes);
        const output = await run(script({ path: name, content, seen: 'absent' }), { shell, home: folder });
        if (output.code !== 0) throw new Error(output.stderr.toString());
        const written = readFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]));
        execFileSync('rm', ['-f', '--', `${folder}/${name}`]);
        return written.equals(content);
      },
    ),
    {
      numRuns: 25,
      examples: [
        ['-rf', new Uint8Array()],
        ["it's $(id) `id`\n", new Uint8Array([0])],
        ['ä\n', new Uint8Array()],
      ],
    },
  );

const isName = (name: string) =>
  !/[/\0]/.test(name) &&
  name !== '.' &&
  name !== '..' &&
  Buffer.byteLength(name) < 200 &&
  Buffer.from(name).toString() === name;
