import { type Output, quote } from '../../agent/protocol.js';
import type { Action, ActionOutcome, ActionServices } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

const options = {
  pre_reboot_delay: {
    type: 'int',
    default: 0,
    description: 'Seconds before the host goes down, rounded down to minutes.',
  },
  post_reboot_delay: {
    type: 'int',
    default: 0,
    description: 'Seconds after the command before the host is asked for the first time.',
  },
  reboot_timeout: {
    type: 'int',
    default: 600,
    description: 'Seconds that it may take until the host is up, and again until the test succeeds.',
  },
  connect_timeout: {
    type: 'int',
    description: 'Means nothing: how long one try takes is a setting of the connection.',
  },
  test_command: { type: 'str', default: 'whoami', description: 'What must succeed on the host afterwards.' },
  msg: {
    type: 'str',
    default: 'Reboot initiated by Ansible',
    description: 'What users on the host are told.',
  },
  search_paths: {
    type: 'list',
    elements: 'str',
    default: ['/sbin', '/bin', '/usr/sbin', '/usr/bin', '/usr/local/sbin'],
    description: 'Where shutdown is looked for.',
  },
  boot_time_command: {
    type: 'str',
    default: 'cat /proc/sys/kernel/random/boot_id',
    description: 'What prints something else after each boot.',
  },
  reboot_command: {
    type: 'str',
    description:
      'The command that reboots, in place of shutdown; the delay and the message mean nothing then.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Reboots the host and waits until it is up. */
export const reboot: Action = {
  kind: 'action',
  name: 'reboot',
  collection: 'ansible.builtin',
  description: 'Reboots the host, and waits until it is up again and answers.',
  options,
  returns: {
    rebooted: { type: 'bool', description: 'Whether the host was rebooted.' },
    elapsed: { type: 'int', description: 'Seconds that it took.' },
  },
  examples: `- name: Use the new kernel
  reboot:
    reboot_timeout: 900
`,
  run: (args, services) => run(args as Args, services),
};

const run = async (args: Args, services: ActionServices): Promise<ActionOutcome> => {
  if (services.isLocal)
    return failed('Running reboot with local connection would reboot the control node.', {
      changed: false,
      elapsed: 0,
      rebooted: false,
    });
  if (services.checkMode) return { kind: 'changed', result: { elapsed: 0, rebooted: true } };
  const begin = services.now();
  const elapsed = () => Math.floor((services.now() - begin) / 1000);
  const before = await bootOf(args, services);
  if (typeof before !== 'string') return failed(before.problem, { rebooted: false });
  const answer = await services.execute({ text: commandOf(args) });
  // The host may be gone before the command has told how it ended.
  if (typeof answer !== 'string' && answer.code !== 0)
    return failed(
      answer.code === NOT_FOUND
        ? said(answer)
        : `Reboot command failed. Error was: '${answer.stdout.toString().trim()}, ${answer.stderr.toString().trim()}'`,
      { rebooted: false, elapsed: elapsed() },
    );
  if (args.post_reboot_delay > 0) await services.sleep(args.post_reboot_delay);
  const isUp = await until(args, services, 'last boot time check', async () => {
    const now = await bootOf(args, services);
    return typeof now === 'string' && now !== '' && now !== before;
  });
  if (isUp !== undefined) return failed(isUp, { rebooted: true, elapsed: elapsed() });
  const isGood = await until(args, services, 'post-reboot test command', async () => {
    const answered = await services.execute({ text: args.test_command });
    return typeof answered !== 'string' && answered.code === 0;
  });
  if (isGood !== undefined) return failed(isGood, { rebooted: true, elapsed: elapsed() });
  return { kind: 'changed', result: { rebooted: true, elapsed: elapsed() } };
};

const failed = (message: string, result: { readonly [name: string]: boolean | number }): ActionOutcome => ({
  kind: 'failed',
  message,
  result,
});

const said = ({ stderr }: Output): string => stderr.toString().trim();

/** What tells this boot from others, or why it can't be had. */
const bootOf = async (args: Args, services: ActionServices): Promise<string | { problem: string }> => {
  const answer = await services.execute({ text: args.boot_time_command });
  if (typeof answer === 'string') return { problem: answer };
  const { code, stdout, stderr } = answer;
  if (code === 0) return stdout.toString().trim();
  return {
    problem: `reboot: failed to get host boot time info, rc: ${code}, stdout: ${stdout}, stderr: ${stderr}`,
  };
};

/** Exit status for a command that is not there. */
const NOT_FOUND = 127;

/** sh that reboots. */
const commandOf = (args: Args): string => {
  const [program = '', ...rest] = (args.reboot_command ?? 'shutdown').split(' ');
  const words =
    args.reboot_command === undefined
      ? `-r ${Math.floor(args.pre_reboot_delay / 60)} ${quote(args.msg)}`
      : rest.join(' ');
  if (program.startsWith('/')) return `${quote(program)} ${words}`;
  const places = args.search_paths.map(folder => quote(`${folder}/${program}`)).join(' ');
  const list = `[${args.search_paths.map(path => `'${path}'`).join(', ')}]`;
  const missing = `Unable to find command "${program}" in search paths: ${list}`;
  return `for program in ${places} ''; do [ ! -e "$program" ] || break; done
[ -n "$program" ] || { printf %s ${quote(missing)} >&2; exit ${NOT_FOUND}; }
"$program" ${words}`;
};

/** Seconds between two tries at most. */
const LONGEST = 12;

/** Tries again and again, over a new connection each time; says what was waited for if it takes too long. */
const until = async (
  { reboot_timeout: timeout }: Args,
  services: ActionServices,
  what: string,
  isGood: () => Promise<boolean>,
): Promise<string | undefined> => {
  const end = services.now() + timeout * 1000;
  for (let pause = 1; services.now() < end; pause = Math.min(pause * 2, LONGEST)) {
    if ((await services.reconnect()) === undefined && (await isGood())) return undefined;
    await services.sleep(pause);
  }
  return `Timed out waiting for ${what} (timeout=${timeout})`;
};
