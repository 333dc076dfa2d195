import { Connections } from '../run/connections.js';
import type { RunCommandOptions } from './options.js';
import type { Passwords } from './passwords.js';

/** The ways to hosts of a run, as its command line and configuration want them. */
export const connectionsOf = (
  options: RunCommandOptions,
  { password, becomePassword }: Passwords,
): Connections => {
  const { configuration } = options;
  const sshArgs = configuration.get('ssh_args');
  const port = configuration.get('remote_port');
  return new Connections({
    forks: options.forks,
    ssh: {
      ...(options.connection !== undefined && { connection: options.connection }),
      ...(options.user !== undefined && { remoteUser: options.user }),
      ...(options.privateKey !== undefined && { privateKeyFile: options.privateKey }),
      ...(password !== undefined && { password }),
      ...(options.timeout !== undefined && { timeout: options.timeout }),
      ...(sshArgs !== undefined && { sshArgs }),
      ...(port !== undefined && { port }),
      hostKeyChecking: configuration.get('host_key_checking'),
      retries: configuration.get('ssh_retries'),
      ...(options.sshCommonArgs !== undefined && { sshCommonArgs: options.sshCommonArgs }),
      ...(options.sshExtraArgs !== undefined && { sshExtraArgs: options.sshExtraArgs }),
    },
    become: {
      on: options.become,
      method: options.becomeMethod,
      user: options.becomeUser,
      password: becomePassword,
      executable: configuration.get('become_exe'),
      flags: configuration.get('become_flags'),
    },
  });
};
