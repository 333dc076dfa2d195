import { assignments, type Collector, type Facts, type Sections } from './gather.js';

/** Families of distributions by Ansible's names. */
const FAMILIES: { readonly [family: string]: readonly string[] } = {
  RedHat: [
    'RedHat',
    'Fedora',
    'CentOS',
    'Scientific',
    'OracleLinux',
    'Amazon',
    'AlmaLinux',
    'Rocky',
    'openEuler',
    'EuroLinux',
  ],
  Debian: [
    'Debian',
    'Ubuntu',
    'Raspbian',
    'KDE neon',
    'Linux Mint',
    'Devuan',
    'Kali',
    'Pop!_OS',
    'Parrot',
    'Deepin',
    'OSMC',
    'SteamOS',
  ],
  Suse: ['SLES', 'SLED', 'openSUSE', 'openSUSE Leap', 'openSUSE Tumbleweed'],
  Archlinux: ['Archlinux', 'Antergos', 'Manjaro'],
};

/** os-release's ID to Ansible's name; where there is none, Ansible's name is os-release's NAME. */
const NAMES: { readonly [id: string]: string } = {
  debian: 'Debian',
  raspbian: 'Debian',
  ubuntu: 'Ubuntu',
  rhel: 'RedHat',
  centos: 'CentOS',
  fedora: 'Fedora',
  rocky: 'Rocky',
  almalinux: 'AlmaLinux',
  ol: 'OracleLinux',
  amzn: 'Amazon',
  alpine: 'Alpine',
  arch: 'Archlinux',
  gentoo: 'Gentoo',
  kali: 'Kali',
  linuxmint: 'Linux Mint',
  pop: 'Pop!_OS',
  sles: 'SLES',
  sled: 'SLED',
};

/** Which distribution it is. */
export const distribution: Collector = {
  files: [
    '/etc/os-release',
    '/etc/debian_version',
    '/etc/alpine-release',
    '/etc/redhat-release',
    '/etc/centos-release',
    '/etc/oracle-release',
  ],
  parse: parseDistribution,
};

function parseDistribution(sections: Sections): Facts {
  const release = assignments(sections.text('/etc/os-release'));
  const id = release.get('ID') ?? '';
  const name = NAMES[id] ?? release.get('NAME') ?? 'NA';
  const family = Object.entries(FAMILIES).find(([, names]) => names.includes(name))?.[0] ?? name;
  const debianVersion = sections.line('/etc/debian_version') ?? '';
  const version = versionOf(sections, id, release.get('VERSION_ID') ?? 'NA', debianVersion);
  const minor =
    id === 'debian' || id === 'raspbian' ? /\d+\.(\d+)/.exec(debianVersion)?.[1] : minorOf(id, version);
  return {
    distribution: name,
    distribution_version: version,
    distribution_major_version: version.split('.')[0]!,
    ...(minor !== undefined && { distribution_minor_version: minor }),
    distribution_release: releaseOf(sections, id, release),
    ...fileOf(sections, family),
    os_family: family,
  };
}

const versionOf = (sections: Sections, id: string, version: string, debianVersion: string): string => {
  if (id === 'debian') return /^\d/.test(debianVersion) ? debianVersion : version;
  if (id === 'alpine') return sections.line('/etc/alpine-release') ?? version;
  if (id === 'centos') {
    const full = /release (\d+(?:\.\d+)*)/.exec(sections.text('/etc/centos-release') ?? '')?.[1];
    return full?.split('.').slice(0, 2).join('.') ?? version;
  }
  return version;
};

const minorOf = (id: string, version: string): string | undefined =>
  id === 'amzn' ? (version.split('.')[1] ?? 'NA') : undefined;

