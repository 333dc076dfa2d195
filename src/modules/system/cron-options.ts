import type { OptionSchema, OptionsOf } from '../options.js';

const field = (what: string) => ({ type: 'str', default: '*', description: `${what}.` }) as const;

/** The options of `cron`. */
export const cronOptions = {
  name: {
    type: 'str',
    required: true,
    description: 'The name of the job, in a comment ahead of it, or of the variable.',
  },
  job: { type: 'str', aliases: ['value'], description: 'The command, or the value of the variable.' },
  state: {
    type: 'str',
    choices: ['absent', 'present'],
    default: 'present',
    description: 'Whether it is there.',
  },
  user: { type: 'str', description: 'Whose crontab it is in, or who runs the job of a cron_file.' },
  cron_file: {
    type: 'path',
    description:
      'A file of /etc/cron.d, or a whole path, in place of a crontab. Removed when nothing is left in it.',
  },
  minute: field('The minute, 0 to 59'),
  hour: field('The hour, 0 to 23'),
  day: { ...field('The day of the month, 1 to 31'), aliases: ['dom'] },
  month: field('The month, 1 to 12'),
  weekday: { ...field('The day of the week, 0 to 6 from Sunday on'), aliases: ['dow'] },
  special_time: {
    type: 'str',
    choices: ['annually', 'daily', 'hourly', 'monthly', 'reboot', 'weekly', 'yearly'],
    description: 'A time by its name, in place of the fields.',
  },
  disabled: { type: 'bool', default: false, description: 'Comment the job out.' },
  env: { type: 'bool', default: false, description: 'Set a variable, not a job.' },
  insertafter: { type: 'str', description: 'The variable that a new one is to follow.' },
  insertbefore: { type: 'str', description: 'The variable that a new one is to precede.' },
  backup: { type: 'bool', default: false, description: 'Keep what was there in a file in /tmp.' },
} as const satisfies OptionSchema;

export type CronArguments = OptionsOf<typeof cronOptions>;
