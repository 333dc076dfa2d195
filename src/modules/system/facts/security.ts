import { assignments, type Collector, type Facts } from './gather.js';

export const apparmor: Collector = {
  paths: ['/sys/kernel/security/apparmor'],
  parse: (_, exists) => ({
    apparmor: { status: exists.has('/sys/kernel/security/apparmor') ? 'enabled' : 'disabled' },
  }),
};

/** SELinux. Ansible's fact of a Python library is true: we need none to tell. */
export const selinux: Collector = {
  files: ['/sys/fs/selinux/enforce', '/sys/fs/selinux/policyvers', '/etc/selinux/config'],
  parse: sections => {
    const enforce = sections.line('/sys/fs/selinux/enforce');
    if (enforce === undefined) return { selinux: { status: 'disabled' }, selinux_python_present: true };
    const config = assignments(sections.text('/etc/selinux/config'));
    return {
      selinux: {
        status: 'enabled',
        policyvers: Number(sections.line('/sys/fs/selinux/policyvers')),
        config_mode: config.get('SELINUX') ?? 'unknown',
        mode: enforce === '1' ? 'enforcing' : 'permissive',
        type: config.get('SELINUXTYPE') ?? 'unknown',
      },
      selinux_python_present: true,
    };
  },
};

export const fips: Collector = {
  files: ['/proc/sys/crypto/fips_enabled'],
  parse: sections => ({ fips: sections.line('/proc/sys/crypto/fips_enabled') === '1' }),
};

/** What the account may do, as capsh tells. */
export const caps: Collector = {
  commands: { caps: 'capsh --print' },
  parse: sections => {
    const current = /^Current:\s*(.*)$/m.exec(sections.text(':caps') ?? '')?.[1];
    if (current === undefined) return { system_capabilities: 'N/A', system_capabilities_enforced: 'N/A' };
    if (current === '=ep') return { system_capabilities: [], system_capabilities_enforced: 'False' };
    const names = (current.split('=')[1] ?? '').split(',').map(name => name.trim());
    return { system_capabilities: names, system_capabilities_enforced: 'True' };
  },
};

/** Whether the account's root directory is not that of the host's first process. */
export const chroot: Collector = {
  commands: { roots: `stat -c '%d %i' / /proc/1/root/. || stat -c '%i' /` },
  parse: sections => {
    const [ours, first] = sections.lines(':roots');
    if (first === undefined) return { is_chroot: false };
    // Without the right to look at the first process there is only the number that a root directory has on most filesystems.
    return { is_chroot: first.includes(' ') ? ours !== first : !['2', '128', '256'].includes(first) };
  },
};

/** Public keys by which the host's SSH server is known. */
export const sshPublicKeys: Collector = {
  files: ['/etc/ssh/ssh_host_*_key.pub'],
  parse: sections => {
    const facts: Facts = {};
    for (const [path, algorithm] of sections.paths(/^\/etc\/ssh\/ssh_host_(\w+)_key\.pub$/)) {
      const [type, key] = (sections.line(path) ?? '').split(' ');
      if (key === undefined) continue;
      facts[`ssh_host_key_${algorithm}_public`] = key;
      facts[`ssh_host_key_${algorithm}_public_keytype`] = type;
    }
    return facts;
  },
};
