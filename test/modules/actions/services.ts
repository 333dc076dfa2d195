import type { ActionServices } from '../../../src/modules/module.js';

/** Services with a clock of their own: a wait takes no time. */
export interface Staged {
  readonly services: ActionServices;
  readonly said: string[];
  /** Seconds that were waited for, one after the other. */
  readonly waits: number[];
}

/**
 * @param answers what each try to connect comes to, the last one again and again; each takes a second
 */
export const staged = (
  answers: readonly (string | undefined)[] = [],
  more: Partial<ActionServices> = {},
): Staged => {
  let clock = 5000;
  const [said, waits, left]: [string[], number[], (string | undefined)[]] = [[], [], [...answers]];
  const services: ActionServices = {
    checkMode: false,
    isLocal: false,
    taskName: 'The task',
    now: () => clock,
    sleep: async seconds => {
      waits.push(seconds);
      clock += seconds * 1000;
    },
    reconnect: async () => {
      clock += 1000;
      return left.length > 1 ? left.shift() : left[0];
    },
    execute: async () => ({ stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), code: 0 }),
    say: text => said.push(text),
    ask: async () => undefined,
    ...more,
  };
  return { services, said, waits };
};
