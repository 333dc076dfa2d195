import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const INVENTORY = 'inventory.example.yaml';
const playbooks = readdirSync(join(root, 'playbooks'))
  .filter(name => name.endsWith('.yaml'))
  .map(name => `playbooks/${name}`);

/** An environment in which the modules of the playbooks that are not Ansible's own have empty stand-ins: only names are looked up. */
const withStandIns = (t: ExecutionContext): NodeJS.ProcessEnv => {
  const folder = mkdtempSync(join(tmpdir(), 'trueup-accepted-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const write = (path: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), "DOCUMENTATION = 'module: a stand-in'\n");
  };
  write('library/certbot.py');
  const used = playbooks.flatMap(path =>
    [
      ...readFileSync(join(root, path), 'utf8').matchAll(/^ +(?:- )?([a-z]\w*)\.([a-z]\w*)\.([a-z]\w*):/gm),
    ].map(([, namespace = '', collection = '', name = '']) => ({ namespace, collection, name })),
  );
  for (const { namespace, collection, name } of used.filter(({ namespace }) => namespace !== 'ansible'))
    write(`collections/ansible_collections/${namespace}/${collection}/plugins/modules/${name}.py`);
  return {
    PATH: process.env.PATH,
    HOME: folder,
    LC_ALL: 'C.UTF-8',
    ANSIBLE_LIBRARY: join(folder, 'library'),
    ANSIBLE_COLLECTIONS_PATH: join(folder, 'collections'),
  };
};

const run = async (t: ExecutionContext, program: string, args: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(program, args, {
    cwd: root,
    env: withStandIns(t),
  }).catch((error: { stdout?: string; stderr?: string; message: string }) => {
    throw new Error(`${error.stdout ?? ''}${error.stderr ?? ''}` || error.message);
  });
  return stdout + stderr;
};

test('there are playbooks', t => {
  t.true(playbooks.includes('playbooks/registry.yaml'));
});

test('ansible-playbook takes the playbooks that are shipped', async t => {
  const output = await run(t, 'ansible-playbook', ['--syntax-check', '-i', INVENTORY, ...playbooks]);
  t.deepEqual(
    [...output.matchAll(/^playbook: (.*)$/gm)].map(([, path]) => path),
    playbooks,
  );
});

test('ansible-lint finds nothing in them, nor in the example of an inventory', async t => {
  const output = await run(t, 'ansible-lint', [
    '--offline',
    '--nocolor',
    '--profile=production',
    ...playbooks,
    INVENTORY,
  ]);
  t.regex(output, /^Passed with production profile: 0 failure\(s\), 0 warning\(s\) on \d+ files\.$/m);
});
