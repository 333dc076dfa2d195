import { didYouMean } from '../source/suggest.js';
import { Template } from '../value/value.js';
import type { Action } from './action.js';
import { describeAction } from './actions.js';
import { a } from './keywords.js';
import type { Loading } from './loading.js';

const META_TASKS = [
  'clear_facts',
  'clear_host_errors',
  'end_batch',
  'end_host',
  'end_play',
  'end_role',
  'flush_handlers',
  'noop',
  'refresh_inventory',
  'reset_connection',
];

/** Reports what is wrong with the arguments of one of the language's own actions; false if it can't be carried out at all. */
export const checkOwnArguments = (loading: Loading, action: Action, handlers: boolean): boolean => {
  const { name, args, location } = action;
  const before = loading.diagnostics.length;
  const known = Object.keys(describeAction(loading.options, name)?.options ?? {});
  for (const [argument, field] of args)
    if (argument !== '*' && !known.includes(argument))
      loading.error(
        `"${argument}" is no argument of ${name}`,
        field.nameLocation ?? field.location,
        adviceOn(name, argument, known),
      );
  const isRole = name.endsWith('_role');
  if (isRole && handlers)
    loading.error(`${name} can not be a handler`, location, `notify ${a('handler')} of the role instead`);
  if (isRole && !args.has('name') && !args.has('role') && !args.has('*'))
    loading.error(`${name} names no role`, location, 'write "name: ROLE" under it');
  if (name.endsWith('_tasks') && !args.has('file') && !args.has('*'))
    loading.error(`${name} names no file`, location);
  if (name === 'meta') checkMeta(loading, action);
  const apply = args.get('apply');
  if (apply && !(apply.value instanceof Map) && !(apply.value instanceof Template))
    loading.error('"apply" must be a dictionary', apply.location);
  return loading.diagnostics.length === before;
};

const adviceOn = (name: string, argument: string, known: readonly string[]): string | undefined => {
  if (argument === 'apply') return `keywords beside ${name} hold for the tasks inside`;
  if (argument === 'public') return 'what import_role brings in is always public';
  return didYouMean(argument, known) ?? 'variables for what is brought in stand under "vars"';
};

const checkMeta = (loading: Loading, { args, location }: Action): void => {
  const task = args.get('free_form');
  if (!task || typeof task.value !== 'string') {
    if (!task) loading.error('meta says nothing to do', location, `one of ${META_TASKS.join(', ')}`);
    return;
  }
  if (!META_TASKS.includes(task.value))
    loading.error(`unknown meta task "${task.value}"`, task.location, didYouMean(task.value, META_TASKS));
};
