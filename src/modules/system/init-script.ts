import { type Output, quote, type Script, shellFunction } from '../../agent/protocol.js';
import type { Conclusion, Difference, Plan, Result } from '../module.js';

const initScript = shellFunction(import.meta.url, 'init_script');

/** What is wanted of a service on a host without systemd. */
export interface InitRequest {
  readonly name: string;
  readonly state: 'started' | 'stopped' | 'restarted' | 'reloaded' | undefined;
  readonly enabled: boolean | undefined;
  /** OpenRC's runlevel. */
  readonly runlevel: string;
  /** Words for the init script. */
  readonly words: readonly string[];
  /** Seconds between stop and start; undefined: the script's own restart. */
  readonly sleep: number | undefined;
  /** What to look for in the process list. */
  readonly pattern: string | undefined;
}

export interface InitState {
  readonly found: boolean;
  readonly running: boolean;
  readonly enabled: boolean;
}

/** The sh that reads a service's state by its init script. */
export const initProbe = ({ name, runlevel, pattern }: InitRequest): Script => ({
  text: `init_state ${quote(name)} ${quote(runlevel)} ${pattern === undefined ? "''" : quote(pattern)}\n`,
  uses: [initScript],
});

export const parseInit = (output: Output): InitState => {
  const words = new Set(output.stdout.toString().split('\n'));
  return {
    found: words.has('script') || words.has('openrc'),
    running: words.has('running'),
    enabled: words.has('enabled'),
  };
};

/** What to do about a service with an init script. */
export const planInit = (request: InitRequest, state: InitState): Plan => {
  const { name } = request;
  if (!state.found) return { kind: 'failed', message: `Could not find the requested service ${name}: host` };
  const differences: Difference[] = [];
  const differ = (attribute: string, before: boolean | string, after: boolean | string) =>
    differences.push({ kind: 'attribute', subject: name, name: attribute, before, after });
  const commands: string[] = [];
  const service = quote(name);
  if (request.enabled !== undefined && request.enabled !== state.enabled) {
    differ('enabled', state.enabled, request.enabled);
    commands.push(`init_${request.enabled ? 'enable' : 'disable'} ${service} ${quote(request.runlevel)}`);
  }
  const verbs = verbsFor(request, state.running);
  if (verbs.length > 0) {
    const after = !state.running && request.state !== 'stopped' ? 'started' : (request.state ?? '');
    differ('state', state.running ? 'started' : 'stopped', after);
    const words = request.words.map(quote);
    const calls = verbs.map(verb => ['init_do', verb, service, ...words].join(' '));
    commands.push(calls.join(` || exit\nsleep ${request.sleep ?? 0}\n`));
  }
  const result: Result = {
    name,
    ...(request.enabled !== undefined && { enabled: request.enabled }),
    ...(request.state !== undefined && { state: request.state === 'stopped' ? 'stopped' : 'started' }),
  };
  if (differences.length === 0) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences,
    apply: { text: commands.map(command => `${command} || exit\n`).join(''), uses: [initScript] },
    conclude: (output): Conclusion => {
      if (output.code === 0) return { kind: 'changed', result };
      const reason = `${output.stderr}`.trim() || `its init script ended with ${output.code}`;
      return { kind: 'failed', message: `Failed to change service ${name}: ${reason}`, result };
    },
  };
};

const verbsFor = ({ state, sleep }: InitRequest, running: boolean): readonly string[] => {
  if (state === undefined) return [];
  if (state === 'stopped') return running ? ['stop'] : [];
  if (!running) return ['start'];
  if (state === 'started') return [];
  if (state === 'reloaded') return ['reload'];
  return sleep === undefined ? ['restart'] : ['stop', 'start'];
};
