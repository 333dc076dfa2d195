import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import type { Conclusion, Difference, Plan, Result, Services } from '../module.js';
import { Fields } from '../shell/fields.js';
import { type UfwArguments, ufwOptions } from './ufw-options.js';

interface State {
  /** What `ufw status verbose` says; undefined if there is no ufw. */
  readonly status: string | undefined;
  readonly problem: string;
  /** The same words about defaults and logging from ufw's files: its status has none while it is off. */
  readonly settings: string;
  /** The lines of all rules. */
  readonly rules: string;
  /** What ufw says that it would do about the rule, and the status that it ended with. */
  readonly tried: string;
  readonly code: number;
}

/** The firewall ufw. */
export const ufw = defineModule<UfwArguments, UfwArguments, State>({
  name: 'ufw',
  collection: 'community.general',
  description: 'Manages the firewall ufw and its rules.',
  options: ufwOptions,
  constraints: {
    mutuallyExclusive: [
      ['name', 'proto', 'logging'],
      ['direction', 'interface_in'],
      ['direction', 'interface_out'],
    ],
    requiredOneOf: [['state', 'default', 'rule', 'logging']],
  },
  returns: {
    commands: { type: 'list', description: 'What was executed.' },
    msg: { type: 'str', description: 'What `ufw status verbose` says now.' },
  },
  examples: `- name: SSH and nothing else
  ufw:
    rule: allow
    port: ssh
    proto: tcp

- name: The firewall is on
  ufw:
    state: enabled
    policy: deny
`,
  prepare: (args, services) => prepare(args, services),
  probe: args => ({ text: probeText(args) }),
  parse: output => parse(output),
  plan: (args, state, context) => plan(args, state, context.checkMode),
});

const prepare = (args: UfwArguments, services: Services): UfwArguments => {
  const refuse = (message: string, argument: string) => mistake(message, services.locate(argument));
  const { direction } = args;
  if (args.interface !== undefined && direction === undefined)
    throw refuse("missing parameter(s) required by 'interface': direction", 'interface');
  if (args.default !== undefined && (direction === 'in' || direction === 'out'))
    throw refuse(
      'For default, direction must be one of "outgoing", "incoming" and "routed", or direction must not be specified.',
      'direction',
    );
  if (args.rule !== undefined && direction !== undefined && direction !== 'in' && direction !== 'out')
    throw refuse(
      'For rules, direction must be one of "in" and "out", or direction must not be specified.',
      'direction',
    );
  if (args.rule !== undefined && !args.route && args.interface_in && args.interface_out)
    throw refuse('Only route rules can combine interface_in and interface_out', 'interface_in');
  return args;
};

/** The files that ufw keeps rules in. */
const RULES = ['/lib/ufw', '/etc/ufw', '/var/lib/ufw']
  .flatMap(folder => [`${folder}/user.rules`, `${folder}/user6.rules`])
  .join(' ');

const SETTINGS = `policy() {
  case $(sed -n "s/^DEFAULT_$1_POLICY=[^A-Z]*\\([A-Z]*\\).*/\\1/p" /etc/default/ufw 2>/dev/null) in
    ACCEPT) printf allow ;;
    REJECT) printf reject ;;
    DROP) printf deny ;;
    *) printf unknown ;;
  esac
}
level=$(sed -n 's/^LOGLEVEL=\\([a-z]*\\).*/\\1/p' /etc/ufw/ufw.conf 2>/dev/null)
case $level in '' | off) echo 'Logging: off' ;; *) echo "Logging: on ($level)" ;; esac
echo "Default: $(policy INPUT) (incoming), $(policy OUTPUT) (outgoing), $(policy FORWARD) (routed)"
`;

const probeText = (args: UfwArguments): string => `export LANG=C
command -v ufw >/dev/null || exit 127
ufw status verbose || exit
printf '\\0'
${SETTINGS}printf '\\0'
grep -h '^### tuple' ${RULES} 2>/dev/null
printf '\\0'
${args.rule === undefined ? 'tried= code=0' : `${placing(args)}tried=$(ufw --dry-run ${ruleText(args)} 2>&1); code=$?`}
printf '%s\\0%s\\0' "$tried" "$code"
`;

