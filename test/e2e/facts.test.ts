import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { outputOf } from './rig/command.js';
import { type Host, releaseHosts, takeHosts } from './rig/host.js';
import { folderOf, inventoryOf, trueup } from './rig/trueup.js';

// Both programs gather the facts of the same host, which has Python for Ansible's sake.

let hosts: Host[] = [];
let host: Host;

test.before('boot', async () => {
  hosts = await takeHosts({ python: true });
  host = hosts[0]!;
  await host.output(FURNISH);
});
test.after.always('release', () => releaseHosts(hosts));

/** Gives the host what facts tell of and a bare one does not have; programs that need hardware are played. */
const FURNISH = `set -e
ip address add 10.194.9.9/24 dev eth0
ip address add 10.194.9.10/24 dev eth0 label eth0:1
ip address add fd00:1::5/64 dev eth0
ip address add fd00:2::5 peer fd00:2::6 dev eth0
ip link add br5 type bridge
ip address add 192.168.77.1/28 dev br5
ip link set br5 up
ip link add v1 type veth peer name v2
ip link set v1 master br5
ip link set v1 up
mkdir -p /etc/ansible/facts.d /etc/iscsi /etc/nvme /opt/facts
cd /etc/ansible/facts.d
echo '{"a": [1, 2.5, null, true, {"b": ""}]}' >json.fact
printf '[DEFAULT]\nd = 1\n[S]\nKey = Val ; x\n more\nx: 1\n[t]\n' >ini.fact
: >empty.fact
echo garbage >garbage.fact
printf '#!/bin/sh\necho noise >&2\necho "{}"\n' >run.fact
printf '#!/bin/sh\necho why >&2\nexit 3\n' >fails.fact
chmod +x run.fact fails.fact
echo '["other"]' >/opt/facts/other.fact
echo InitiatorName=iqn.1993-08.org.debian:01:abc >/etc/iscsi/initiatorname.iscsi
printf '# ours\nnqn.2014-08.org.nvmexpress:uuid:x\n' >/etc/nvme/hostnqn
echo 'options timeout:1 rotate' >>/etc/resolv.conf
cd /usr/local/sbin
cat >ethtool <<'END'
#!/bin/sh
case $1 in
-k) printf 'Features for %s:\nrx-checksumming: on [fixed]\n\ttx-checksum-ipv4: off\n' "$2" ;;
-T)
  [ "$2" != lo ] || exit 1
  printf 'Time stamping parameters for %s:\n\tsoftware-transmit (SOF_TIMESTAMPING_TX_SOFTWARE)\n' "$2"
  printf 'PTP Hardware Clock: 0\n\tnone (HWTSTAMP_FILTER_NONE)\n\tall (HWTSTAMP_FILTER_ALL)\n'
  ;;
esac
END
printf '#!/bin/sh\necho "  vg0,2,1,0,wz--n-,19.99,4.99"\n' >vgs
printf '#!/bin/sh\necho "  root,vg0,-wi-ao----,15.00,,,,,,,,"\n' >lvs
printf '#!/bin/sh\necho "  /dev/dm-0,vg0,lvm2,a--,10.00,4.99"\necho "  /dev/sda2,vg0,lvm2,a--,9.99,0"\n' >pvs
printf '#!/bin/sh\necho crypt0\n' >dmsetup
printf '#!/bin/sh\necho " Unit serial number: SER"\n' >sg_inq
chmod +x ethtool vgs lvs pvs dmsetup sg_inq
`;

const PLAYBOOK = `- hosts: all
  gather_facts: false
  become: "{{ as_root }}"
  tasks:
    - setup: "{{ asked }}"
      register: gathered
    - copy:
        content: "{{ gathered | to_json }}"
        dest: "{{ playbook_dir }}/gathered.json"
      delegate_to: localhost
      become: false
`;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Facts = { readonly [name: string]: Json };
interface Gathered {
  readonly ansible_facts: Facts;
  readonly warnings?: readonly string[];
}

/** What both programs bring for these arguments of `setup`. */
const gather = async (
  asked: Facts,
  asRoot = true,
): Promise<{ readonly theirs: Gathered; readonly ours: Gathered }> => {
  const folder = folderOf({ 'site.yml': PLAYBOOK, 'hosts.json': inventoryOf([host]) });
  const variables = JSON.stringify({
    asked,
    as_root: asRoot,
    ansible_python_interpreter: '/usr/bin/python3',
  });
  const args = ['site.yml', '-i', 'hosts.json', '-e', variables];
  const result = (): Gathered => JSON.parse(readFileSync(join(folder, 'gathered.json'), 'utf8'));
  await outputOf('ansible-playbook', args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8', ANSIBLE_NOCOWS: '1' },
  });
  const theirs = result();
  const { code, stdout, stderr } = await trueup(['apply', ...args], { cwd: folder });
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  return { theirs, ours: result() };
};

