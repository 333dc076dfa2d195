import { type Output, quote, type Script, shellFunction } from '../../agent/protocol.js';
import type { Conclusion, Context, Difference, Plan, Result } from '../module.js';

const unitDo = shellFunction(import.meta.url, 'unit_do');

/** What is wanted of a unit of systemd. */
export interface UnitRequest {
  /** Undefined: only systemd itself is reloaded. */
  readonly name: string | undefined;
  readonly state: 'started' | 'stopped' | 'restarted' | 'reloaded' | undefined;
  readonly enabled: boolean | undefined;
  readonly masked: boolean | undefined;
  readonly daemonReload: boolean;
  readonly daemonReexec: boolean;
  readonly scope: 'system' | 'user' | 'global';
  readonly noBlock: boolean;
  readonly force: boolean;
}

/** What systemd says of a unit. */
export interface UnitState {
  /** There is a systemctl. */
  readonly available: boolean;
  /** `systemctl show`: empty if systemd isn't running. */
  readonly properties: ReadonlyMap<string, string>;
  /** `systemctl is-enabled`: `enabled`, `static`, `masked`... */
  readonly enablement: string;
  /** Its exit status says that the unit is enabled. */
  readonly enabled: boolean;
  /** There is an init script of that name. */
  readonly script: boolean;
  /** Why systemd could not be asked. */
  readonly problem: string;
  /** The host is a chroot, or systemd is told that it is none that runs. */
  readonly offline: boolean;
}

/** The sh that reads a unit's state. */
export const unitProbe = ({ name, scope, enabled, masked }: UnitRequest): Script => {
  if (name === undefined) return { text: 'command -v systemctl >/dev/null && echo :systemctl\n' };
  const systemctl = `systemctl${scope === 'system' ? '' : ` --${scope}`}`;
  const unit = quote(name);
  const lines = [
    'command -v systemctl >/dev/null || exit 0',
    'echo :systemctl',
    OFFLINE,
    ...(scope === 'user' ? [RUNTIME_DIRECTORY] : []),
    `[ ! -e /etc/init.d/${unit} ] || echo :script`,
    'echo :show',
    `${systemctl} show -- ${unit} 2>&1; shown=$?`,
    'echo :enablement',
    enabled === undefined && masked === undefined
      ? // Offline, `show` succeeds and says nothing of the unit.
        `{ [ $shown -eq 0 ] && [ -z "$offline" ]; } || ${systemctl} is-enabled -- ${unit} 2>/dev/null`
      : // With -l, what an indirect unit is enabled by follows on further lines.
        `${systemctl} is-enabled -l -- ${unit} 2>/dev/null; [ $? -ne 0 ] || echo :enabled`,
  ];
  return { text: `${lines.join('\n')}\n` };
};

const OFFLINE = `offline=
if [ "\${SYSTEMD_OFFLINE:-}" = 1 ]; then offline=1
elif [ ! -d /run/systemd/system ]; then
  [ "$(stat -c %d:%i /)" = "$(stat -c %d:%i /proc/1/root/. 2>/dev/null || stat -c %d:%i /)" ] || offline=1
fi
[ -z "$offline" ] || echo :offline`;

const RUNTIME_DIRECTORY = `: "\${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"; export XDG_RUNTIME_DIR`;

/** Reads what `unitProbe` printed. */
export const parseUnit = (output: Output): UnitState => {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of output.stdout.toString().split('\n')) {
    if (/^:[a-z]+$/.test(line)) {
      lines = [];
      sections.set(line.slice(1), lines);
    } else lines.push(line);
  }
  const shown = sections.get('show') ?? [];
  const properties = parseProperties(shown);
  return {
    available: sections.has('systemctl'),
    script: sections.has('script'),
    offline: sections.has('offline'),
    properties,
    enablement: (sections.get('enablement') ?? []).join('\n').trim(),
    enabled: sections.has('enabled'),
    problem: properties.size > 0 ? '' : shown.join(' ').trim(),
  };
};

/** `systemctl show`'s lines; only the values of Exec properties go on over several. */
const parseProperties = (lines: readonly string[]): ReadonlyMap<string, string> => {
  const properties = new Map<string, string>();
  let open: string | undefined;
  for (const line of lines) {
    if (open !== undefined) {
      properties.set(open, `${properties.get(open)}\n${line}`);
      if (line.trimEnd().endsWith('}')) open = undefined;
      continue;
    }
    const match = /^(\w+)=(.*)$/.exec(line);
    if (!match) continue;
    const [, key, value] = match;
    properties.set(key!, value!.trim());
    if (key!.startsWith('Exec') && value!.startsWith('{') && !value!.trimEnd().endsWith('}')) open = key;
  }
  return properties;
};

const RUNNING = new Set(['active', 'activating', 'reloading']);

/** One call of systemctl. */
interface Step {
  readonly verb: string;
  readonly unit: boolean;
  readonly difference?: Difference;
}

