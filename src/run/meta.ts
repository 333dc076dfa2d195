import type { Task } from '../playbook/model.js';
import type { Value } from '../value/value.js';
import { failedCondition } from './directives.js';
import { flushHandlers } from './handlers.js';
import type { HostRun } from './host-run.js';
import { skipped } from './outcome.js';
import type { Position } from './position.js';
import type { Fate } from './rounds.js';

/** A form of `meta`. */
interface Form {
  /** One host does it for all, as Ansible's linear strategy has it: its condition alone counts. */
  readonly isOnce?: true;
  /** What is said where its condition does not hold; without it Ansible does not look at conditions. */
  readonly otherwise?: (host: string) => string;
  carryOut(hostRun: HostRun, task: Task, position: Position): Promise<Fate> | Promise<void> | void;
}

const FORMS: { readonly [name: string]: Form } = {
  noop: { carryOut: () => {} },
  flush_handlers: {
    otherwise: host => `not running handlers for ${host}`,
    carryOut: (hostRun, _task, position) => flushHandlers(hostRun, position),
  },
  end_host: {
    otherwise: host => `continuing execution for ${host}`,
    carryOut: hostRun => {
      hostRun.ended = true;
      hostRun.play.removed.add(hostRun.name);
    },
  },
  end_batch: {
    isOnce: true,
    otherwise: () => 'continuing current batch',
    carryOut: ({ play }) => play.end(true),
  },
  end_play: {
    isOnce: true,
    otherwise: () => 'continuing play',
    carryOut: ({ play }) => {
      play.endsPlay = true;
      play.end(true);
    },
  },
  clear_facts: {
    isOnce: true,
    otherwise: host => `not clearing facts and fact cache for ${host}`,
    carryOut: ({ play }) => {
      for (const host of play.batch) play.run.store.host(host).clearFacts();
    },
  },
  clear_host_errors: {
    isOnce: true,
    otherwise: host => `not clearing host error state for ${host}`,
    carryOut: ({ play }) => play.clearErrors(),
  },
  refresh_inventory: {
    isOnce: true,
    carryOut: ({ play }) => play.refreshInventory(),
  },
  reset_connection: {
    carryOut: (hostRun, task) => hostRun.resetConnection(task),
  },
};

/** The forms of `meta` that are carried out. */
export const META_FORMS: ReadonlySet<string> = new Set(Object.keys(FORMS));

/** What a `meta` task says to do. */
export const metaForm = (task: Task): string => {
  const field = [...task.args.values()][0];
  return typeof field?.value === 'string' ? field.value.trim() : '';
};

/** Carries out `meta`. It registers nothing, and nothing is told of it but that it was skipped, as in Ansible. */
export const meta = async (hostRun: HostRun, task: Task, position: Position): Promise<Fate> => {
  const { play } = hostRun;
  const name = metaForm(task);
  const form = FORMS[name];
  if (form === undefined) throw new Error(`meta: ${name} is not refused`);
  const { otherwise } = form;
  const carryOut = async (): Promise<Fate> => {
    const condition = otherwise && (await hostRun.rendering(task, view => failedCondition(task, view)));
    if (otherwise === undefined || condition === undefined)
      return (await form.carryOut(hostRun, task, position)) ?? 'goes on';
    const said = otherwise(hostRun.name);
    const result = new Map<Value, Value>([
      ['msg', name === 'end_host' ? `end_host conditional evaluated to false, ${said}` : name],
      ['skip_reason', `${name} conditional evaluated to False, ${said}`],
    ]);
    const info = play.infos.of(hostRun, task, position);
    hostRun.tell(info, { status: 'skipped', result, differences: [], duration: 0 });
    return 'goes on';
  };
  if (!form.isOnce || !play.isLinear) return carryOut();
  await play.once(hostRun, task, position, async () => {
    await carryOut();
    return skipped({});
  });
  return 'goes on';
};
