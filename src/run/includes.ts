import {
  type Included,
  includeParent,
  loadRole,
  loadTaskFile,
  type RoleRequest,
} from '../playbook/include.js';
import type { Field, Node, Task } from '../playbook/model.js';
import { DiagnosticError } from '../source/diagnostic.js';
import { toText } from '../template/index.js';
import type { Value } from '../value/value.js';
import type { Turn } from './attempt.js';
import { include } from './cursor.js';
import { failedCondition } from './directives.js';
import type { HostRun } from './host-run.js';
import { renderArguments } from './instance.js';
import { type LoopItem, loopItems, loopLayer } from './loop.js';
import { failed, loopOutcome, type Outcome, ok, skipped } from './outcome.js';
import { unsupportedIn } from './supported.js';

/** Carries out include_tasks or include_role: what it brings in comes next for this host. */
export const includeTasks = async (hostRun: HostRun, turn: Turn): Promise<Outcome> => {
  const started = performance.now();
  const bodies: (readonly Node[])[] = [];
  const outcome = await eachItem(hostRun, turn.task, async item => {
    const args = await hostRun.rendering(turn.task, view =>
      renderArguments(turn.task, item ? view.with(loopLayer(item)) : view, {}),
    );
    const values = args as ReadonlyMap<string, Value>;
    const loaded = await hostRun.play.included(turn, itemKey(values, item), options =>
      turn.task.action === 'include_role'
        ? roleNodes(turn.task, values, item, options)
        : loadTaskFile(
            toText(values.get('file') ?? ''),
            includeParent(turn.task, variablesOf(turn.task, item)),
            options,
          ),
    );
    const diagnostics = [...loaded.diagnostics, ...unsupportedIn(loaded.nodes)];
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new DiagnosticError(...errors);
    bodies.push(loaded.nodes);
    return ok({ include: toText(values.get('file') ?? values.get('name') ?? '') });
  });
  if (outcome.status !== 'failed')
    hostRun.cursor = include(
      hostRun.cursor,
      bodies.map(body => ({ kind: 'included', body })),
      turn.position,
    );
  hostRun.report(turn.info, { ...outcome, duration: (performance.now() - started) / 1000 });
  return outcome;
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

const roleNodes = (
  task: Task,
  args: ReadonlyMap<string, Value>,
  item: LoopItem | undefined,
  options: Parameters<typeof loadRole>[2],
): Included & { readonly handlers: readonly Task[] } => {
  const text = (name: string): string | undefined => {
    const value = args.get(name);
    return value === undefined || value === null ? undefined : toText(value);
  };
  const request: RoleRequest = {
    name: text('name') ?? text('role') ?? '',
    entries: Object.fromEntries(
      ['tasks', 'vars', 'defaults', 'handlers'].flatMap(kind => {
        const entry = text(`${kind}_from`);
        return entry === undefined ? [] : [[kind, entry]];
      }),
    ),
    allowDuplicates: args.get('allow_duplicates') !== false,
  };
  const { use, imports, handlers, diagnostics } = loadRole(
    request,
    includeParent(task, variablesOf(task, item)),
    options,
  );
  return { nodes: use ? [use] : [], imports, handlers, diagnostics };
};

/** Does something once, or for each item of the task's loop, where the task's conditions hold. */
const eachItem = async (
  hostRun: HostRun,
  task: Task,
  carryOut: (item: LoopItem | undefined) => Promise<Outcome>,
): Promise<Outcome> => {
  try {
    const items = await hostRun.rendering(task, view => loopItems(task, view));
    const outcomes: Outcome[] = [];
    for (const item of items ?? [undefined]) {
      const condition = await hostRun.rendering(task, view =>
        failedCondition(task, item ? view.with(loopLayer(item)) : view),
      );
      outcomes.push(
        condition === undefined
          ? await carryOut(item)
          : skipped({ skip_reason: 'Conditional result was False', false_condition: condition }),
      );
    }
    return items === undefined ? outcomes[0]! : loopOutcome(outcomes);
  } catch (error) {
    if (error instanceof DiagnosticError) return failed(error.message);
    throw error;
  }
};