const parse = (output: Output): State => {
  if (output.code === 127)
    return { status: undefined, problem: '', settings: '', rules: '', tried: '', code: 0 };
  if (output.code !== 0)
    return { status: '', problem: failure(output), settings: '', rules: '', tried: '', code: output.code };
  const fields = new Fields(output.stdout);
  return {
    status: fields.text(),
    problem: '',
    settings: fields.text(),
    rules: fields.text(),
    tried: fields.text(),
    code: Number(fields.text()),
  };
};

/** sh that sets `insert` to the words that say where the rule goes; ufw takes no number behind the last. */
const placing = ({ insert, insert_relative_to: base, delete: isDeleted }: UfwArguments): string => {
  if (insert === undefined || isDeleted) return 'insert=\n';
  if (base === 'zero') return `insert='insert ${insert}'\n`;
  const from = {
    'first-ipv4': '1',
    'last-ipv4': `\${four:-1}`,
    'first-ipv6': `$((\${four:-0} + 1))`,
    'last-ipv6': '$((six ? last : last + 1))',
  }[base];
  return `numbered=$(ufw status numbered | sed -n 's/^\\[ *\\([0-9]*\\)\\] \\(.*\\)/\\1 \\2/p')
last=$(printf '%s\\n' "$numbered" | tail -n 1 | cut -d ' ' -f 1) last=\${last:-0}
four=$(printf '%s\\n' "$numbered" | grep -v '(v6)' | tail -n 1 | cut -d ' ' -f 1)
case $numbered in *'(v6)'*) six=1 ;; *) six=0 ;; esac
place=$((${insert} + ${from})) insert="insert $place"
[ "$place" -le "$last" ] || insert=
`;
};

/** The rule as words of sh behind `ufw`. */
const ruleText = (args: UfwArguments): string => {
  const pairs: readonly (readonly [words: string, value: string | undefined])[] = [
    ['on', args.interface],
    ['in on', args.interface_in],
    ['out on', args.interface_out],
  ];
  const rest: readonly (readonly [words: string, value: string | undefined])[] = [
    ['from', args.from_ip],
    ['port', args.from_port],
    ['to', args.to_ip],
    ['port', args.to_port],
    ['proto', args.proto],
    ['app', args.name],
    ['comment', args.comment],
  ];
  const worded = (list: typeof pairs) =>
    list.flatMap(([words, value]) => (value ? [`${words} ${quote(value)}`] : []));
  return [
    ...(args.route ? ['route'] : []),
    ...(args.delete ? ['delete'] : []),
    '$insert',
    args.rule!,
    ...(args.direction === undefined ? [] : [args.direction]),
    ...worded(pairs),
    ...(args.log ? ['log'] : []),
    ...worded(rest),
  ].join(' ');
};

/** One call of ufw. */
interface Call {
  /** What stands behind `ufw`, as words of sh. */
  readonly words: string;
  /** Whether it changes something, as far as the status tells. */
  readonly changes: boolean;
  readonly difference: Difference;
}

const differ = (name: string, before: string | null, after: string | null): Difference => ({
  kind: 'attribute',
  subject: 'ufw',
  name,
  before,
  after,
});

const plan = (args: UfwArguments, state: State, checkMode: boolean): Plan => {
  const { status } = state;
  if (status === undefined)
    return { kind: 'failed', message: 'Failed to find required executable "ufw" on the host' };
  if (state.problem !== '') return { kind: 'failed', message: state.problem };
  const told = status.includes('Default: ') ? status : state.settings;
  const calls = [
    ...(args.state === undefined ? [] : [stateCall(args.state, status)]),
    ...(args.default === undefined ? [] : [defaultCall(args.default, args.direction, told)]),
    ...(args.rule === undefined ? [] : [ruleCall(args, state)]),
    ...(args.logging === undefined ? [] : [loggingCall(args.logging, told)]),
  ];
  const commands = calls.map(({ words }) => `ufw ${words.replace('$insert ', '')}`);
  if (state.code !== 0) return { kind: 'failed', message: state.tried.trim(), result: { commands } };
  const result: Result = { commands, ...(!checkMode && { msg: status.trimEnd() }) };
  const due = calls.filter(({ changes }) => changes);
  if (due.length === 0) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences: due.map(({ difference }) => difference),
    apply: { text: script(args, calls) },
    conclude: (output): Conclusion => {
      if (output.code !== 0) return { kind: 'failed', message: failure(output), result: { commands } };
      return { kind: 'changed', result: { commands, msg: output.stdout.toString().trimEnd() } };
    },
  };
};

