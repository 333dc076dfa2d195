import type { Field, Task } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import { toText } from '../template/index.js';
import type { Value } from '../value/value.js';
import { failedCondition } from './directives.js';
import type { Outcome } from './outcome.js';
import type { View } from './view.js';

/** One round of a loop. */
export interface LoopItem {
  readonly variable: string;
  readonly value: Value;
  /** Further variables: the index variable, `ansible_loop`. */
  readonly extras: ReadonlyMap<string, Value>;
}

/** An entry of a task's `loop_control`. */
const control = (task: Task, key: string): Field | undefined => {
  const field = task.keywords.get('loop_control');
  const value = field?.value instanceof Map ? field.value.get(key) : undefined;
  return field === undefined || value === undefined || value === null
    ? undefined
    : { value, location: field.location };
};

const variableName = (task: Task, view: View): string => {
  const field = control(task, 'loop_var');
  return field === undefined ? 'item' : view.text(field);
};

/** The items of a task's loop; undefined where it has none. Throws DiagnosticErrors and interrupts. */
export const loopItems = (task: Task, view: View): readonly LoopItem[] | undefined => {
  const { loop } = task;
  if (loop === undefined) return undefined;
  const variable = variableName(task, view);
  const values = loopValues(task, view);
  if (values === undefined) return undefined;
  const index = control(task, 'index_var');
  const indexVariable = index && view.text(index);
  const extension = control(task, 'extended');
  const extended = extension !== undefined && view.isOn(extension);
  const every = control(task, 'extended_allitems');
  const allItems = every === undefined || view.isOn(every);
  return values.map((value, index) => {
    const extras = new Map<string, Value>();
    if (indexVariable) extras.set(indexVariable, index).set('ansible_index_var', indexVariable);
    if (extended) extras.set('ansible_loop', extendedInfo(values, index, allItems));
    return { variable, value, extras };
  });
};

const loopValues = (task: Task, view: View): readonly Value[] | undefined => {
  const { kind, value } = task.loop!;
  let rendered: Value;
  try {
    rendered = view.loopValues(kind, value.value, task.action);
  } catch (error) {
    // A loop over what is not defined is no mistake if the task is skipped anyway.
    if (skipsWithoutItems(task, view)) return undefined;
    throw error;
  }
  if (!Array.isArray(rendered))
    throw mistake(
      `invalid data passed to "loop", it requires a list, got ${toText(rendered).slice(0, 60)} instead`,
      value.location,
      'wrap a single value in a list, or use the flatten or dict2items filter',
    );
  return rendered;
};

const skipsWithoutItems = (task: Task, view: View): boolean => {
  try {
    return failedCondition(task, view) !== undefined;
  } catch {
    return false;
  }
};

const extendedInfo = (values: readonly Value[], index: number, allItems: boolean): Value => {
  const info = new Map<Value, Value>([
    ['index', index + 1],
    ['index0', index],
    ['first', index === 0],
    ['last', index + 1 === values.length],
    ['length', values.length],
    ['revindex', values.length - index],
    ['revindex0', values.length - index - 1],
  ]);
  if (allItems) info.set('allitems', [...values]);
  if (index + 1 < values.length) info.set('nextitem', values[index + 1]!);
  if (index > 0) info.set('previtem', values[index - 1]!);
  return info;
};

/** The variables of one round. */
export const loopLayer = (item: LoopItem): ReadonlyMap<string, Value> =>
  new Map([...item.extras, [item.variable, item.value], ['ansible_loop_var', item.variable]]);

/** What an item is called on the screen: `loop_control.label`, else the item itself. */
export const itemLabel = (task: Task, view: View): string => {
  const label = control(task, 'label');
  if (label) return view.text(label);
  return toText(view.render(view.scope.lookup(variableName(task, view)) ?? null));
};

/** Seconds to wait between items. */
export const loopPause = (task: Task, view: View): number => {
  const pause = control(task, 'pause');
  return pause === undefined ? 0 : Number(view.text(pause));
};

/** A result with the variables of the round that it is of. */
export const withItem = (item: LoopItem | undefined, outcome: Outcome): Outcome => {
  if (item !== undefined) for (const [name, value] of loopLayer(item)) outcome.result.set(name, value);
  return outcome;
};
