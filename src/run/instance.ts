import type { Script } from '../agent/protocol.js';
import { located, parseArguments } from '../modules/arguments.js';
import type { Context, Documented, HostModule, TaskSteps } from '../modules/module.js';
import type { Arguments, OptionSchema } from '../modules/options.js';
import { moduleDefaults } from '../playbook/inherit.js';
import type { Task } from '../playbook/model.js';
import { DiagnosticError, mistake } from '../source/diagnostic.js';
import { isSystemError, systemReason } from '../source/system-reason.js';
import { isTemplateText } from '../source/yaml-node.js';
import { toText } from '../template/index.js';
import type { Secrets } from '../value/secrets.js';
import { Float, Template, type Unrendered, type Value } from '../value/value.js';
import { probeKey } from './answers.js';
import { contextOf, environmentOf, numberOf } from './directives.js';
import type { HostRun } from './host-run.js';
import type { Account, Remote } from './remote.js';
import { servicesFor } from './services.js';
import type { View } from './view.js';

/** A task of a host module with its arguments rendered and checked: ready for its probe, now or ahead of its turn. */
export interface Instance {
  readonly steps: TaskSteps;
  readonly context: Context;
  readonly remote: Remote;
  readonly account: Account;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the host keeps jobs. */
  readonly jobFolder: string;
  /** Seconds that a step of it may take. */
  readonly timeLimit?: number | undefined;
}

/**
 * Renders a task's arguments for a host and lets the module begin.
 * @throws DiagnosticError for arguments that are wrong, interrupts for what is not known yet
 */
export const instanceOf = async (
  hostRun: HostRun,
  task: Task,
  module: HostModule,
  view: View,
): Promise<Instance> => {
  const { play } = hostRun;
  const environment = environmentOf(task, view);
  const args = argumentsOf(task, view, module, environment);
  keepSecrets(module.options, args, play.run.secrets);
  const { engine, options, secrets } = play.run;
  const context = contextOf(task, view, options);
  const jobFolder = jobFolderOf(view, environment, options.jobFolder);
  const services = servicesFor(view, play.filesOf(task), engine, secrets, locateIn(task), {
    host: hostRun.name,
    jobs: { folder: () => jobFolder, conclude: id => play.run.jobs.get(id) },
  });
  const steps = await begun(task, () => module.begin(args, services, context));
  const { remote, account } = play.target(hostRun, task, view);
  const timeLimit = numberOf(task, 'timeout', view) || undefined;
  return { steps, context, remote, account, environment, jobFolder, timeLimit };
};

/** Where a host keeps jobs. */
const jobFolderOf = (
  view: View,
  environment: Readonly<Record<string, string>>,
  configured: string,
): string => {
  const variable = view.scope.lookup('ansible_async_dir');
  const written = variable === undefined ? undefined : toText(view.render(variable));
  return environment.ANSIBLE_ASYNC_DIR ?? written ?? configured;
};

/** What a module begins with; a local file that can't be had is a mistake of the task, whichever way the module reads it. */
const begun = async (task: Task, begin: () => TaskSteps | Promise<TaskSteps>): Promise<TaskSteps> => {
  try {
    return await begin();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const what = error.path ?? 'a file that the task needs';
    throw mistake(`can't read ${what} on this machine: ${systemReason(error)}`, task.actionLocation);
  }
};

/** The key of a probe of an instance. */
export const instanceKey = (instance: Instance, probe: Script): string =>
  probeKey(instance.account.key, instance.environment, probe);

/** A task's arguments, rendered and checked. Throws a DiagnosticError for those that are wrong. */
export const argumentsOf = (
  task: Task,
  view: View,
  module: Documented,
  environment: Readonly<Record<string, string>> = {},
): Arguments => {
  const raw = new Map(renderArguments(task, view, module.options));
  if (Object.keys(environment).length > 0)
    for (const [name, { variable }] of Object.entries(module.options)) {
      const value = variable === undefined ? undefined : environment[variable];
      if (value !== undefined && !raw.has(name)) raw.set(name, value);
    }
  const parsed = parseArguments(module, raw as ReadonlyMap<string, Value>);
  if (!parsed.ok) throw new DiagnosticError(...located(parsed.problems, locateIn(task)));
  return parsed.args;
};

/**
 * A task's arguments with module_defaults below them, rendered; those that come to `omit` are left out, and those of type `condition`
 * are left as they were written.
 */
export const renderArguments = (
  task: Task,
  view: View,
  options: OptionSchema,
): ReadonlyMap<string, Unrendered> => {
  const raw = new Map<string | Template, Unrendered>();
  for (const layer of [moduleDefaults(task), task.args])
    for (const [name, { value, nameLocation }] of layer) {
      // The names of set_fact's variables may be templates; those that come out of a template are not.
      if (name !== '*') raw.set(isTemplateText(name) ? new Template(name, nameLocation) : name, value);
      else for (const [inner, entry] of allArguments(view.render(value))) raw.set(inner, entry);
    }
  const verbatim = new Map<string, Unrendered>();
  const toRender = new Map<Unrendered, Unrendered>();
  for (const [name, value] of raw)
    if (typeof name === 'string' && options[name]?.type === 'condition') verbatim.set(name, value);
    else toRender.set(name, value);
  const rendered = view.render(toRender);
  if (!(rendered instanceof Map)) throw new Error('arguments did not render to a mapping');
  for (const [name, value] of rendered) verbatim.set(String(name), value);
  return verbatim;
};

/** The arguments of `args: "{{ dict }}"`. */
const allArguments = (value: Value): ReadonlyMap<string, Value> => {
  if (!(value instanceof Map)) throw mistake(`invalid or malformed argument: '${toText(value)}'`);
  return new Map([...value].map(([name, entry]) => [String(name), entry]));
};

/** Where an argument of a task stands; the task's action for the task as a whole. */
export const locateIn = (task: Task) => (argument: string, part?: 'name') => {
  const field = task.args.get(argument) ?? task.args.get('*');
  return (part === 'name' ? field?.nameLocation : undefined) ?? field?.location ?? task.actionLocation;
};

const keepSecrets = (
  schema: OptionSchema,
  args: { readonly [name: string]: unknown },
  secrets: Secrets,
): void => {
  for (const [name, option] of Object.entries(schema)) {
    const value = args[name];
    if (option.noLog) addSecrets(value, secrets);
    else if (option.options && Array.isArray(value))
      for (const element of value) keepSecrets(option.options, element, secrets);
    else if (option.options && value !== null && typeof value === 'object')
      keepSecrets(option.options, value as { readonly [name: string]: unknown }, secrets);
  }
};

const addSecrets = (value: unknown, secrets: Secrets): void => {
  if (typeof value === 'string') secrets.add(value);
  else if (typeof value === 'number' || typeof value === 'bigint') secrets.add(String(value));
  else if (value instanceof Float) secrets.add(String(value.value));
  else if (value instanceof Map) for (const entry of value.values()) addSecrets(entry, secrets);
  else if (Array.isArray(value)) for (const entry of value) addSecrets(entry, secrets);
};
