import { statSync } from 'node:fs';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Services } from '../module.js';
import { materialOfFile } from './material.js';
import { type UnarchiveArguments, unarchiveOptions, unarchiveReturns } from './unarchive-options.js';
import { planUnarchive } from './unarchive-plan.js';
import {
  parseUnarchive,
  type UnarchiveState,
  type UnarchiveTask,
  unarchiveProbe,
} from './unarchive-state.js';

export const unarchive = defineModule<UnarchiveArguments, UnarchiveTask, UnarchiveState>({
  name: 'unarchive',
  collection: 'ansible.builtin',
  description:
    "Unpacks an archive on the host: a tar file of any compression by GNU's tar, a zip file by unzip.",
  options: unarchiveOptions,
  constraints: {
    mutuallyExclusive: [
      ['include', 'exclude'],
      ['copy', 'remote_src'],
    ],
  },
  prepare: async (args, services) => {
    if (args.attributes !== undefined)
      throw mistake('attributes is not supported by unarchive', services.locate('attributes'));
    return args.remote_src || !args.copy ? { args, local: undefined } : localArchive(args, services);
  },
  probe: unarchiveProbe,
  parse: parseUnarchive,
  plan: planUnarchive,
  returns: unarchiveReturns,
  examples: `- name: Unpack a release that comes with the playbook
  unarchive:
    src: app-1.2.tar.gz
    dest: /opt
    owner: root
    group: root

- name: Fetch one and unpack it, once
  unarchive:
    src: https://example.com/tool-1.2.zip
    remote_src: true
    dest: /opt
    creates: /opt/tool-1.2
`,
});

const localArchive = async (args: UnarchiveArguments, services: Services): Promise<UnarchiveTask> => {
  const path = services.findFile('files', args.src);
  if (!statSync(path).isFile()) throw mistake(`${path} is not a file`, services.locate('src'));
  const { payload, size } = await materialOfFile(path, args.decrypt, services);
  return { args, local: { path, payload, size } };
};
