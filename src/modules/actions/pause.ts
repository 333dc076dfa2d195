import type { Action, ActionServices } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

const options = {
  seconds: { type: 'int', description: 'Seconds to wait.' },
  minutes: { type: 'int', description: 'Minutes to wait.' },
  prompt: { type: 'str', description: 'What to ask; without a time Enter goes on.' },
  echo: { type: 'bool', default: true, description: 'Whether what is typed is shown.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Waits for some time, or for somebody; once for all hosts. */
export const pause: Action = {
  kind: 'action',
  name: 'pause',
  collection: 'ansible.builtin',
  description: 'Waits for some time, or until somebody at the terminal goes on. One host does it for all.',
  options,
  constraints: { mutuallyExclusive: [['minutes', 'seconds']] },
  returns: {
    user_input: { type: 'str', description: 'What was typed.' },
    start: { type: 'str', description: 'When it began.' },
    stop: { type: 'str', description: 'When it ended.' },
    delta: { type: 'int', description: 'Seconds that it took.' },
    stdout: { type: 'str', description: 'How long it took, for people.' },
    echo: { type: 'bool', description: 'The option.' },
  },
  examples: `- name: Let the cluster settle
  pause:
    seconds: 30

- name: Somebody has to look at it
  pause:
    prompt: Is the new site up
  register: answer
`,
  run: async (args, services) => {
    const { seconds, minutes, prompt, echo } = args as Args;
    const [begin, start] = [services.now(), localTime()];
    const note = echo ? '' : ' (output is hidden)';
    const question = `[${services.taskName.trim()}]\n${prompt || 'Press enter to continue, Ctrl+C to interrupt'}${note}:`;
    const length = minutes === undefined ? seconds : minutes * 60;
    let typed = '';
    let warnings: string[] = [];
    if (length === undefined) {
      const answer = await services.ask(question, echo);
      if (answer === undefined) {
        services.say(question);
        warnings = ['Not waiting for response to prompt as stdin is not interactive'];
      } else typed = answer;
    } else await wait(Math.max(1, length), note, prompt ? question : undefined, services);
    const taken = (services.now() - begin) / 1000;
    const [amount, unit] =
      minutes === undefined && seconds !== undefined ? [taken, 'seconds'] : [taken / 60, 'minutes'];
    return {
      kind: 'ok',
      result: {
        start,
        stop: localTime(),
        delta: Math.floor(taken),
        echo,
        rc: 0,
        stdout: `Paused for ${decimal(amount)} ${unit}`,
        stderr: '',
        user_input: typed,
        ...(warnings.length > 0 && { warnings }),
      },
    };
  },
};

const wait = async (
  seconds: number,
  note: string,
  question: string | undefined,
  services: ActionServices,
): Promise<void> => {
  services.say(`Pausing for ${seconds} seconds${note}`);
  services.say('(Ctrl+C ends the run)');
  if (question !== undefined) services.say(question);
  await services.sleep(seconds);
};

/** A number as Python prints it that was rounded to two places. */
const decimal = (amount: number): string => {
  const text = String(Math.round(amount * 100) / 100);
  return text.includes('.') ? text : `${text}.0`;
};

/** The local time as Python prints it: `2026-01-31 10:00:00.123456`. */
const localTime = (): string => {
  const now = new Date();
  const pad = (number: number, width = 2) => String(number).padStart(width, '0');
  const day = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  const clock = `${pad(now.getHours())}:${pad(now.getMinutes())}:${pad(now.getSeconds())}`;
  return `${day} ${clock}.${pad(now.getMilliseconds(), 3)}000`;
};
