import type { SettingTable } from '../setting.js';

/** How hosts are reached, and who tasks run as. */
export const CONNECTION = {
  transport: {
    type: 'string',
    ini: ['defaults.transport'],
    env: ['ANSIBLE_TRANSPORT'],
    description: 'The connection of hosts that name none: `ssh` or `local`.',
    flag: '--connection',
  },
  remote_user: {
    type: 'string',
    ini: ['defaults.remote_user'],
    env: ['ANSIBLE_REMOTE_USER'],
    description: 'The account to log in as.',
    flag: '--user',
  },
  remote_port: {
    type: 'integer',
    ini: ['defaults.remote_port'],
    env: ['ANSIBLE_REMOTE_PORT'],
    least: 1,
    description: "The port of hosts' SSH servers.",
  },
  private_key_file: {
    type: 'path',
    ini: ['defaults.private_key_file'],
    env: ['ANSIBLE_PRIVATE_KEY_FILE'],
    description: 'The key to log in with.',
    flag: '--private-key',
  },
  ask_pass: {
    type: 'boolean',
    ini: ['defaults.ask_pass'],
    env: ['ANSIBLE_ASK_PASS'],
    default: 'false',
    description: 'Ask for the password to log in with.',
    flag: '--ask-pass',
  },
  connection_password_file: {
    type: 'path',
    ini: ['defaults.connection_password_file'],
    env: ['ANSIBLE_CONNECTION_PASSWORD_FILE'],
    description: 'The file that has the password to log in with, or a program that prints it.',
    flag: '--connection-password-file',
  },
  host_key_checking: {
    type: 'boolean',
    ini: ['defaults.host_key_checking', 'ssh_connection.host_key_checking'],
    env: ['ANSIBLE_HOST_KEY_CHECKING', 'ANSIBLE_SSH_HOST_KEY_CHECKING'],
    default: 'true',
    description:
      'Whether a host with an unknown key is refused. Without it no password is sent to a host whose key has changed.',
  },
  timeout: {
    type: 'integer',
    ini: ['defaults.timeout', 'ssh_connection.timeout'],
    env: ['ANSIBLE_TIMEOUT', 'ANSIBLE_SSH_TIMEOUT'],
    least: 1,
    description: "Seconds until a connection must stand; 10 if ssh's own configuration says nothing either.",
    flag: '--timeout',
  },
  ssh_args: {
    type: 'string',
    ini: ['ssh_connection.ssh_args'],
    env: ['ANSIBLE_SSH_ARGS'],
    description: 'Options as ssh takes them, before all others.',
  },
  ssh_common_args: {
    type: 'string',
    ini: ['ssh_connection.ssh_common_args'],
    env: ['ANSIBLE_SSH_COMMON_ARGS'],
    description: 'Options as ssh takes them.',
    flag: '--ssh-common-args',
  },
  ssh_extra_args: {
    type: 'string',
    ini: ['ssh_connection.ssh_extra_args'],
    env: ['ANSIBLE_SSH_EXTRA_ARGS'],
    description: 'More options as ssh takes them.',
    flag: '--ssh-extra-args',
  },
  ssh_retries: {
    type: 'integer',
    ini: ['connection.retries', 'ssh_connection.retries'],
    env: ['ANSIBLE_SSH_RETRIES'],
    default: '0',
    least: 0,
    description: 'How often a connection that does not come about is tried again.',
  },
} as const satisfies SettingTable;

/** Whom tasks are run as. */
export const PRIVILEGE_ESCALATION = {
  become: {
    type: 'boolean',
    ini: ['privilege_escalation.become'],
    env: ['ANSIBLE_BECOME'],
    default: 'false',
    description: 'Run tasks as another user.',
    flag: '--become',
  },
  become_method: {
    type: 'string',
    ini: ['privilege_escalation.become_method'],
    env: ['ANSIBLE_BECOME_METHOD'],
    default: 'sudo',
    description: 'How to become another user: `sudo` or `su`.',
    flag: '--become-method',
  },
  become_user: {
    type: 'string',
    ini: ['privilege_escalation.become_user'],
    env: ['ANSIBLE_BECOME_USER'],
    default: 'root',
    description: 'Whom to become.',
    flag: '--become-user',
  },
  become_exe: {
    type: 'string',
    ini: ['privilege_escalation.become_exe'],
    env: ['ANSIBLE_BECOME_EXE'],
    description: "The method's program; its name if nothing is set.",
  },
  become_flags: {
    type: 'string',
    ini: ['privilege_escalation.become_flags'],
    env: ['ANSIBLE_BECOME_FLAGS'],
    description: "More words for the method's command line; `-H` for sudo if nothing is set.",
  },
  become_ask_pass: {
    type: 'boolean',
    ini: ['privilege_escalation.become_ask_pass'],
    env: ['ANSIBLE_BECOME_ASK_PASS'],
    default: 'false',
    description: "Ask for the method's password, once for all hosts.",
    flag: '--ask-become-pass',
  },
  become_password_file: {
    type: 'path',
    ini: ['defaults.become_password_file'],
    env: ['ANSIBLE_BECOME_PASSWORD_FILE'],
    description: "The file that has the method's password, or a program that prints it.",
    flag: '--become-password-file',
  },
} as const satisfies SettingTable;
