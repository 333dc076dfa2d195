import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import { NO_ATTRIBUTES } from '../files/common.js';
import { type FileQuery, type FileState, failure, fileProbe } from '../files/content.js';
import { fileWorkUses, workOnFile } from '../files/content-plan.js';
import { parseFields } from '../files/content-state.js';
import { linesOf } from '../files/edit.js';
import { fileWishOf, textOf, unreadable } from '../files/text-plan.js';
import { type Conclusion, type Difference, type Plan, STALE } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';

const options = {
  name: {
    type: 'str',
    required: true,
    aliases: ['key'],
    description: 'The setting of the kernel, with dots.',
  },
  value: { type: 'str', aliases: ['val'], description: 'Its value.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the file has the setting.',
  },
  ignoreerrors: {
    type: 'bool',
    default: false,
    description: 'Settings that the kernel does not know are no failure.',
  },
  reload: {
    type: 'bool',
    default: true,
    description:
      'Give all settings of the file to the kernel if it was changed, or if the kernel has another value.',
  },
  sysctl_file: { type: 'path', default: '/etc/sysctl.conf', description: 'The file.' },
  sysctl_set: { type: 'bool', default: false, description: 'Give the setting itself to the kernel.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  readonly name: string;
  readonly value: string;
  readonly query: FileQuery;
}

interface State {
  /** There is a sysctl program. */
  readonly isThere: boolean;
  /** What the kernel has; undefined if that can't be told. */
  readonly current: string | undefined;
  readonly file: FileState;
}

/** Settings of the kernel. */
export const sysctl = defineModule<Args, Prepared, State>({
  name: 'sysctl',
  collection: 'ansible.posix',
  description: "Manages settings of the kernel in sysctl's file, and in the kernel itself.",
  options,
  constraints: { requiredIf: [{ option: 'state', value: 'present', requires: ['value'] }] },
  prepare: (args, services) => {
    if (args.name === '') throw mistake('name cannot be blank', services.locate('name'));
    if (args.state === 'present' && args.value === '')
      throw mistake('value cannot be blank', services.locate('value'));
    return {
      args,
      name: args.name.trim(),
      value: writtenValue(args.value),
      query: { path: args.sysctl_file, follow: 'never', common: NO_ATTRIBUTES, content: 'always' },
    };
  },
  probe: ({ name, query }) => {
    const file = fileProbe(query);
    return {
      text: `if command -v sysctl >/dev/null; then printf there; fi; printf '\\0'
current=$(LC_ALL=C sysctl -e -n ${quote(name)} 2>/dev/null)
printf '%s\\0%s\\0' "$?" "$current"
${file.text}`,
      uses: file.uses ?? [],
    };
  },
  parse: (output, { query }) => parse(output, query),
  plan: (prepared, { isThere, current, file }, context): Plan => {
    const { args, name, value } = prepared;
    if (!isThere)
      return { kind: 'failed', message: 'Failed to find required executable "sysctl" on the host' };
    const isPresent = args.state === 'present';
    const problem = unreadable(file);
    if (problem !== undefined && file.status?.type !== 'directory')
      return { kind: 'failed', message: problem };
    const before = textOf(file);
    const inFile = settingsOf(before).findLast(([key]) => key === name)?.[1];
    const writes = isPresent ? inFile !== value : !!inFile;
    const differs = current === undefined || !isEqual(current, value);
    const reloads = args.reload && (writes || (inFile === value && differs));
    const sets = args.sysctl_set && isPresent && differs;
    if (!writes && !reloads && !sets) return { kind: 'same', result: {} };
    const after = edit(before, name, isPresent ? value : undefined);
    const wish = fileWishOf({ state: file, before, after, common: NO_ATTRIBUTES, result: {} });
    const work = writes && wish ? workOnFile(wish, context) : undefined;
    if (typeof work === 'string') return { kind: 'failed', message: work };
    const kernel: Difference = {
      kind: 'attribute',
      subject: name,
      name: 'value',
      before: current ?? null,
      after: isPresent ? value : null,
    };
    return {
      kind: 'change',
      result: {},
      differences: [...(work?.differences ?? []), ...(isPresent && differs ? [kernel] : [])],
      apply: {
        text: [
          FAILS,
          ...(sets && current !== undefined ? [settingOf(args, name, value)] : []),
          ...(work ? [work.text] : []),
          ...(args.reload ? [reloadingOf(args, file.path)] : []),
        ].join('\n'),
        uses: fileWorkUses,
        payload: work?.payload ?? [],
      },
      conclude: (output): Conclusion => {
        if (output.code === STALE) return { kind: 'stale' };
        if (output.code !== 0) return { kind: 'failed', message: failure(output) };
        return { kind: 'changed', result: {} };
      },
    };
  },
  returns: {},
  examples: `- name: Let the host route
  sysctl:
    name: net.ipv4.ip_forward
    value: "1"
    sysctl_set: true
`,
});

const TRUE = ['y', 'yes', 'on', '1', 'true', 't'];
const FALSE = ['n', 'no', 'off', '0', 'false', 'f'];

/** A value as it is written: words for yes and no are numbers. */
const writtenValue = (value = ''): string => {
  const word = value.toLowerCase();
  return TRUE.includes(word) ? '1' : FALSE.includes(word) ? '0' : value.trim();
};

const wordsOf = (text: string): string => text.trim().split(/\s+/).join(' ');

const isEqual = (one: string, other: string): boolean => wordsOf(one) === wordsOf(other);

const parse = (output: Output, query: FileQuery): State => {
  const fields = new Fields(output.stdout);
  const isThere = fields.text() !== '';
  const code = fields.text();
  const current = fields.text();
  return { isThere, current: code === '0' ? current : undefined, file: parseFields(fields, query) };
};

/** The setting and value of a line; undefined for comments and the like. */
const settingIn = (line: string): readonly [name: string, value: string] | undefined => {
  const text = line.trim();
  const equals = text.indexOf('=');
  if (equals === -1 || /^[#;]/.test(text)) return undefined;
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
};

const settingsOf = (text: string): (readonly [string, string])[] =>
  linesOf(text)
    .map(settingIn)
    .filter(setting => setting !== undefined);

/** The file's text with the setting, or without. All settings are written anew, each once. */
const edit = (text: string, name: string, value: string | undefined): string => {
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const line of linesOf(text)) {
    const setting = settingIn(line);
    if (!setting) {
      lines.push(line.trim());
      continue;
    }
    const [key, old] = setting;
    if (seen.has(key)) continue;
    seen.add(key);
    if (key !== name) lines.push(`${key}=${old}`);
    else if (value !== undefined) lines.push(`${key}=${value}`);
  }
  if (!seen.has(name) && value !== undefined) lines.push(`${name}=${value}`);
  return lines.map(line => `${line.trim()}\n`).join('');
};

/** sysctl can succeed although a setting was refused. */
const FAILS = `fails() {
  said=$("$@" 2>&1 >/dev/null) || { printf '%s' "$said" >&2; return 0; }
  printf '%s\\n' "$said" | grep -E '^sysctl: setting key "[^"]+": (Invalid argument|Read-only file system)$' >&2
}`;

const settingOf = ({ ignoreerrors }: Args, name: string, value: string): string =>
  `said=$(fails env LC_ALL=C sysctl ${ignoreerrors ? '-e ' : ''}-w ${quote(`${name}=${value}`)} 2>&1) && { printf 'setting %s failed: %s' ${quote(name)} "$said" >&2; exit 1; }`;

const reloadingOf = ({ ignoreerrors }: Args, file: string): string =>
  `said=$(fails env LC_ALL=C sysctl ${ignoreerrors ? '-e ' : ''}-p ${quote(file)} 2>&1) && { printf 'Failed to reload sysctl: %s' "$said" >&2; exit 1; }
:`;
