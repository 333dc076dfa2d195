import type { OptionSchema, OptionsOf } from '../options.js';
import { commonOptions } from './common.js';

const timeFormat = {
  type: 'str',
  default: '%Y%m%d%H%M.%S',
  description: 'The format of that time: %Y, %m, %d, %H, %M and %S, in the time zone of the host.',
} as const;

export const fileOptions = {
  path: { type: 'path', required: true, aliases: ['dest', 'name'], description: 'The file, folder or link.' },
  state: {
    type: 'str',
    choices: ['absent', 'directory', 'file', 'hard', 'link', 'touch'],
    description:
      'What shall be there: nothing; a folder, made with those above it; a file, which must exist; a hard or symbolic link to src; touch makes an empty file or renews the times. Without it, what is there, or file.',
  },
  src: { type: 'path', description: 'Where a link leads to.' },
  recurse: {
    type: 'bool',
    default: false,
    description: 'Set owner, group, mode and times of all that is in the folder, too.',
  },
  force: {
    type: 'bool',
    default: false,
    description: 'Make a link even if src does not exist, or a file or an empty folder is in its place.',
  },
  follow: {
    type: 'bool',
    default: true,
    description: 'If path is a link, set the attributes of what it leads to.',
  },
  modification_time: {
    type: 'str',
    description: 'preserve, now or a time. The default is now for touch, else preserve.',
  },
  modification_time_format: timeFormat,
  access_time: {
    type: 'str',
    description: 'preserve, now or a time. The default is now for touch, else preserve.',
  },
  access_time_format: timeFormat,
  ...commonOptions,
} as const satisfies OptionSchema;

export type FileArguments = OptionsOf<typeof fileOptions>;
