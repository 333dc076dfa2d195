import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import type { Conclusion, Plan, Result } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';

const options = {
  name: { type: 'str', required: true, description: 'The gem.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['present', 'absent', 'latest'],
    description: 'Whether the gem is there; latest: the newest version is.',
  },
  gem_source: { type: 'path', description: 'A file on the host that the gem is installed from.' },
  include_dependencies: { type: 'bool', default: true, description: 'Install what the gem needs as well.' },
  repository: { type: 'str', aliases: ['source'], description: 'Where gems are fetched from.' },
  user_install: {
    type: 'bool',
    default: true,
    description: 'Install it for the user alone, not for everybody.',
  },
  executable: { type: 'path', description: 'The gem program to use.' },
  install_dir: {
    type: 'path',
    description: 'The folder of gems to install it in; needs user_install: false.',
  },
  bindir: { type: 'path', description: 'The folder for its programs.' },
  norc: { type: 'bool', default: true, description: 'Read no .gemrc.' },
  env_shebang: { type: 'bool', default: false, description: 'Have its programs look for ruby by env.' },
  version: { type: 'str', description: 'The version.' },
  pre_release: { type: 'bool', default: false, description: 'Take versions before a release as well.' },
  include_doc: { type: 'bool', default: false, description: 'Install the documentation.' },
  build_flags: { type: 'str', description: 'Flags for what has to be compiled.' },
  force: { type: 'bool', default: false, description: 'Pass over what dependencies ask for.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface State {
  readonly problem: string | undefined;
  readonly installed: readonly string[];
  /** With state latest: the newest version that there is. */
  readonly newest: string | undefined;
}

/** Ruby's packages. */
export const gem = defineModule<Args, Args, State>({
  name: 'gem',
  collection: 'community.general',
  description: "Manages Ruby's gems.",
  options,
  constraints: {
    mutuallyExclusive: [
      ['gem_source', 'repository'],
      ['gem_source', 'version'],
    ],
  },
  returns: {
    name: { type: 'str', description: 'The gem.' },
    state: { type: 'str', description: 'What was asked for.' },
    version: { type: 'str', description: 'The version, where one is asked for.' },
  },
  examples: `- name: Bundler, for everybody
  gem:
    name: bundler
    user_install: false`,
  prepare: (args, services) => {
    const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
    if (args.version && args.state === 'latest')
      throw refuse('Cannot specify version when state=latest', 'version');
    if (args.gem_source && args.state === 'latest')
      throw refuse('Cannot maintain state=latest when installing from local source', 'gem_source');
    if (args.user_install && args.install_dir)
      throw refuse('install_dir requires user_install=false', 'install_dir');
    return args;
  },
  probe: args => {
    const name = quote(`^${args.name}$`);
    const remote = args.repository === undefined ? '' : `--source ${quote(args.repository)} `;
    const lines = [
      opening(args),
      `command -v ${program(args)[0]} >/dev/null || { printf 'Failed to find required executable "gem" in paths: %s\\0' "$PATH"; exit 0; }`,
      `installed=$(gem_program list $norc ${name} 2>&1) || { printf '%s\\0' "$installed"; exit 0; }`,
    ];
    if (args.state === 'latest')
      lines.push(
        `newest=$(gem_program list $norc --remote ${remote}${name} 2>&1) || { printf '%s\\0' "$newest"; exit 0; }`,
      );
    lines.push(`printf '\\0%s\\0%s\\0' "$installed" "\${newest-}"`);
    return { text: lines.join('\n') };
  },
  parse: output => {
    const fields = new Fields(output.stdout);
    const problem = fields.ended ? failure(output) : fields.text();
    if (problem !== '') return { problem, installed: [], newest: undefined };
    return { problem: undefined, installed: versionsIn(fields.text()), newest: versionsIn(fields.text())[0] };
  },
  plan: (args, { problem, installed, newest }): Plan => {
    if (problem !== undefined) return { kind: 'failed', message: problem };
    const version = newest ?? (args.version || undefined);
    const result: Result = { name: args.name, state: args.state, ...(version !== undefined && { version }) };
    const isThere = version === undefined ? installed.length > 0 : installed.includes(version);
    if (isThere === (args.state !== 'absent')) return { kind: 'same', result };
    const [before, after] = [
      installed.join(', ') || null,
      args.state === 'absent' ? null : (version ?? 'installed'),
    ];
    const words = args.state === 'absent' ? uninstallation(args) : installation(args, version);
    return {
      kind: 'change',
      result,
      differences: [{ kind: 'attribute', subject: args.name, name: 'version', before, after }],
      apply: { text: `${opening(args)}\ngem_program ${words}` },
      conclude: output => conclude(output, result),
    };
  },
});

const program = ({ executable }: Args): readonly string[] => (executable ?? 'gem').split(' ').map(quote);

/** sh that makes `gem_program` and `norc`, what has it read no .gemrc, as far as it knows that. */
const opening = (args: Args): string => `${
  args.install_dir === undefined ? '' : `export GEM_HOME=${quote(args.install_dir)}\n`
}gem_program() { ${program(args).join(' ')} "$@"; }
norc=
${
  args.norc
    ? `case $(gem_program --version 2>/dev/null) in
[01].* | 2.[0-4].* | 2.5.[01]) ;;
*) norc=--norc ;;
esac`
    : ''
}`;

/** The versions in lines such as `rake (13.0.6, default: 13.0.3)`. */
export const versionsIn = (text: string): readonly string[] =>
  text.split('\n').flatMap(line => {
    const listed = /^\S+\s+\((.+)\)/.exec(line)?.[1];
    if (listed === undefined) return [];
    return listed.split(', ').map(version => version.replace(/^default: /, '').split(' ')[0]!);
  });

const given = (option: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`${option} ${quote(value)}`];

const installation = (args: Args, version: string | undefined): string =>
  [
    'install $norc',
    ...given('--version', version),
    ...given('--source', args.repository),
    ...(args.include_dependencies ? [] : ['--ignore-dependencies']),
    args.user_install ? '--user-install' : '--no-user-install',
    ...given('--install-dir', args.install_dir),
    ...given('--bindir', args.bindir),
    ...(args.pre_release ? ['--pre'] : []),
    ...(args.include_doc ? [] : ['--no-document']),
    ...(args.env_shebang ? ['--env-shebang'] : []),
    ...(args.force ? ['--force'] : []),
    quote(args.gem_source ?? args.name),
    ...given('--', args.build_flags),
  ].join(' ');

const uninstallation = (args: Args): string =>
  [
    'uninstall $norc',
    ...given('--install-dir', args.install_dir),
    ...given('--bindir', args.bindir),
    ...(args.version ? given('--version', args.version) : ['--all']),
    '--executable',
    ...(args.force ? ['--force'] : []),
    quote(args.name),
  ].join(' ');

const conclude = (output: Output, result: Result): Conclusion =>
  output.code === 0
    ? { kind: 'changed', result }
    : { kind: 'failed', message: failure(output), result: { ...result, rc: output.code } };
