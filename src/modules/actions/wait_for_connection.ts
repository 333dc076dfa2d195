import type { Action } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

const options = {
  timeout: { type: 'int', default: 600, description: 'Seconds to try at most.' },
  delay: { type: 'int', default: 0, description: 'Seconds before the first try.' },
  sleep: { type: 'int', default: 1, description: 'Seconds between two tries.' },
  connect_timeout: {
    type: 'int',
    default: 5,
    description: 'Means nothing: how long one try takes is a setting of the connection.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Waits until the host can be reached, over a new connection each time. */
export const waitForConnection: Action = {
  kind: 'action',
  name: 'wait_for_connection',
  collection: 'ansible.builtin',
  description: 'Waits until a host can be reached and answers.',
  options,
  returns: { elapsed: { type: 'int', description: 'Seconds that it took.' } },
  examples: `- name: Until the new machine is up
  hosts: new
  gather_facts: false
  tasks:
    - wait_for_connection:
        delay: 10
        timeout: 300
`,
  run: async (args, services) => {
    const { timeout, delay, sleep } = args as Args;
    if (services.checkMode) return { kind: 'skipped', result: {} };
    const begin = services.now();
    const elapsed = () => Math.floor((services.now() - begin) / 1000);
    await services.sleep(delay);
    const end = services.now() + timeout * 1000;
    for (;;) {
      const problem = await services.reconnect();
      if (problem === undefined) return { kind: 'ok', result: { elapsed: elapsed() } };
      if (services.now() + sleep * 1000 >= end) {
        const message = `timed out waiting for ping module test: ${problem}`;
        return { kind: 'failed', message, result: { elapsed: elapsed() } };
      }
      await services.sleep(sleep);
    }
  },
};
