import { type Output, quote, shellFunction } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { fromUtf8 } from '../../value/utf8.js';
import { streamReturns, streams } from '../commands/output.js';
import { expand, splitWords } from '../commands/words.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import type { Conclusion, Context, Difference, Plan, Result, Services } from '../module.js';
import { Fields } from '../shell/fields.js';
import { type PipArguments, pipOptions } from './pip-options.js';
import { isSatisfied, parseRequirement, plainName } from './python-versions.js';

const find = shellFunction(import.meta.url, 'pip_find');

interface Prepared {
  readonly args: PipArguments;
  /** The packages as pip is given them. */
  readonly packages: readonly string[];
  readonly extra: readonly string[];
  readonly maker: readonly string[];
}

interface State {
  readonly problem: string | undefined;
  /** The virtual environment is there, or none is asked for. */
  readonly hasEnvironment: boolean;
  /** Versions by names. */
  readonly installed: ReadonlyMap<string, string>;
  readonly requirements: string;
}

/** Packages of Python. */
export const pip = defineModule<PipArguments, Prepared, State>({
  name: 'pip',
  collection: 'ansible.builtin',
  description: 'Manages packages of Python with pip, on the host or in a virtual environment.',
  options: pipOptions,
  constraints: {
    requiredOneOf: [['name', 'requirements']],
    mutuallyExclusive: [
      ['name', 'requirements'],
      ['executable', 'virtualenv'],
    ],
  },
  returns: {
    cmd: { type: 'list', description: 'What pip was called with.' },
    name: { type: 'list', description: 'The packages.' },
    version: { type: 'str', description: 'The version.' },
    requirements: { type: 'str', description: 'The file that lists packages.' },
    state: { type: 'str', description: 'What was asked for.' },
    virtualenv: { type: 'str', description: 'The virtual environment.' },
    stdout: streamReturns.stdout,
    stderr: streamReturns.stderr,
  },
  examples: `- name: What the application needs, in an environment of its own
  pip:
    requirements: /srv/app/requirements.txt
    virtualenv: /srv/app/venv
    virtualenv_command: python3 -m venv`,
  prepare: (args, services) => prepare(args, services),
  probe: prepared => ({
    text: `${opening(prepared)}
${prepared.args.requirements === undefined ? '' : `[ -f "$requirements" ] && listed=$(cat -- "$requirements")`}
if [ -n "$env" ] && [ ! -e "$env/bin/activate" ]; then printf '\\0new\\0\\0%s\\0' "\${listed-}"; exit 0; fi
problem=$(pip_find) || { printf '%s\\0' "$problem"; exit 0; }
pip_find >/dev/null
installed=$(pip_run list --format=freeze --disable-pip-version-check 2>/dev/null) || installed=$(pip_run freeze 2>&1) ||
{ printf '%s\\0' "$installed"; exit 0; }
printf '\\0old\\0%s\\0%s\\0' "$installed" "\${listed-}"
`,
    uses: [find],
  }),
  parse: output => {
    const fields = new Fields(output.stdout);
    const problem = fields.ended ? failure(output) : fields.text();
    if (problem !== '') return { problem, hasEnvironment: true, installed: new Map(), requirements: '' };
    return {
      problem: undefined,
      hasEnvironment: fields.text() === 'old',
      installed: parseInstalled(fields.text()),
      requirements: fields.text(),
    };
  },
  plan: (prepared, state, context) => plan(prepared, state, context),
});

