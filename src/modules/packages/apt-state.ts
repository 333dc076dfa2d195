import { type Output, quote, type Script, shellFunction } from '../../agent/protocol.js';
import { aptGetArguments, type Request } from './apt-request.js';

const cache = shellFunction(import.meta.url, 'apt_cache');
const installed = shellFunction(import.meta.url, 'apt_installed');
const missing = shellFunction(import.meta.url, 'apt_missing', [installed]);
const present = shellFunction(import.meta.url, 'apt_present', [installed]);
const simulate = shellFunction(import.meta.url, 'apt_simulate');
export const deb = shellFunction(import.meta.url, 'apt_deb', [installed]);

/** A package that dpkg knows of. */
export interface KnownPackage {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  /** Only its configuration files are left. */
  readonly removed: boolean;
  readonly installed: boolean;
}

/** One thing that apt would do. */
export interface Step {
  readonly action: 'install' | 'remove' | 'purge' | 'configure' | 'delete';
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What apt would do, or why it can't. */
export interface Simulation {
  readonly steps: readonly Step[];
  /** All it printed. */
  readonly text: string;
  /** apt's own words for what is wrong; empty if it would succeed. */
  readonly errors: readonly string[];
}

/** A package file. */
export interface DebFile {
  readonly path: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Why it could not be read. */
  readonly problem: string | undefined;
}

/** What a host shows of the packages that a task is about. */
export interface AptState {
  /** Is this a host with apt at all? */
  readonly available: boolean;
  /** When the lists were fetched and what the host's clock said, in seconds since 1970; 0 if there are none. */
  readonly cache: { readonly fetched: number; readonly now: number };
  readonly packages: readonly KnownPackage[];
  /** Which of them were installed only because others need them: `Package: name` paragraphs of apt's extended states. */
  readonly automatic: ReadonlySet<string>;
  /** What an installation or a removal must see to. */
  readonly missing: readonly string[];
  /** Patterns that match nothing. */
  readonly unmatched: readonly string[];
  readonly debs: readonly DebFile[];
  readonly simulation: Simulation | undefined;
  /** Package files lie in apt's archive. */
  readonly archive: boolean;
}

/** The sh that reads what a request is about. A host where nothing is to be done is asked for no more than dpkg's own database. */
export const stateProbe = (request: Request): Script => {
  const { args, operation, specs } = request;
  const options = aptGetArguments(request).map(quote).join(' ');
  const lines = ['command -v apt-get >/dev/null || exit 0', 'echo :apt'];
  const uses = [cache, installed, simulate];
  if (request.update) lines.push('apt_cache');
  if (args.clean) lines.push(ARCHIVE);
  const words = specs.map(spec => quote(spec.text)).join(' ');
  switch (operation) {
    case 'install':
      uses.push(missing);
      if (args.default_release !== undefined) lines.push(`release=${quote(args.default_release)}`);
      lines.push(`apt_missing ${args.state === 'latest' ? 'latest' : 'present'} ${words}`, AUTOMATIC);
      if (args.state === 'fixed') lines.push(`apt_simulate ${options} $arguments`);
      else lines.push(`[ -z "$arguments" ] || apt_simulate ${options} $arguments`);
      break;
    case 'remove':
      uses.push(present);
      lines.push(
        `apt_present ${args.purge ? 'yes' : 'no'} ${words}`,
        `[ -z "$missing" ] || apt_simulate ${options} $missing`,
      );
      break;
    case 'deb':
      uses.push(deb);
      lines.push(
        'trap \'[ -z "$folder" ] || rm -rf "$folder"\' EXIT',
        "trap 'exit 129' HUP INT TERM",
        `apt_deb ${request.debs.map(quote).join(' ')}`,
        `[ -z "$debs" ] || { ${DEB_WORDS} apt_simulate ${options} "$@"; }`,
      );
      break;
    case 'build-dep':
      lines.push(`apt_simulate ${options} ${words}`);
      break;
    case undefined:
      break;
    default:
      lines.push(`apt_simulate ${options}`);
  }
  return { text: `${lines.join('\n')}\n`, uses };
};

/** sh that makes `$@` of the paths that `apt_deb` found. */
export const DEB_WORDS = `set -f; IFS='\n'; set -- $debs; unset IFS; set +f;`;

const ARCHIVE = `for file in /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*; do
  [ ! -e "$file" ] || { echo :archive; break; }
done`;

/** Paragraphs of apt's extended states that are about what is installed. */
const AUTOMATIC = `echo :automatic
for name in $names; do set -- "$@" -e "Package: \${name%%:*}"; done
[ $# -eq 0 ] || [ ! -e /var/lib/apt/extended_states ] || grep -Fx -A2 "$@" /var/lib/apt/extended_states`;

/** Reads what `stateProbe` printed. */
export const parseState = (output: Output): AptState => {
  const sections = new Map<string, string[]>();
  const debs: { path: string; fields: Map<string, string> }[] = [];
  let lines: string[] = [];
  for (const line of output.stdout.toString().split('\n')) {
    if (line.startsWith(':')) {
      lines = [];
      sections.set(line.slice(1), lines);
    } else lines.push(line);
    if (line === ':deb') debs.push({ path: '', fields: new Map() });
    const file = debs.at(-1);
    if (!file || lines !== sections.get('deb')) continue;
    if (lines.length === 1) file.path = line;
    const field = /^(\w+): (.*)/.exec(line);
    if (field && lines.length > 1) file.fields.set(field[1]!.toLowerCase(), field[2]!);
  }
  const words = (name: string) =>
    (sections.get(name) ?? [])
      .join(' ')
      .split(' ')
      .filter(word => word !== '');
  const [fetched = 0, now = 0] = words('cache').map(Number);
  return {
    available: sections.has('apt'),
    archive: sections.has('archive'),
    cache: { fetched, now },
    packages: (sections.get('installed') ?? []).filter(line => line !== '').map(parseKnown),
    automatic: parseAutomatic(sections.get('automatic') ?? []),
    missing: words('missing'),
    unmatched: words('unmatched'),
    debs: debs.map(({ path, fields }) => ({
      path,
      name: fields.get('package'),
      version: fields.get('version'),
      problem: fields.get('problem'),
    })),
    simulation: sections.has('simulation')
      ? parseSimulation(sections.get('simulation')!, sections.get('status')?.[0] === '0')
      : undefined,
  };
};

const parseKnown = (line: string): KnownPackage => {
  const [status = '', name = '', architecture = '', version = ''] = line.split('|');
  return {
    name,
    architecture,
    version,
    installed: /^.[iWt]/.test(status),
    removed: status[1] === 'c',
  };
};

const parseAutomatic = (lines: readonly string[]): ReadonlySet<string> => {
  const names = new Set<string>();
  let name = '';
  for (const line of lines) {
    if (line.startsWith('Package: ')) name = line.slice('Package: '.length);
    else if (line === 'Auto-Installed: 1' && name !== '') names.add(name);
    else if (line === '') name = '';
  }
  return names;
};

const ACTIONS = { Inst: 'install', Remv: 'remove', Purg: 'purge', Conf: 'configure', Del: 'delete' } as const;

const parseSimulation = (lines: readonly string[], succeeded: boolean): Simulation => {
  const steps: Step[] = [];
  const configured: Step[] = [];
  for (const line of lines) {
    const match = /^(Inst|Remv|Purg|Conf|Del) (\S+)(?: \[([^\]]*)\])?(?: (?:\((\S+)|(\S+) \[))?/.exec(line);
    if (!match) continue;
    const [, word, name, before, after, deleted] = match;
    const action = ACTIONS[word as keyof typeof ACTIONS];
    (action === 'configure' ? configured : steps).push({
      action,
      name: name!,
      before: before ?? deleted,
      after,
    });
  }
  const installs = new Set(steps.map(step => step.name));
  return {
    steps: [...steps, ...configured.filter(step => !installs.has(step.name))],
    text: lines.join('\n'),
    errors: succeeded ? [] : errorLines(lines),
  };
};

/** What apt says is wrong: its lines that start with `E:`, with what it explained before them. */
export const errorLines = (lines: readonly string[]): readonly string[] => {
  const explained = lines.filter(line =>
    /^(?: \S.* : |The following packages have unmet dependencies)/.test(line),
  );
  const errors = lines.filter(line => line.startsWith('E: ')).map(line => line.slice(3).trim());
  const found = [...explained.map(line => line.trim()), ...errors];
  return found.length > 0 ? found : lines.filter(line => line !== '').slice(-3);
};
