import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Services } from '../module.js';
import { type FileArguments, fileOptions } from './file-options.js';
import { planFileModule } from './file-plan.js';
import { type FileModuleState, type FileTask, fileModuleProbe, parseFileModule } from './file-state.js';
import { parseTime, type WantedTime } from './timestamps.js';

export const file = defineModule<FileArguments, FileTask, FileModuleState>({
  name: 'file',
  collection: 'ansible.builtin',
  description: 'Makes folders, links and empty files, removes them, and sets their owner and mode.',
  options: fileOptions,
  prepare: (args, services) => {
    if (args.recurse && args.attributes !== undefined)
      throw mistake('attributes can not be set with recurse', services.locate('attributes'));
    return {
      args,
      modified: wantedTime('modification_time', args, services),
      accessed: wantedTime('access_time', args, services),
    };
  },
  probe: fileModuleProbe,
  parse: parseFileModule,
  plan: planFileModule,
  returns: {
    path: { type: 'str', description: 'The file or folder; for links and touch it is dest.' },
    dest: { type: 'str', description: 'The link, or the file that was touched.' },
    src: { type: 'str', description: 'Where the link leads to.' },
    state: { type: 'str', description: 'What is there: absent, directory, file, hard or link.' },
    owner: { type: 'str', description: 'The user who owns it.' },
    group: { type: 'str', description: 'The group that owns it.' },
    uid: { type: 'int', description: 'The number of the owner.' },
    gid: { type: 'int', description: 'The number of the group.' },
    mode: { type: 'str', description: 'The permissions, as 0644.' },
    size: { type: 'int', description: 'Bytes.' },
  },
  examples: `- name: A folder for the application
  file:
    path: /srv/app
    state: directory
    owner: app
    mode: '0750'

- name: Remove an old file
  file:
    path: /etc/old.conf
    state: absent
`,
});

const wantedTime = (
  name: 'modification_time' | 'access_time',
  args: FileArguments,
  services: Services,
): WantedTime => {
  const text = args[name];
  if (text === undefined) return args.state === 'touch' ? 'now' : 'preserve';
  const time = parseTime(text, args[`${name}_format`]);
  if (typeof time === 'object' && 'problem' in time) throw mistake(time.problem, services.locate(name));
  return time;
};
