import test from 'ava';
import { outputOf } from './rig/command.js';
import { type Host, releaseHosts, takeHosts } from './rig/host.js';
import { labBridge } from './rig/lab.js';
import { outcomesIn, recapIn } from './rig/play-output.js';
import { folderOf, inventoryOf, startTrueup, trueup } from './rig/trueup.js';

let hosts: Host[] = [];
let first: Host;
let second: Host;

test.before('boot', async () => {
  hosts = await takeHosts({}, { busyboxSh: true });
  [first, second] = hosts as [Host, Host];
});
test.after.always('release', () => releaseHosts(hosts));

const HANDLER = `
  handlers:
    - name: Tell
      shell: echo told >>/srv/told
`;

/** A folder with a playbook for all hosts as root, with a handler "Tell", and the inventory. */
const projectOf = (tasks: string): string =>
  folderOf({
    'site.yml': `- hosts: all
  gather_facts: false
  become: true
  tasks:
${tasks.trim().replace(/^/gm, '    ')}
${HANDLER}`,
    'hosts.json': inventoryOf(hosts),
  });

const COMMAND = ['apply', 'site.yml', '-i', 'hosts.json'];

const forAll = async (command: string): Promise<string[]> =>
  Promise.all(hosts.map(async host => (await host.run(command)).stdout));

test.serial(
  'a handler whose run failed before it runs in the next one, once, and leaves no trace',
  async t => {
    const cwd = projectOf(`
- name: Write
  copy: {content: a, dest: /srv/a}
  notify: Tell
- name: Stop here
  command: test -e /srv/go-on
  changed_when: false
`);
    const failed = await trueup(COMMAND, { cwd });
    t.is(failed.code, 2, failed.stdout + failed.stderr);
    t.deepEqual(await forAll('cat /srv/told 2>/dev/null'), ['', '']);
    t.deepEqual(await forAll('cat /var/lib/trueup/handlers'), [
      'site.yml : all : Tell\n',
      'site.yml : all : Tell\n',
    ]);
    t.deepEqual(await forAll('stat -c "%a %U" /var/lib/trueup /var/lib/trueup/handlers'), [
      '700 root\n600 root\n',
      '700 root\n600 root\n',
    ]);

    await forAll('touch /srv/go-on; echo "other.yml : all : Tell" >>/var/lib/trueup/handlers');
    const repaired = await trueup(COMMAND, { cwd });
    t.is(repaired.code, 0, repaired.stdout + repaired.stderr);
    for (const host of hosts)
      t.true(
        repaired.stderr.includes(
          `warning: ${host.name}: handler "Tell" was notified in an earlier run and has not run since: it runs now`,
        ),
        repaired.stderr,
      );
    t.deepEqual(await forAll('cat /srv/told'), ['told\n', 'told\n']);
    t.deepEqual(await forAll('cat /var/lib/trueup/handlers'), Array(2).fill('other.yml : all : Tell\n'));

    const settled = await trueup(COMMAND, { cwd });
    t.is(settled.stderr, '');
    for (const counts of Object.values(recapIn(settled.stdout))) t.is(counts.changed, 0);

    await forAll('rm /var/lib/trueup/handlers; rmdir /var/lib/trueup; rm /srv/a');
    t.is((await trueup(COMMAND, { cwd })).code, 0);
    t.deepEqual(
      await forAll('cat /srv/told; ls -d /var/lib/trueup 2>/dev/null'),
      Array(2).fill('told\ntold\n'),
    );
  },
);

test.serial('a check runs no handlers of earlier runs and forgets none', async t => {
  const cwd = projectOf('- name: Look\n  command: "true"\n  changed_when: false');
  await forAll(
    'mkdir -p /var/lib/trueup; echo "site.yml : all : Tell" >/var/lib/trueup/handlers; rm -f /srv/told',
  );
  await trueup(['check', ...COMMAND.slice(1)], { cwd });
  t.deepEqual(
    await forAll('cat /srv/told 2>/dev/null; cat /var/lib/trueup/handlers'),
    Array(2).fill('site.yml : all : Tell\n'),
  );
  t.is((await trueup(COMMAND, { cwd })).code, 0);
  t.deepEqual(await forAll('cat /srv/told; ls -d /var/lib/trueup 2>/dev/null'), ['told\n', 'told\n']);
});

/** Breaks the first host in the middle of a run and mends it: it is unreachable, the others go on, and the same command repairs. */
const broken = test.macro(
  async (t, name: string, breakHost: () => Promise<unknown>, mendHost: () => Promise<unknown>) => {
    t.timeout(300_000);
    const file = `/srv/${name}`;
    const cwd = projectOf(`
- name: Begin
  command: touch ${file}-begun
  args: {creates: ${file}-begun}
- name: Take long
  shell: while [ ! -e ${file}-end ]; do sleep 0.2; done; touch ${file}-done
  args: {creates: ${file}-done}
- name: End
  copy: {content: e, dest: ${file}-ended}
`);
    const { lab } = JSON.parse(inventoryOf(hosts));
    const patience = '-o ServerAliveInterval=1 -o ServerAliveCountMax=3';
    const vars = { ansible_ssh_common_args: `${lab.vars.ansible_ssh_common_args} ${patience}` };
    const run = startTrueup([...COMMAND, '-e', JSON.stringify(vars)], { cwd });
    await run.prints(/^TASK \[Take long\]/m);
    await breakHost();
    try {
      await second.output(`touch ${file}-end`);
      const { code, stdout, stderr } = await run.outcome;
      t.is(code, 4, stdout + stderr);
      t.regex(stdout, new RegExp(`^fatal: \\[${first.name}\\]: UNREACHABLE! => .*"msg": "[^"]{10,}`, 'm'));
      const ends = outcomesIn(stdout).filter(({ task }) => task === 'End');
      t.deepEqual(ends, [{ task: 'End', host: second.name, status: 'changed' }], stdout);
    } finally {
      await mendHost();
    }
    await first.output(`touch ${file}-end`);
    const repaired = await trueup(COMMAND, { cwd });
    t.is(repaired.code, 0, repaired.stdout + repaired.stderr);
    t.is(await first.output(`cat ${file}-ended`), 'e');
    const settled = await trueup(COMMAND, { cwd });
    for (const counts of Object.values(recapIn(settled.stdout))) t.is(counts.changed, 0);
  },
);

const setLink = (state: 'up' | 'down'): Promise<string> =>
  outputOf('ip', ['link', 'set', `${labBridge}-v${first.number}`, state]);

test.serial(
  'the network of a host is cut',
  broken,
  'network',
  () => setLink('down'),
  () => setLink('up'),
);
test.serial(
  'the power of a host fails',
  broken,
  'power',
  () => first.cut(),
  () => first.start(),
);