const releaseOf = (sections: Sections, id: string, release: ReadonlyMap<string, string>): string => {
  if (id === 'centos' && /CentOS Stream/.test(sections.text('/etc/centos-release') ?? '')) return 'Stream';
  const codename = release.get('VERSION_CODENAME') ?? release.get('UBUNTU_CODENAME');
  if (codename !== undefined && codename !== '') return codename;
  return /\(([^)]+)\)/.exec(release.get('PRETTY_NAME') ?? release.get('VERSION') ?? '')?.[1] ?? 'NA';
};

/** The file by which Ansible would have known the distribution. */
const fileOf = (sections: Sections, family: string): Facts => {
  const known = (path: string, variety: string): Facts => ({
    distribution_file_path: path,
    distribution_file_variety: variety,
    distribution_file_parsed: true,
  });
  if (sections.text('/etc/oracle-release') !== undefined) return known('/etc/oracle-release', 'OracleLinux');
  if (/CentOS Stream/.test(sections.text('/etc/centos-release') ?? ''))
    return known('/etc/centos-release', 'CentOS');
  if (sections.text('/etc/redhat-release') !== undefined) return known('/etc/redhat-release', 'RedHat');
  if (sections.text('/etc/alpine-release') !== undefined) return known('/etc/alpine-release', 'Alpine');
  const varieties: { readonly [family: string]: string } = {
    Suse: 'SUSE',
    Debian: 'Debian',
    Archlinux: 'Archlinux',
    RedHat: 'Amazon',
  };
  return known('/etc/os-release', varieties[family] ?? 'NA');
};

const PACKAGE_MANAGERS: readonly (readonly [path: string, name: string])[] = [
  ['/usr/bin/yum', 'yum'],
  ['/usr/bin/dnf', 'dnf'],
  ['/usr/bin/apt-get', 'apt'],
  ['/usr/bin/zypper', 'zypper'],
  ['/usr/bin/pacman', 'pacman'],
  ['/bin/opkg', 'opkg'],
  ['/sbin/apk', 'apk'],
  ['/usr/bin/emerge', 'portage'],
  ['/usr/bin/xbps-install', 'xbps'],
];

/** What installs packages. */
export const packageManager: Collector = {
  files: distribution.files!,
  paths: PACKAGE_MANAGERS.map(([path]) => path),
  parse: (sections, exists) => {
    const { os_family, distribution_major_version, distribution: name } = parseDistribution(sections);
    let manager = 'unknown';
    for (const [path, found] of PACKAGE_MANAGERS) if (exists.has(path)) manager = found;
    if (os_family === 'RedHat') {
      const old = name === 'Amazon' ? 2022 : name === 'Fedora' ? 23 : 8;
      manager = Number(distribution_major_version) < old ? 'yum' : 'dnf';
    }
    return { pkg_mgr: manager };
  },
};

/** What starts services. */
export const serviceManager: Collector = {
  files: ['/proc/1/comm'],
  paths: ['/run/systemd/system', '/sbin/openrc', '/etc/init.d', '/etc/openwrt_release'],
  commands: { init: 'command -v systemctl; readlink /sbin/init' },
  parse: (sections, exists) => {
    const first = sections.line('/proc/1/comm');
    const names: { readonly [comm: string]: string } = {
      procd: 'openwrt_init',
      'runit-init': 'runit',
      svscan: 'svc',
      'openrc-init': 'openrc',
    };
    if (first !== undefined && first !== 'init' && !first.endsWith('sh'))
      return { service_mgr: names[first] ?? first };
    const [systemctl, init] = [sections.text(':init')?.includes('systemctl'), sections.text(':init') ?? ''];
    if (exists.has('/etc/openwrt_release')) return { service_mgr: 'openwrt_init' };
    if (systemctl && exists.has('/run/systemd/system')) return { service_mgr: 'systemd' };
    if (exists.has('/sbin/openrc')) return { service_mgr: 'openrc' };
    if (systemctl && /(?:^|\/)systemd$/m.test(init)) return { service_mgr: 'systemd' };
    return { service_mgr: exists.has('/etc/init.d') ? 'sysvinit' : 'service' };
  },
};