const prepare = (args: PipArguments, services: Services): Prepared => {
  const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
  if (args.state === 'latest' && args.version !== undefined)
    throw refuse('version is incompatible with state=latest', 'version');
  if (args.umask !== undefined && !/^(?:0o?)?[0-7]+$/.test(args.umask))
    throw refuse('umask must be an octal integer', 'umask');
  const packages = [...recoverNames(args.name ?? [])];
  if (args.version !== undefined && packages.length > 0) {
    if (packages.length > 1)
      throw refuse(
        "'version' argument is ambiguous when installing multiple package distributions. Please specify version restrictions next to each package in 'name' argument.",
        'version',
      );
    if ((parseRequirement(packages[0]!)?.clauses.length ?? 0) > 0)
      throw refuse(
        "The 'version' argument conflicts with any version specifier provided along with a package name. Please keep the version specifier, but remove the 'version' argument.",
        'version',
      );
    const version = args.version.trimStart();
    packages[0] = `${packages[0]}${/^\d/.test(version) ? '==' : ''}${version}`;
  }
  const words = (text: string, argument: string): readonly string[] => {
    const split = splitWords(text);
    if ('problem' in split) throw refuse(`${argument}: ${split.problem}`, argument);
    return split.words;
  };
  const extra = words(args.extra_args ?? '', 'extra_args');
  const maker = words(args.virtualenv_command, 'virtualenv_command');
  if (/pyvenv|-m venv/.test(args.virtualenv_command) && args.virtualenv_python !== undefined)
    throw refuse(
      'virtualenv_python should not be used when using the venv module or pyvenv as virtualenv_command',
      'virtualenv_python',
    );
  return { args, packages, extra: args.editable && !extra.includes('-e') ? [...extra, '-e'] : extra, maker };
};

/** Names that were written as one text, or whose versions were taken for names of their own. */
export const recoverNames = (names: readonly string[]): readonly string[] => {
  const packages: string[] = [];
  let inBrackets = false;
  for (const part of names.flatMap(name => name.split(','))) {
    const isVersion = /^\s*(?:[<>]=?|[=!~]=)/.test(part);
    if (packages.length > 0 && (isVersion || inBrackets)) packages.push(`${packages.pop()},${part}`);
    else packages.push(part);
    if (part.includes('[')) inBrackets = true;
    if (inBrackets && part.includes(']')) inBrackets = false;
  }
  return packages;
};

const parseInstalled = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap(line => {
      const [, name, version] = /^([^=\s]+)==(\S+)/.exec(line) ?? [];
      return name === undefined ? [] : [[plainName(name), version!] as const];
    }),
  );

const opening = ({ args }: Prepared): string => {
  const { setup, words } = expand([
    args.chdir ?? '',
    args.virtualenv ?? '',
    args.executable ?? '',
    args.requirements ?? '',
  ]);
  return `${setup}folder=${words[0]} env=${words[1]} executable=${words[2]} requirements=${words[3]}
cd -- "\${folder:-/tmp}" || exit
case $env in '' | /*) ;; *) env=$PWD/$env ;; esac
${args.umask === undefined ? '' : `umask ${args.umask.replace(/^0o/, '0')}`}`;
};

/** What is missing, or there and is to go; undefined if only pip can tell. */
const outstanding = ({ args, packages, extra }: Prepared, state: State): readonly string[] | undefined => {
  if (args.state === 'latest' || args.state === 'forcereinstall') return undefined;
  if (
    extra.some(word =>
      /^(?:-U|--upgrade|--force-reinstall|-I|--ignore-installed|-e|--editable|-t|--target|--root|--prefix|--user)/.test(
        word,
      ),
    )
  )
    return undefined;
  const lines = args.requirements === undefined ? packages : requirementLines(state.requirements);
  if (lines === undefined) return undefined;
  const found: string[] = [];
  for (const line of lines) {
    const requirement = parseRequirement(line);
    if (requirement === undefined) return undefined;
    const version = state.installed.get(requirement.name);
    const isThere = version !== undefined && isSatisfied(requirement, version);
    if (isThere === (args.state === 'absent')) found.push(line);
  }
  return found;
};

