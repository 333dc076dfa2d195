import type { Context } from '../modules/module.js';
import { conditions, effective, environments } from '../playbook/inherit.js';
import type { Task } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import { toText } from '../template/index.js';
import type { RunOptions } from './context.js';
import type { View } from './view.js';

/** A boolean keyword of a task or of what it stands in. */
export const isOn = (task: Task, keyword: string, view: View, otherwise = false): boolean => {
  const field = effective(task, keyword);
  return field === undefined ? otherwise : view.isOn(field);
};

/** A keyword's text; undefined where it is not set or empty. */
export const textOf = (task: Task, keyword: string, view: View): string | undefined => {
  const field = effective(task, keyword);
  if (field === undefined) return undefined;
  const text = view.text(field);
  return text === '' ? undefined : text;
};

/** A number keyword. Throws a DiagnosticError for what is no number. */
export const numberOf = (task: Task, keyword: string, view: View): number | undefined => {
  const field = effective(task, keyword);
  if (field === undefined) return undefined;
  const number = Number(view.text(field));
  if (!Number.isFinite(number)) throw mistake(`${keyword} must be a number`, field.location);
  return number;
};

/** A keyword's list of texts; a single text is a list of one. */
export const textsOf = (task: Task, keyword: string, view: View): readonly string[] => {
  const field = effective(task, keyword);
  if (field === undefined) return [];
  const value = view.render(field.value);
  return (Array.isArray(value) ? value : value === null ? [] : [value]).map(toText);
};

/** Whether all `when` of a task and of what it stands in hold; the condition that doesn't, if one. */
export const failedCondition = (task: Task, view: View): string | undefined => {
  for (const field of conditions(task)) {
    const parts = Array.isArray(field.value) ? field.value : [field.value];
    for (const part of parts) if (!view.isTrue(part, field.location)) return conditionText(part);
  }
  return undefined;
};

/** A condition as it was written. */
export const conditionText = (condition: unknown): string =>
  condition !== null && typeof condition === 'object' && 'source' in condition
    ? String(condition.source)
    : String(condition);

/** Whether a task is to be carried out in check mode, and whether it shows differences: a check counts them at least. */
export const contextOf = (task: Task, view: View, options: RunOptions): Context => {
  const checkMode = isOn(task, 'check_mode', view, options.checkMode);
  return { checkMode, diff: isOn(task, 'diff', view, options.diff || checkMode) };
};

/** The environment of a task's steps: `environment` of the task over those of what it stands in. */
export const environmentOf = (task: Task, view: View): Readonly<Record<string, string>> => {
  const environment: Record<string, string> = {};
  for (const field of environments(task)) {
    const value = view.render(field.value);
    for (const part of Array.isArray(value) ? value : [value]) {
      if (part === null || part === '') continue;
      if (!(part instanceof Map)) throw mistake('environment must be a dict', field.location);
      for (const [name, entry] of part) environment[String(name)] = entry === null ? '' : toText(entry);
    }
  }
  return environment;
};
