import type { Collector, Facts } from './gather.js';
import { assignments } from './gather.js';

/** The kernel, the machine and its name. */
export const platform: Collector = {
  files: [
    '/proc/sys/kernel/ostype',
    '/proc/sys/kernel/osrelease',
    '/proc/sys/kernel/version',
    '/proc/sys/kernel/hostname',
    '/var/lib/dbus/machine-id',
    '/etc/machine-id',
  ],
  commands: { machine: 'uname -m', bits: 'getconf LONG_BIT' },
  parse: sections => {
    const machine = sections.line(':machine') ?? '';
    const nodename = sections.line('/proc/sys/kernel/hostname') ?? '';
    const bits = sections.line(':bits') ?? (machine.endsWith('64') ? '64' : '32');
    const id = sections.line('/var/lib/dbus/machine-id') ?? sections.line('/etc/machine-id');
    const intel = /^(?:x86_64|i\d86)/.test(machine);
    return {
      system: sections.line('/proc/sys/kernel/ostype') ?? 'Linux',
      kernel: sections.line('/proc/sys/kernel/osrelease') ?? '',
      kernel_version: sections.line('/proc/sys/kernel/version') ?? '',
      machine,
      architecture: machine.startsWith('i') && intel ? 'i386' : machine,
      userspace_bits: bits,
      ...(intel && { userspace_architecture: bits === '64' ? 'x86_64' : 'i386' }),
      nodename,
      hostname: nodename.split('.')[0]!,
      ...(id !== undefined && { machine_id: id.split('\n')[0]! }),
    };
  },
};

/** The name under which the host's own address is known: a question to its resolver, which may take a while. */
export const fqdn: Collector = {
  files: ['/proc/sys/kernel/hostname'],
  commands: {
    names: `name=$(cat /proc/sys/kernel/hostname)
address=$(getent ahosts "$name")
address=\${address%%[[:space:]]*}
getent hosts "\${address:-$name}"`,
  },
  parse: sections => {
    const nodename = sections.line('/proc/sys/kernel/hostname') ?? '';
    const names = sections.line(':names')?.split('\n')[0]?.split(/\s+/).slice(1) ?? [];
    const full = nodename.includes('.')
      ? nodename
      : (names.find(name => name.includes('.')) ?? names[0] ?? nodename);
    return { fqdn: full, domain: full.split('.').slice(1).join('.') };
  },
};

/** The account that asks. */
export const user: Collector = {
  files: ['/proc/self/status'],
  commands: { account: 'id=$(id -u); getent passwd "$id" || grep "^[^:]*:[^:]*:$id:" /etc/passwd' },
  parse: sections => {
    const ids = (key: string) =>
      new RegExp(`^${key}:\\s+(\\d+)\\s+(\\d+)`, 'm').exec(sections.text('/proc/self/status') ?? '');
    const [users, groups] = [ids('Uid'), ids('Gid')];
    const [name, , uid, gid, gecos, dir, shell] = (sections.line(':account') ?? '').split(':');
    return {
      ...(users && { real_user_id: Number(users[1]), effective_user_id: Number(users[2]) }),
      ...(groups && { real_group_id: Number(groups[1]), effective_group_id: Number(groups[2]) }),
      ...(uid !== undefined && {
        user_id: name,
        user_uid: Number(uid),
        user_gid: Number(gid),
        user_gecos: gecos,
        user_dir: dir,
        user_shell: shell,
      }),
    };
  },
};

/** Variables that are not the account's own: the shell that runs our commands has set them. */
const OURS = new Set(['LC_ALL']);

/** The account's environment. */
export const env: Collector = {
  commands: { env: 'env -0 || env' },
  parse: sections => {
    const text = sections.text(':env') ?? '';
    const entries = text.includes('\0') ? text.split('\0') : text.split('\n');
    const pairs = entries.flatMap(entry => {
      const equals = entry.indexOf('=');
      return equals > 0 && !OURS.has(entry.slice(0, equals))
        ? [[entry.slice(0, equals), entry.slice(equals + 1)] as const]
        : [];
    });
    return { env: Object.fromEntries(pairs) };
  },
};

/** The resolver's configuration. */
export const dns: Collector = {
  files: ['/etc/resolv.conf'],
  parse: sections => {
    const text = sections.text('/etc/resolv.conf');
    if (text === undefined) return { dns: {} };
    const found: Facts = {};
    for (const line of text.split('\n')) {
      if (/^\s*(?:[#;]|$)/.test(line)) continue;
      const [key = '', ...words] = line.trim().split(/\s+/);
      if (key === 'nameserver') found.nameservers = [...((found.nameservers as string[]) ?? []), ...words];
      else if (key === 'domain' && words.length > 0) found.domain = words[0]!;
      else if (key === 'search' || key === 'sortlist') found[key] = words;
      else if (key === 'options')
        found.options = Object.fromEntries(
          words.map(word => {
            const [option = '', value] = word.split(':');
            return [option, value ?? true];
          }),
        );
    }
    return { dns: found };
  },
};

/** The kernel's command line. */
export const cmdline: Collector = {
  files: ['/proc/cmdline'],
  parse: sections => {
    const words = sections.line('/proc/cmdline')?.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
    const last: { [key: string]: string | boolean } = {};
    const all: { [key: string]: string | boolean | (string | boolean)[] } = {};
    for (const word of words) {
      const [key = '', ...rest] = word.replace(/["']/g, '').split('=');
      const value = rest.length > 0 ? rest.join('=') : true;
      last[key] = value;
      const before = all[key];
      all[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
    }
    return { cmdline: last, proc_cmdline: all };
  },
};

/** The Linux Standard Base's words for the distribution. */
export const lsb: Collector = {
  files: ['/etc/lsb-release'],
  commands: { lsb: 'lsb_release -a' },
  parse: sections => {
    const found: Facts = {};
    const fields = {
      'Distributor ID': 'id',
      Description: 'description',
      Release: 'release',
      Codename: 'codename',
    };
    for (const line of sections.lines(':lsb')) {
      const [key = '', value = ''] = line.split(/:\s+/, 2);
      const name = fields[key as keyof typeof fields];
      if (name !== undefined) found[name] = value.trim();
    }
    if (Object.keys(found).length === 0) {
      const values = assignments(sections.text('/etc/lsb-release'));
      for (const name of ['id', 'release', 'description', 'codename']) {
        const value = values.get(`DISTRIB_${name.toUpperCase()}`);
        if (value !== undefined) found[name] = value;
      }
    }
    if (typeof found.release === 'string') found.major_release = found.release.split('.')[0]!;
    return { lsb: found };
  },
};