/** Facts whose values are of the moment, or of the login, but not their names and types. */
const PASSING =
  /^ansible_(?:date_time|loadavg|uptime_seconds|memfree_mb|swapfree_mb|memory_mb|env)$|\.(?:size|block|inode)_(?:available|used)$/;

/** Lists that Ansible has in no order. */
const UNORDERED = ['ansible_interfaces', 'ansible_mounts', 'ansible_virtualization_tech_guest'];

/** Variables of the environment that only one of the two has, or that tell of how it came to the host. */
const OF_THE_LOGIN = /^(?:LANG|TERM|PATH|_|SUDO_COMMAND|SSH_\w+|XDG_\w+|DBUS_\w+|MOTD_SHOWN)$/;

/** Debian's version has no point without the python3-distro of newer Ansibles. */
const VERSION = 'ansible_distribution_version';

const typeOf = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value === 'object' ? 'dict' : typeof value;

/** Each fact with all that is in it, flat: by its path its type, and its value where that stays. */
const flat = (facts: Facts): Readonly<Record<string, string>> => {
  const found: Record<string, string> = {};
  const add = (path: string, value: Json, passing: boolean): void => {
    const isPassing = passing || PASSING.test(path);
    if (typeof value === 'object' && value !== null) {
      found[path] = typeOf(value);
      const order = UNORDERED.includes(path) && Array.isArray(value);
      const entries = order
        ? [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        : value;
      for (const [key, entry] of Object.entries(entries)) add(`${path}.${key}`, entry, isPassing);
    } else found[path] = isPassing ? typeOf(value) : `${typeOf(value)} ${value}`;
  };
  for (const [name, value] of Object.entries(facts)) {
    if (name === VERSION) continue;
    if (name === 'ansible_env')
      for (const [variable, text] of Object.entries(value as Facts)) {
        if (!OF_THE_LOGIN.test(variable)) add(`${name}.${variable}`, text, false);
      }
    else add(name, value, false);
  }
  return found;
};

const compare = async (t: ExecutionContext, asked: Facts, asRoot?: boolean): Promise<void> => {
  const { theirs, ours } = await gather(asked, asRoot);
  t.deepEqual(flat(ours.ansible_facts), flat(theirs.ansible_facts));
  t.deepEqual([...(ours.warnings ?? [])].sort(), [...(theirs.warnings ?? [])].sort());
};

test.serial('all facts of root are what Ansible gathers: names, types, and values that stay', t =>
  compare(t, {}),
);

test.serial('so are those of an account without rights', t => compare(t, {}, false));

const ASKED: readonly Facts[] = [
  { gather_subset: ['!all', '!min', 'processor'] },
  { gather_subset: ['!all', 'network', '!dns'] },
  { gather_subset: ['!hardware', '!network', 'iscsi', 'nvme'] },
  { gather_subset: ['!min', 'local'], fact_path: '/opt/facts' },
  { filter: ['ansible_eth*', 'br5', 'all_ipv?_addresses', 'gather_subset', 'nothing'] },
  { filter: ['ansible_[d-f]*'], gather_subset: ['min'] },
];

for (const asked of ASKED) test.serial(`setup ${JSON.stringify(asked)}`, t => compare(t, asked));

const CACHED = `- hosts: all
  tasks:
    - debug:
        msg: "{{ ansible_kernel }} {{ ansible_facts.hostname }} {{ ansible_facts.devices | length > 0 }}"
`;

test.serial('either program counts on the facts that the other has kept', async t => {
  const folder = folderOf({ 'site.yml': CACHED, 'hosts.json': inventoryOf([host]) });
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    LANG: 'C.UTF-8',
    ANSIBLE_NOCOWS: '1',
    ANSIBLE_GATHERING: 'smart',
    ANSIBLE_CACHE_PLUGIN: 'jsonfile',
    ANSIBLE_CACHE_PLUGIN_CONNECTION: 'cache',
  };
  const args = ['site.yml', '-i', 'hosts.json', '-e', 'ansible_python_interpreter=/usr/bin/python3'];
  const theirs = (...more: readonly string[]) =>
    outputOf('ansible-playbook', [...args, ...more], { cwd: folder, env });
  const ours = async (...more: readonly string[]) => {
    const { code, stdout, stderr } = await trueup(['apply', ...args, ...more], { cwd: folder, env });
    t.is(code, 0, `${stdout}${stderr}`);
    return stdout;
  };
  const gathers = (output: string) => output.includes('Gathering Facts');
  const message = (output: string) => /"msg": .*/.exec(output)?.[0];
  const first = await theirs();
  t.true(gathers(first));
  const second = await ours();
  t.false(gathers(second));
  t.is(message(second), message(first));
  const third = await ours('--flush-cache');
  t.true(gathers(third));
  const fourth = await theirs();
  t.false(gathers(fourth));
  t.is(message(fourth), message(first));
});
