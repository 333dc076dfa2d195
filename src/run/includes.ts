import {
  type Included,
  includeParent,
  loadRole,
  loadTaskFile,
  type RoleRequest,
} from '../playbook/include.js';
import type { Field, Node, Task } from '../playbook/model.js';
import type { LoadOptions } from '../playbook/options.js';
import { ENTRY_KINDS } from '../playbook/role.js';
import { DiagnosticError, mistake } from '../source/diagnostic.js';
import { toText } from '../template/index.js';
import type { Value } from '../value/value.js';
import type { Turn } from './attempt.js';
import { include } from './cursor.js';
import { failedCondition } from './directives.js';
import type { HostRun } from './host-run.js';
import { locateIn, renderArguments } from './instance.js';
import { itemLabel, type LoopItem, loopItems, loopLayer, withItem } from './loop.js';
import { loopOutcome, type Outcome, ok, skipped } from './outcome.js';
import { unsupportedIn } from './supported.js';
import { diagnosed } from './task-run.js';

/** Carries out include_tasks or include_role: what it brings in comes next for this host. */
export const includeTasks = async (hostRun: HostRun, turn: Turn): Promise<Outcome> => {
  const started = performance.now();
  const bodies: (readonly Node[])[] = [];
  const outcome = await eachItem(hostRun, turn, async item => {
    const args = await hostRun.rendering(turn.task, view =>
      renderArguments(turn.task, item ? view.with(loopLayer(item)) : view, {}),
    );
    const values = args as ReadonlyMap<string, Value>;
    const loaded = await hostRun.play.included(turn, itemKey(values, item), options =>
      turn.task.action === 'include_role'
        ? loadRole(
            requestOf(turn.task, values),
            includeParent(turn.task, variablesOf(turn.task, item)),
            options,
          )
        : tasksOf(turn.task, values, item, options),
    );
    const diagnostics = [...loaded.diagnostics, ...unsupportedIn(loaded.nodes)];
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new DiagnosticError(...errors);
    bodies.push(loaded.nodes);
    return ok({ include: loaded.path ?? toText(values.get('file') ?? values.get('name') ?? '') });
  });
  tell(hostRun, turn, { ...outcome, duration: (performance.now() - started) / 1000 });
  if (turn.task.handler) return { ...outcome, nodes: bodies.flat() };
  if (outcome.status !== 'failed')
    hostRun.cursor = include(
      hostRun.cursor,
      bodies.map(body => ({ kind: 'included', body })),
      turn.position,
    );
  return outcome;
};

/** Reports an include. As with Ansible each task file that comes in counts for one task, and a role for none. */
const tell = (
  hostRun: HostRun,
  { task, info }: Turn,
  outcome: Outcome & { readonly duration: number },
): void => {
  if (outcome.status !== 'ok') {
    hostRun.report(info, outcome);
    return;
  }
  const results = outcome.result.get('results');
  const rounds = Array.isArray(results) ? results : [outcome.result];
  const included = rounds.filter(result => result instanceof Map && result.has('include'));
  if (task.action === 'include_tasks') hostRun.play.recap.of(hostRun.name).ok += included.length;
  hostRun.tell(info, outcome);
};

const itemKey = (args: ReadonlyMap<string, Value>, item: LoopItem | undefined): string =>
  JSON.stringify([[...args].map(([name, value]) => [name, toText(value)]), item ? toText(item.value) : null]);

/** The include's own variables, and those of the loop's round. */
const variablesOf = (task: Task, item: LoopItem | undefined): ReadonlyMap<string, Field> => {
  const { location } = task;
  const fields = new Map(task.vars);
  if (item)
    for (const [name, value] of loopLayer(item) as Map<string, Value>) fields.set(name, { value, location });
  return fields;
};

const tasksOf = (
  task: Task,
  args: ReadonlyMap<string, Value>,
  item: LoopItem | undefined,
  options: LoadOptions,
): Included =>
  loadTaskFile(toText(args.get('file') ?? ''), includeParent(task, variablesOf(task, item)), options);

const requestOf = (task: Task, args: ReadonlyMap<string, Value>): RoleRequest => {
  const text = (name: string): string | undefined => {
    const value = args.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    throw mistake(`"${name}" must be a string`, locateIn(task)(name));
  };
  return {
    name: text('name') ?? text('role') ?? '',
    entries: Object.fromEntries(
      ENTRY_KINDS.flatMap(kind => {
        const entry = text(`${kind}_from`);
        return entry === undefined ? [] : [[kind, entry]];
      }),
    ),
    allowDuplicates: isOn(args, 'allow_duplicates', true),
    isPublic: isOn(args, 'public', false),
    validates: isOn(args, 'rolespec_validate', true),
  };
};

const isOn = (args: ReadonlyMap<string, Value>, name: string, otherwise: boolean): boolean => {
  const value = args.get(name);
  if (value === undefined || value === null) return otherwise;
  return typeof value === 'string'
    ? /^(y|yes|on|1|true|t)$/i.test(value.trim())
    : value !== false && value !== 0;
};

/** Does something once, or for each item of the task's loop, where the task's conditions hold. */
const eachItem = async (
  hostRun: HostRun,
  turn: Turn,
  carryOut: (item: LoopItem | undefined) => Promise<Outcome>,
): Promise<Outcome> => {
  const { task, info } = turn;
  try {
    const items = await hostRun.rendering(task, view => loopItems(task, view));
    const outcomes: Outcome[] = [];
    for (const item of items ?? [undefined]) {
      const layers = item === undefined ? [] : [loopLayer(item)];
      const condition = await hostRun.rendering(task, view => failedCondition(task, view.with(...layers)));
      const outcome =
        condition === undefined
          ? await carryOut(item)
          : withItem(
              item,
              skipped({ skip_reason: 'Conditional result was False', false_condition: condition }),
            );
      outcomes.push(outcome);
      if (item === undefined) continue;
      const label = await hostRun.rendering(task, view => itemLabel(task, view.with(...layers)));
      const told = { ...outcome, duration: 0, item: label };
      hostRun.play.run.emit({ kind: 'item', task: info, host: hostRun.name, outcome: told });
    }
    return items === undefined ? outcomes[0]! : loopOutcome(outcomes);
  } catch (error) {
    if (error instanceof DiagnosticError) return diagnosed(hostRun, turn, error);
    throw error;
  }
};
