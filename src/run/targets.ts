import type { Become } from '../agent/become.js';
import { effective } from '../playbook/inherit.js';
import type { Play, Task } from '../playbook/model.js';
import { DiagnosticError, mistake } from '../source/diagnostic.js';
import { toText } from '../template/index.js';
import type { Value } from '../value/value.js';
import { CONNECTION_VARIABLES } from './connections.js';
import { conditionText, textOf } from './directives.js';
import type { PlayRun } from './play-run.js';
import type { Account, Remote } from './remote.js';
import type { View } from './view.js';

/** Where steps go: a connection, and the account on it. */
export interface Target {
  readonly remote: Remote;
  readonly account: Account;
}

/**
 * The connection and account of a task on a host, or of the play as a whole. Variables win over keywords, keywords over the command line.
 * A name that the inventory does not know is taken for an address.
 * @throws interrupts
 */
export const targetOf = (play: PlayRun, host: string, task: Task | undefined, view: View): Target => {
  const holder = task ?? play.play;
  const delegate = effective(holder, 'delegate_to');
  const other = delegate === undefined ? '' : view.text(delegate);
  const name = other === '' ? host : other;
  // A delegated task connects by the variables of the host that it is for, but keeps the play's keywords.
  const read =
    name === host
      ? (variable: string) => view.scope.lookup(variable)
      : (variable: string) => play.run.store.hostScope(name).lookup(variable);
  const variables = new Map<string, Value>();
  for (const variable of CONNECTION_VARIABLES) {
    const value = read(variable);
    if (value !== undefined && !(variable === 'ansible_host' && value === name))
      variables.set(variable, view.render(value));
  }
  for (const [keyword, variable] of KEYWORDS) {
    const field = effective(holder, keyword);
    if (field !== undefined && !variables.has(variable)) variables.set(variable, view.render(field.value));
  }
  return {
    remote: play.run.connections.remote(name, variables),
    account: accountOf(play, holder, variables, view),
  };
};

/**
 * The host that a task is delegated to, as Ansible shows it: with its address where that has another name. Undefined where it is the
 * host that the task is for, and for a `delegate_to` that is wrong.
 * @throws interrupts
 */
export const delegateOf = (play: PlayRun, host: string, task: Task, view: View): string | undefined => {
  // Where it can't be rendered it is shown as it was written.
  const asWritten = conditionText(effective(task, 'delegate_to')?.value);
  try {
    const name = textOf(task, 'delegate_to', view);
    if (name === undefined || name === host) return undefined;
    const { inventory } = play.run.store;
    const address = inventory.host(name) && play.run.store.hostScope(name).lookup('ansible_host');
    const rendered = address === undefined ? name : toText(view.render(address));
    return rendered === name ? name : `${name}(${rendered})`;
  } catch (error) {
    if (error instanceof DiagnosticError) return asWritten;
    throw error;
  }
};

const KEYWORDS = [
  ['remote_user', 'ansible_user'],
  ['port', 'ansible_port'],
  ['connection', 'ansible_connection'],
] as const;

const LOGIN: Account = { key: '', become: undefined };

const accountOf = (
  play: PlayRun,
  holder: Task | Play,
  variables: ReadonlyMap<string, Value>,
  view: View,
): Account => {
  const defaults = play.run.connections.become;
  const text = (keyword: string, ...names: string[]): string | undefined => {
    for (const name of names) {
      const value = variables.get(name);
      if (value !== undefined && value !== null && value !== '') return toText(value);
    }
    const field = effective(holder, keyword);
    const written = field && view.text(field);
    return written === '' ? undefined : written;
  };
  const wanted = text('become', 'ansible_become');
  const on = wanted === undefined ? defaults.on : /^(y|yes|on|1|true|t|1\.0)$/i.test(wanted);
  if (!on) return LOGIN;
  const method = text('become_method', 'ansible_become_method') ?? defaults.method;
  if (method !== 'sudo' && method !== 'su')
    throw mistake(
      `become_method "${method}" is not supported`,
      effective(holder, 'become_method')?.location ?? holder.location,
      'sudo and su are',
    );
  const user = text('become_user', 'ansible_become_user') ?? defaults.user;
  const executable = text('become_exe', 'ansible_become_exe') ?? defaults.executable;
  const flags = text('become_flags', 'ansible_become_flags') ?? defaults.flags;
  const password =
    text(
      '',
      `ansible_${method}_pass`,
      `ansible_${method}_password`,
      'ansible_become_password',
      'ansible_become_pass',
    ) ?? defaults.password;
  if (password !== undefined) play.run.secrets.add(password);
  const become: Become = {
    method,
    user,
    ...(executable !== undefined && { executable }),
    ...(flags !== undefined && { flags }),
    ...(password !== undefined && { password }),
  };
  return { key: JSON.stringify([method, user, executable ?? '', flags ?? '']), become };
};
