import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import { ACCOUNT_NAME } from './account-name.js';
import { type UserArguments, userOptions } from './user-options.js';
import { planUser } from './user-plan.js';
import { parseUser, type UserState, userProbe } from './user-state.js';

/** Accounts. A password comes as a hash, goes to chpasswd's standard input, and is compared on the host. */
export const user = defineModule<UserArguments, UserArguments, UserState>({
  name: 'user',
  collection: 'ansible.builtin',
  description: 'Manages accounts.',
  options: userOptions,
  returns: {
    uid: { type: 'int', description: "The account's number." },
    group: { type: 'int', description: 'The number of its primary group.' },
    groups: { type: 'str', description: 'The further groups that were asked for.' },
    comment: { type: 'str', description: 'Whose it is.' },
    home: { type: 'str', description: 'Its home.' },
    shell: { type: 'str', description: 'Its shell.' },
    ssh_key_file: { type: 'str', description: 'The file of its key, with generate_ssh_key.' },
    ssh_public_key: { type: 'str', description: 'Its public key.' },
    ssh_fingerprint: { type: 'str', description: "The key's fingerprint." },
  },
  examples: `- name: An account that may use Docker
  user:
    name: deploy
    groups: docker
    append: true
    shell: /bin/bash`,
  prepare: (args, services) => {
    if (!ACCOUNT_NAME.test(args.name))
      throw mistake(`this can't be the name of an account: ${args.name}`, services.locate('name'));
    for (const name of ['comment', 'home', 'shell', 'password'] as const)
      if (/[:\n]/.test(args[name] ?? ''))
        throw mistake(`${name} can't hold a colon or a line break`, services.locate(name));
    if (args.append && args.groups === undefined)
      throw mistake("'append' is set, but no 'groups' are specified", services.locate('append'));
    return args;
  },
  probe: userProbe,
  parse: parseUser,
  plan: planUser,
});