const script = (args: UfwArguments, calls: readonly Call[]): string => `export LANG=C
${args.rule === undefined ? '' : placing(args)}${calls
  .map(({ words }) => `said=$(ufw ${words} 2>&1) || { printf '%s\\n' "$said" >&2; exit 1; }`)
  .join('\n')}
ufw status verbose
`;

const linesOf = (text: string): readonly string[] => text.split('\n').filter(line => line !== '');

/** An address at the beginning of an argument: of IPv4, of IPv6, or none. */
const familyOf = (address: string): 4 | 6 | undefined =>
  /^\d+\.\d+\.\d+\.\d+/.test(address) ? 4 : /^[0-9a-f]*:[0-9a-f:]/i.test(address) ? 6 : undefined;

/** What is in the rules of one family. ufw tells only of the family that a rule is for. */
const ofFamily = (lines: readonly string[], family: 4 | 6): readonly string[] =>
  lines.filter(line => (family === 4 ? /\d+\.\d+\.\d+\.\d+/ : /[0-9a-f]*::|(?:[0-9a-f]+:){2}/i).test(line));

const ruleCall = (args: UfwArguments, { rules, tried }: State): Call => {
  const lines = linesOf(tried);
  const isNothing = lines.every(line => /Skipping|Could not delete non-existent rule/.test(line));
  const would = lines.filter(line => line.startsWith('### tuple'));
  const family = familyOf(args.from_ip) ?? familyOf(args.to_ip);
  const are = linesOf(rules);
  const [before, after] =
    family === undefined ? [are, would] : [ofFamily(are, family), ofFamily(would, family)];
  return {
    words: ruleText(args),
    changes: !isNothing && before.join('\n') !== after.join('\n'),
    difference: differ('rules', before.join('\n'), after.join('\n')),
  };
};

const STATES = { enabled: 'enable', disabled: 'disable', reloaded: 'reload', reset: 'reset' } as const;

const stateCall = (state: keyof typeof STATES, status: string): Call => {
  const isOn = status.includes(' active');
  const changes = state === 'reloaded' || state === 'reset' || isOn !== (state === 'enabled');
  return {
    words: `-f ${STATES[state]}`,
    changes,
    difference: differ('state', isOn ? 'enabled' : 'disabled', state),
  };
};

const defaultCall = (policy: string, direction: string | undefined, status: string): Call => {
  const current = /Default: (\w+) \(incoming\), (\w+) \(outgoing\), (\w+) \(routed\)/.exec(status);
  const place = ['incoming', 'outgoing', 'routed'].indexOf(direction ?? 'incoming');
  const before = current?.[place + 1];
  return {
    words: `default ${policy}${direction === undefined ? '' : ` ${direction}`}`,
    changes: before === undefined || (before !== policy && before !== 'disabled'),
    difference: differ(`default ${direction ?? 'incoming'}`, before ?? null, policy),
  };
};

const loggingCall = (wanted: string, status: string): Call => {
  const current = /Logging: (on|off)(?: \((\w+)\))?/.exec(status);
  const [, isOn, level] = current ?? [];
  const changes =
    !current || (wanted === 'off' ? isOn !== 'off' : isOn === 'off' || (wanted !== 'on' && wanted !== level));
  return {
    words: `logging ${wanted}`,
    changes,
    difference: differ('logging', level ?? isOn ?? null, wanted),
  };
};
