import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { fromUtf8 } from '../../value/utf8.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import type { Conclusion, Difference, Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';

const options = {
  name: { type: 'str', description: 'The package; without it those that package.json names.' },
  path: { type: 'path', description: 'The folder it is installed in.' },
  version: { type: 'str', description: 'The version.' },
  global: { type: 'bool', default: false, description: 'Install it for everybody.' },
  executable: { type: 'path', description: 'The npm to use.' },
  ignore_scripts: { type: 'bool', default: false, description: 'Run no scripts of packages.' },
  unsafe_perm: { type: 'bool', default: false, description: 'Run scripts with the rights of the account.' },
  ci: {
    type: 'bool',
    default: false,
    description: 'Install exactly what package-lock.json has, anew each time.',
  },
  production: { type: 'bool', default: false, description: 'Leave out what only developers need.' },
  registry: { type: 'str', description: 'Where packages are fetched from.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['present', 'absent', 'latest'],
    description: 'Whether packages are there; latest: they are up to date as well.',
  },
  no_optional: { type: 'bool', default: false, description: 'Leave out optional dependencies.' },
  no_bin_links: { type: 'bool', default: false, description: 'Make no links to programs.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface State {
  readonly problem: string | undefined;
  /** What npm list printed. */
  readonly listed: string;
  /** What npm outdated printed. */
  readonly outdated: string;
}

/** Packages for Node.js. */
export const npm = defineModule<Args, Args, State>({
  name: 'npm',
  collection: 'community.general',
  description: 'Manages packages of Node.js with npm.',
  options,
  examples: `- name: What the application needs
  npm:
    path: /srv/app
    production: true

- name: A tool for everybody
  npm:
    name: yarn
    version: 1.22.19
    global: true`,
  prepare: (args, services) => {
    if (!args.path && !args.global)
      throw mistake('path must be specified when not using global', services.locate('path'));
    if (args.state === 'absent' && !args.name)
      throw mistake('uninstalling a package is only available for named packages', services.locate('state'));
    return args;
  },
  probe: args => ({
    text: `${opening(args)}
command -v ${program(args)[0]} >/dev/null || { printf 'Failed to find required executable "npm" in paths: %s\\0' "$PATH"; exit 0; }
printf '\\0'
if [ -z "$folder" ] || cd -- "$folder" 2>/dev/null; then
${program(args).join(' ')} list --json ${flags(args)} 2>/dev/null
printf '\\0'
${args.state === 'latest' && !args.ci ? `${program(args).join(' ')} outdated ${flags(args, true)} 2>/dev/null` : ''}
else
printf '\\0'
fi
printf '\\0'
`,
  }),
  parse: output => {
    const fields = new Fields(output.stdout);
    const problem = fields.ended ? failure(output) : fields.text();
    if (problem !== '') return { problem, listed: '', outdated: '' };
    return { problem: undefined, listed: fields.text(), outdated: fields.text() };
  },
  plan: (args, { problem, listed, outdated }): Plan => {
    if (problem !== undefined) return { kind: 'failed', message: problem };
    if (args.ci)
      return change(args, ['ci'], [differ(args.path ?? 'npm', 'packages', null, 'installed anew')]);
    const packages = packagesIn(listed, args);
    if (typeof packages === 'string') return { kind: 'failed', message: packages };
    const { missing, installed } = packages;
    if (args.state === 'absent') {
      if (!installed.has(args.name!)) return { kind: 'same', result: {} };
      return change(args, ['uninstall'], [differ(args.name!, 'state', 'present', 'absent')]);
    }
    const isOld = outdated.trim() !== '';
    const commands = [...(missing.length > 0 ? ['install'] : []), ...(isOld ? ['update'] : [])];
    if (commands.length === 0) return { kind: 'same', result: {} };
    const subject = args.path ?? 'npm';
    return change(args, commands, [
      ...missing.map(name => differ(name || subject, 'state', 'absent', 'present')),
      ...(isOld ? [differ(args.name ?? subject, 'version', 'outdated', 'latest')] : []),
    ]);
  },
});

const program = ({ executable }: Args): readonly string[] => (executable ?? 'npm').split(' ').map(quote);

const opening = ({ path }: Args): string => {
  const { setup, words } = expand([path ?? '']);
  return `${setup}folder=${words[0]}`;
};

const fullName = ({ name, version, state }: Args): string | undefined =>
  name !== undefined && version && state !== 'absent' ? `${name}@${version}` : name;

/** What every command of npm takes, with the package if it is for that. */
const flags = (args: Args, named = false): string =>
  [
    ...(args.global ? ['--global'] : []),
    ...(args.ignore_scripts ? ['--ignore-scripts'] : []),
    ...(args.unsafe_perm ? ['--unsafe-perm'] : []),
    ...(named && args.name ? [quote(fullName(args)!)] : []),
    ...(args.registry ? ['--registry', quote(args.registry)] : []),
    ...(args.no_optional ? ['--no-optional'] : []),
    ...(args.no_bin_links ? ['--no-bin-links'] : []),
  ].join(' ');

interface Packages {
  /** By name, and by name and version. */
  readonly installed: ReadonlySet<string>;
  readonly missing: readonly string[];
}

/** What there is and what there should be; a text if npm's answer can't be read. */
const packagesIn = (listed: string, args: Args): Packages | string => {
  let data: unknown;
  try {
    data = JSON.parse(listed.trim() || '{}');
  } catch (error) {
    return `Failed to parse NPM output with error ${(error as Error).message}`;
  }
  const installed = new Set<string>();
  const missing: string[] = [];
  const dependencies = isDict(data) ? data.dependencies : undefined;
  if (!isDict(dependencies)) return { installed, missing: [args.name ?? ''] };
  for (const [name, one] of Object.entries(dependencies)) {
    if (!isDict(one)) continue;
    if (one.missing || one.invalid) missing.push(name);
    else {
      installed.add(name);
      if (one.version) installed.add(`${name}@${one.version}`);
    }
  }
  const wanted = fullName(args);
  if (wanted !== undefined && !installed.has(wanted) && !missing.includes(args.name!))
    missing.push(args.name!);
  return { installed, missing };
};

const isDict = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const differ = (subject: string, name: string, before: string | null, after: string): Difference => ({
  kind: 'attribute',
  subject,
  name,
  before,
  after,
});

const change = (args: Args, commands: readonly string[], differences: readonly Difference[]): Plan => {
  const production = args.production ? ' --production' : '';
  const lines = commands.map(
    command =>
      `${program(args).join(' ')} ${command}${command === 'uninstall' ? '' : production} ${flags(args, true)} || exit`,
  );
  return {
    kind: 'change',
    result: {},
    differences,
    apply: {
      text: `${opening(args)}
if [ -n "$folder" ]; then
mkdir -p -- "$folder" && cd -- "$folder" || exit
fi
${lines.join('\n')}`,
    },
    conclude,
  };
};

const conclude = (output: Output): Conclusion => {
  if (output.code === 0) return { kind: 'changed', result: {} };
  return {
    kind: 'failed',
    message: failure(output),
    result: { rc: output.code, stdout: fromUtf8(output.stdout), stderr: fromUtf8(output.stderr) },
  };
};