/** What to do about a unit. */
export const planUnit = (request: UnitRequest, state: UnitState, { checkMode }: Context): Plan => {
  const { name } = request;
  if (!state.available)
    return { kind: 'failed', message: 'this host has no systemctl: its services are not managed by systemd' };
  const steps: Step[] = [];
  if (request.daemonReload) steps.push({ verb: 'daemon-reload', unit: false });
  if (request.daemonReexec) steps.push({ verb: 'daemon-reexec', unit: false });
  const result: { [key: string]: Result[string] } = {
    name: name ?? null,
    status: Object.fromEntries(state.properties),
  };
  if (name !== undefined) {
    const problem = addSteps(name, request, checkMode ? state : afterReload(request, state), steps, result);
    if (problem !== undefined) return { kind: 'failed', message: problem };
  }
  const differences = steps.flatMap(({ difference }) => difference ?? []);
  if (differences.length === 0 && (steps.length === 0 || checkMode)) return { kind: 'same', result };
  const apply = stepsScript(request, steps);
  const changed = differences.length > 0;
  const conclude = (output: Output): Conclusion =>
    output.code === 0
      ? { kind: changed ? 'changed' : 'unchanged', result }
      : { kind: 'failed', message: explain(name, output) };
  // Making systemd read its files again is no difference in the host's state.
  return changed
    ? { kind: 'change', result, differences, apply, conclude }
    : { kind: 'action', apply, conclude };
};

/** A unit that systemd doesn't know, or could not read, may well be there once it has read its files again: it isn't running yet. */
const afterReload = (request: UnitRequest, state: UnitState): UnitState => {
  const { properties } = state;
  const known = properties.get('LoadState') !== 'not-found' && !properties.has('LoadError');
  if (known || properties.size === 0 || !(request.daemonReload || request.daemonReexec)) return state;
  const expected = [
    ['LoadState', 'loaded'],
    ['ActiveState', properties.get('ActiveState') ?? 'inactive'],
  ] as const;
  return { ...state, properties: new Map(expected) };
};

/** Adds what the unit needs to steps and result; returns why that is impossible if it is. */
const addSteps = (
  name: string,
  request: UnitRequest,
  state: UnitState,
  steps: Step[],
  result: { [key: string]: Result[string] },
): string | undefined => {
  const { properties, enablement } = state;
  const load = properties.get('LoadState');
  const found = (load === undefined ? /^[a-z]/.test(enablement) : load !== 'not-found') || state.script;
  const missing = `Could not find the requested service ${name}: host`;
  const error = properties.get('LoadError');
  if (error !== undefined && load !== 'not-found' && load !== 'masked')
    return `Error loading unit file '${name}': ${error}`;

  if (request.masked !== undefined) {
    const masked = /^masked$/m.test(enablement);
    if (masked !== request.masked) {
      const difference = attribute(name, 'masked', masked, request.masked);
      steps.push({ verb: request.masked ? 'mask' : 'unmask', unit: true, difference });
    }
  }
  if (request.enabled !== undefined) {
    if (!found) return missing;
    const enabled = state.enabled && enablement !== 'indirect' && enablement !== 'alias';
    result.enabled = request.enabled;
    if (enabled !== request.enabled) {
      const difference = attribute(name, 'enabled', enabled, request.enabled);
      steps.push({ verb: request.enabled ? 'enable' : 'disable', unit: true, difference });
    }
  }
  if (request.state !== undefined) {
    if (!found) return missing;
    const active = properties.get('ActiveState');
    if (active === undefined && state.offline) {
      result.state = request.state;
      result.warnings = [UNCERTAIN];
      return undefined;
    }
    if (active === undefined)
      return `Service is in unknown state: ${state.problem || 'systemd is not running'}`;
    result.state = request.state === 'stopped' ? 'stopped' : 'started';
    const verb = verbFor(request.state, active);
    if (verb !== undefined) {
      const before = RUNNING.has(active) ? 'started' : active === 'inactive' ? 'stopped' : active;
      const after = verb === 'start' ? 'started' : request.state;
      steps.push({ verb, unit: true, difference: attribute(name, 'state', before, after) });
    }
  }
  return undefined;
};

const UNCERTAIN =
  'Target is a chroot or systemd is offline. This can lead to false positives or prevent the init system tools from working.';

const verbFor = (state: NonNullable<UnitRequest['state']>, active: string): string | undefined => {
  const running = RUNNING.has(active);
  if (state === 'stopped') return running || active === 'deactivating' ? 'stop' : undefined;
  if (!running) return 'start';
  if (state === 'started') return undefined;
  return state === 'restarted' ? 'restart' : 'reload';
};

const attribute = (
  subject: string,
  name: string,
  before: boolean | string,
  after: boolean | string,
): Difference => ({
  kind: 'attribute',
  subject,
  name,
  before,
  after,
});

const stepsScript = (request: UnitRequest, steps: readonly Step[]): Script => {
  const { name, scope, noBlock, force } = request;
  const options = [
    ...(scope === 'system' ? [] : [`--${scope}`]),
    ...(noBlock ? ['--no-block'] : []),
    ...(force ? ['--force'] : []),
  ];
  const lines = steps.map(({ verb, unit }) =>
    ['unit_do', verb, unit ? quote(name ?? '') : "''", ...options].join(' '),
  );
  if (scope === 'user') lines.unshift(RUNTIME_DIRECTORY);
  return { text: `${lines.join('\n')}\n`, uses: [unitDo] };
};

const explain = (name: string | undefined, output: Output): string => {
  const [printed = '', trailer = ''] = output.stderr.toString().split('\0');
  const [verb = '', ...journal] = trailer.trim().split('\n');
  const reason = printed.trim() || output.stdout.toString().trim() || `systemctl ended with ${output.code}`;
  const log = journal.length > 0 ? `\nlast lines of its journal:\n${journal.join('\n')}` : '';
  if (verb.startsWith('daemon-')) return `failure ${output.code} during ${verb}: ${reason}`;
  return `Unable to ${verb} service ${name}: ${reason}${log}`;
};
