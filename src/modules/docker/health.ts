import { quote } from '../../agent/protocol.js';
import type { ContainerArguments } from './container-options.js';
import { at, listAt } from './inspect.js';
import { flagged, type Setting } from './setting.js';

const UNITS: Readonly<Record<string, number>> = { us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** Nanoseconds of a duration such as `1m30s`; undefined if it isn't one. */
export const nanoseconds = (text: string): number | undefined => {
  if (!/^(\d+(\.\d+)?(us|ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g))
    total += Number(amount) * UNITS[unit!]!;
  return Math.round(total);
};

type Healthcheck = NonNullable<ContainerArguments['healthcheck']>;

const TIMES = [
  ['interval', 'Interval', 'health-interval'],
  ['timeout', 'Timeout', 'health-timeout'],
  ['start_period', 'StartPeriod', 'health-start-period'],
] as const;

/** The check as the shell runs it: Docker's client has no other form. Empty: there is to be none. */
const shellCommand = (test: Healthcheck['test']): string | undefined => {
  if (test === undefined || test === null) return undefined;
  if (!Array.isArray(test)) return String(test);
  const [form, ...words] = test.map(String);
  if (form === 'NONE') return '';
  return form === 'CMD-SHELL' ? words.join(' ') : words.map(quote).join(' ');
};

/** What is wrong with a healthcheck, if anything. */
export const healthProblem = (check: Healthcheck): string | undefined => {
  const { test } = check;
  if (test instanceof Map) return 'test must be a string or a list';
  if (Array.isArray(test) && !['CMD', 'CMD-SHELL', 'NONE'].includes(String(test[0])))
    return 'test must start with CMD, CMD-SHELL or NONE if it is a list';
  const bad = TIMES.find(([name]) => check[name] !== undefined && nanoseconds(check[name]) === undefined);
  return bad && `${bad[0]} is not a duration such as 1m30s: ${check[bad[0]]}`;
};

/** `healthcheck`: the command, and numbers by name. */
export const healthcheck: Setting = {
  option: 'healthcheck',
  kind: 'dict',
  desired: ({ healthcheck: check }) => {
    if (!check) return undefined;
    const command = shellCommand(check.test);
    return {
      ...(command !== undefined && { test: command }),
      ...(check.retries !== undefined && { retries: String(check.retries) }),
      ...Object.fromEntries(
        TIMES.flatMap(([name]) =>
          check[name] === undefined ? [] : [[name, String(nanoseconds(check[name]))]],
        ),
      ),
    };
  },
  actual: container => {
    const test = listAt(container, 'Config', 'Healthcheck', 'Test');
    const number = (key: string): string => String(at(container, 'Config', 'Healthcheck', key) ?? 0);
    return {
      test: shellCommand([...test]) ?? '',
      retries: number('Retries'),
      ...Object.fromEntries(TIMES.map(([name, key]) => [name, number(key)])),
    };
  },
  flags: (_, { healthcheck: check }) => {
    if (!check) return [];
    const command = shellCommand(check.test);
    if (command === '') return ['--no-healthcheck'];
    return [
      ...(command === undefined ? [] : [flagged('health-cmd', command)]),
      ...(check.retries === undefined ? [] : [flagged('health-retries', check.retries)]),
      ...TIMES.flatMap(([name, , flag]) => (check[name] === undefined ? [] : [flagged(flag, check[name])])),
    ];
  },
};