/** The requirements in a file; undefined if it has more than those. */
const requirementLines = (text: string): readonly string[] | undefined => {
  if (text === '') return undefined;
  const lines = text.split('\n').map(line => line.replace(/(?:^|\s)#.*$/, '').trim());
  return lines.some(line => line.startsWith('-') || line.endsWith('\\'))
    ? undefined
    : lines.filter(line => line !== '');
};

const COMMANDS = {
  present: ['install'],
  absent: ['uninstall', '-y'],
  latest: ['install', '-U'],
  forcereinstall: ['install', '-U', '--force-reinstall'],
} as const;

const plan = (prepared: Prepared, state: State, { checkMode }: Context): Plan => {
  const { args, packages, extra } = prepared;
  if (state.problem !== undefined) return { kind: 'failed', message: state.problem };
  const words = [...COMMANDS[args.state], ...extra, ...(args.requirements === undefined ? packages : [])];
  const result: Result = {
    cmd: ['pip', ...words, ...(args.requirements === undefined ? [] : ['-r', args.requirements])],
    name: args.name === undefined ? null : [...args.name],
    version: args.version ?? null,
    state: args.state,
    requirements: args.requirements ?? null,
    virtualenv: args.virtualenv ?? null,
  };
  const missing = outstanding(prepared, state);
  if (missing?.length === 0 && state.hasEnvironment)
    return { kind: 'same', result: { ...result, ...streams('', '') } };
  const differences: readonly Difference[] = [
    ...(state.hasEnvironment ? [] : [differ(args.virtualenv!, 'state', 'absent', 'present')]),
    ...(missing ?? [args.requirements ?? packages.join(', ')]).map(name =>
      differ(
        name,
        'state',
        missing === undefined ? 'unknown' : args.state === 'absent' ? 'present' : 'absent',
        args.state,
      ),
    ),
  ];
  const apply = {
    text: script(prepared, words, state),
    uses: [find],
  };
  const finish = (output: Output): Conclusion => conclude(output, result, !state.hasEnvironment);
  // Only pip knows whether something is to be done: no difference, unless in check mode, where Ansible takes it for one.
  if (missing === undefined && state.hasEnvironment && !checkMode)
    return { kind: 'action', apply, conclude: finish };
  return { kind: 'change', result, differences, apply, conclude: finish };
};

const differ = (subject: string, name: string, before: string, after: string): Difference => ({
  kind: 'attribute',
  subject,
  name,
  before,
  after,
});

/** sh that prints what pip had installed before and after, each and a NUL, and what it printed. */
const script = (prepared: Prepared, words: readonly string[], state: State): string => {
  const { args, maker } = prepared;
  const isVenv = /pyvenv|-m venv/.test(args.virtualenv_command);
  const python =
    args.virtualenv_python === undefined ? '"-p$(command -v python3)"' : quote(`-p${args.virtualenv_python}`);
  const [program = 'virtualenv', ...rest] = maker.map(quote);
  const making = `set -- ${rest.join(' ')}
${
  args.virtualenv_site_packages
    ? 'set -- "$@" --system-site-packages'
    : `case $(${program} --help 2>/dev/null) in *--no-site-packages*) set -- "$@" --no-site-packages ;; esac`
}
${isVenv ? '' : `set -- "$@" ${python}`}
${program} "$@" "$env" >&2 || exit`;
  return `${opening(prepared)}
${state.hasEnvironment ? '' : making}
problem=$(pip_find) || { printf '%s\\n' "$problem" >&2; exit 1; }
pip_find >/dev/null
[ -z "$env" ] || PATH=$env/bin:$PATH
pip_run list --format=freeze --disable-pip-version-check 2>/dev/null
printf '\\0'
pip_run ${words.map(quote).join(' ')}${args.requirements === undefined ? '' : ' -r "$requirements"'}
code=$?
printf '\\0'
pip_run list --format=freeze --disable-pip-version-check 2>/dev/null
printf '\\0%s\\0' "$code"
`;
};

const conclude = (output: Output, result: Result, isNew: boolean): Conclusion => {
  const fields = new Fields(output.stdout);
  const stderr = fromUtf8(output.stderr);
  if (output.code !== 0 || fields.ended) return { kind: 'failed', message: failure(output), result };
  const before = fields.text();
  const stdout = fields.text();
  const after = fields.text();
  const code = fields.text();
  const told = { ...result, ...streams(stdout, stderr) };
  const isAbsent = result.state === 'absent';
  if (code !== '0' && !(isAbsent && /not installed/.test(stdout + stderr)))
    return {
      kind: 'failed',
      message: `${stdout === '' ? '' : `stdout: ${stdout}`}${stderr === '' ? '' : `\n:stderr: ${stderr}`}`,
      result: told,
    };
  const changed = before !== after || (!isAbsent && /Successfully installed/.test(stdout)) || isNew;
  return { kind: changed ? 'changed' : 'unchanged', result: told };
};
