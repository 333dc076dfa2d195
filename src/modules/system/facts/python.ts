import type { Collector } from './gather.js';

/** The host's Python, for playbooks that choose packages by it. Nothing here needs it, and where there is none there are no such facts. */
export const python: Collector = {
  commands: {
    python: `executable=/usr/bin/python3; [ -x "$executable" ] || executable=$(command -v python3 || command -v python) && printf '%s\\n' "$executable" && "$executable" -V 2>&1`,
  },
  parse: sections => {
    const [executable = '', printed = ''] = (sections.text(':python') ?? '').split('\n');
    const match = /^Python (\d+)\.(\d+)\.(\d+)(a|b|rc)?(\d*)/.exec(printed);
    if (!match) return {};
    const [major, minor, micro] = match.slice(1, 4).map(Number) as [number, number, number];
    const releaselevel = LEVELS[match[4] ?? ''] ?? 'final';
    const serial = Number(match[5] ?? 0);
    return {
      python: {
        executable,
        type: 'cpython',
        has_sslcontext: major > 2 || (minor === 7 && micro >= 9),
        version: { major, minor, micro, releaselevel, serial },
        version_info: [major, minor, micro, releaselevel, serial],
      },
    };
  },
};

/** Its version, which Ansible counts among the facts of the platform. */
export const pythonVersion: Collector = {
  commands: python.commands!,
  parse: sections => {
    const version = /^Python (\d+\.\d+\.\d+)/m.exec(sections.text(':python') ?? '')?.[1];
    return version === undefined ? {} : { python_version: version };
  },
};

/** How far a release is, by the letters in its number. */
const LEVELS: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', rc: 'candidate' };
