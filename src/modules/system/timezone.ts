import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import type { Conclusion, Difference, Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { put } from '../shell/functions.js';

const options = {
  name: { type: 'str', description: 'The zone, such as Europe/Zurich.' },
  hwclock: {
    type: 'str',
    choices: ['local', 'UTC'],
    aliases: ['rtc'],
    description: "Whether the hardware's clock is in local time. It needs systemd.",
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface State {
  /** The path of timedatectl, if it can be used. */
  readonly timedatectl: string | undefined;
  readonly zone: string;
  readonly hwclock: string;
  readonly isAvailable: boolean;
}

/** The time zone. */
export const timezone = defineModule<Args, Args, State>({
  name: 'timezone',
  collection: 'community.general',
  description: "Sets the host's time zone, and what its hardware's clock is in.",
  options,
  constraints: { requiredOneOf: [['hwclock', 'name']] },
  returns: { msg: { type: 'str', description: 'What was executed.' } },
  examples: `- name: The zone
  timezone:
    name: Europe/Zurich
`,
  prepare: (args, services) => {
    if (args.name !== undefined && !/^[\w+-]+(?:\/[\w+-]+)*$/.test(args.name))
      throw mistake(`given timezone "${args.name}" is not available`, services.locate('name'));
    return args;
  },
  probe: ({ name = '' }) => ({
    text: `zone=/usr/share/zoneinfo/${quote(name)}
if program=$(command -v timedatectl) && status=$(LC_ALL=C timedatectl status 2>/dev/null); then
  printf '%s\\0' "$program"
  printf '%s\\n' "$status" | sed -n 's/^ *Time *zone *: *\\([^ ]*\\).*/\\1/p' | head -n 1
  printf '\\0'
  printf '%s\\n' "$status" | sed -n 's/^ *RTC in local TZ *: *\\([^ ]*\\).*/\\1/p' | head -n 1
  printf '\\0'
else
  printf '\\0'
  # The file says which zone it is, but what counts is /etc/localtime.
  if [ -L /etc/localtime ]; then
    case $(readlink /etc/localtime) in */zoneinfo/${quote(name)}) cat /etc/timezone 2>/dev/null ;; esac
  elif cmp -s /etc/localtime "$zone"; then
    cat /etc/timezone 2>/dev/null
  fi
  printf '\\0\\0'
fi
if [ -f "$zone" ]; then printf there; fi
printf '\\0'
`,
  }),
  parse: output => parse(output),
  plan: (args, state) => plan(args, state),
});

const parse = (output: Output): State => {
  const fields = new Fields(output.stdout);
  return {
    timedatectl: fields.text() || undefined,
    zone: fields.text().trim() || 'n/a',
    hwclock: fields.text().trim() === 'yes' ? 'local' : 'UTC',
    isAvailable: fields.text() !== '',
  };
};

const plan = (args: Args, { timedatectl, zone, hwclock, isAvailable }: State): Plan => {
  const { name } = args;
  if (name !== undefined && !isAvailable)
    return { kind: 'failed', message: `Error message:\ngiven timezone "${name}" is not available` };
  if (args.hwclock !== undefined && timedatectl === undefined)
    return { kind: 'failed', message: 'hwclock is only supported on hosts with a timedatectl that works' };
  const differences: Difference[] = [];
  const commands: string[] = [];
  const told: string[] = [];
  const differ = (what: string, before: string, after: string) =>
    differences.push({ kind: 'attribute', subject: 'timezone', name: what, before, after });
  const execute = (words: string) => {
    commands.push(`timedatectl ${words} || exit`);
    told.push(`executed \`${timedatectl} ${words}\``);
  };
  if (args.hwclock !== undefined && args.hwclock !== hwclock) {
    differ('hwclock', hwclock, args.hwclock);
    execute(`set-local-rtc ${args.hwclock === 'local' ? 'yes' : 'no'}`);
  }
  if (name !== undefined && name !== zone) {
    differ('name', zone, name);
    if (timedatectl === undefined) commands.push(withoutSystemd(name));
    else execute(`set-timezone ${name}`);
  }
  if (commands.length === 0) return { kind: 'same', result: {} };
  const result = told.length > 0 ? { msg: told.join('\n') } : {};
  return {
    kind: 'change',
    result,
    differences,
    apply: {
      text: commands.join('\n'),
      uses: [put],
      payload: timedatectl === undefined && name !== undefined ? [`${name}\n`] : [],
    },
    conclude: (output): Conclusion =>
      output.code === 0 ? { kind: 'changed', result } : { kind: 'failed', message: failure(output) },
  };
};

/** sh that sets the zone by files; Debian's tzdata hears of it. */
const withoutSystemd = (
  name: string,
): string => `ln -sfn ${quote(`/usr/share/zoneinfo/${name}`)} /etc/localtime || exit
put /etc/timezone ${Buffer.byteLength(`${name}\n`)} any '?0:0' 00644 '' '' '' || exit
if command -v dpkg-reconfigure >/dev/null; then dpkg-reconfigure --frontend noninteractive tzdata >/dev/null 2>&1 || exit; fi
:`;
