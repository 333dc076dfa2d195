import { type Output, quote } from '../../agent/protocol.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import { linesOf } from '../files/edit.js';
import { type Conclusion, type Plan, type Result, STALE } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { content, put } from '../shell/functions.js';

const options = {
  name: { type: 'str', required: true, description: 'The locale, such as de_CH.UTF-8.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the host has it.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface State {
  /** How the host manages locales: by /etc/locale.gen, or as Ubuntu does; empty if it doesn't. */
  readonly kind: 'file' | 'ubuntu' | '';
  /** The locales that there are. */
  readonly generated: readonly string[];
  /** What can be generated: lines with a name and a character set. */
  readonly available: string;
  /** The locales that are generated, where the host has a file of them: /etc/locale.gen or /var/lib/locales/supported.d/local. */
  readonly chosen: string;
}

/** Locales. */
export const localeGen = defineModule<Args, Args, State>({
  name: 'locale_gen',
  collection: 'community.general',
  description: 'Generates locales by locale-gen, or removes them.',
  options,
  returns: { name: { type: 'str', description: 'The locale.' } },
  examples: `- name: German
  locale_gen:
    name: de_DE.UTF-8
`,
  prepare: args => args,
  probe: () => ({
    text: `if [ -e /var/lib/locales/supported.d/ ]; then
  printf 'ubuntu\\0'; available=/usr/share/i18n/SUPPORTED chosen=/var/lib/locales/supported.d/local
else
  [ ! -e /etc/locale.gen ] || printf file; printf '\\0'; available=/etc/locale.gen chosen=/etc/locale.gen
fi
locale -a 2>/dev/null
printf '\\0'
content "$available"
content "$chosen"
`,
    uses: [content],
  }),
  parse: output => parse(output),
  plan: (args, state, context) => {
    const { name } = args;
    if (state.kind === '')
      return {
        kind: 'failed',
        message:
          '/etc/locale.gen and /var/lib/locales/supported.d/local are missing. Is the package "locales" installed?',
      };
    if (!isAvailable(name, state))
      return { kind: 'failed', message: "The locale you've entered is not available on your system." };
    const isPresent = state.generated.some(each => sameCase(each) === sameCase(name));
    const result: Result = context.checkMode ? {} : { name, msg: 'OK' };
    if (isPresent === (args.state === 'present')) return { kind: 'same', result };
    return change(args, state, result);
  },
});

const parse = (output: Output): State => {
  const fields = new Fields(output.stdout);
  const kind = fields.text();
  return {
    kind: kind === 'file' || kind === 'ubuntu' ? kind : '',
    generated: fields.text().split('\n').filter(Boolean),
    available: (fields.content() ?? '').toString(),
    chosen: (fields.content() ?? '').toString(),
  };
};

const isAvailable = (name: string, { kind, available }: State): boolean =>
  available.split('\n').some(line => {
    const match = (kind === 'ubuntu' ? /^(\S+_\S+) (\S+)\s*$/ : /^#?\s*(\S+_\S+) (\S+)\s*$/).exec(line);
    return match?.[1] === name;
  });

const CASES: readonly (readonly [printed: string, name: string])[] = [
  ['.utf8', '.UTF-8'],
  ['.eucjp', '.EUC-JP'],
  ['.iso885915', '.ISO-8859-15'],
  ['.cp1251', '.CP1251'],
  ['.koi8r', '.KOI8-R'],
  ['.armscii8', '.ARMSCII-8'],
  ['.euckr', '.EUC-KR'],
  ['.gbk', '.GBK'],
  ['.gb18030', '.GB18030'],
  ['.euctw', '.EUC-TW'],
];

/** A name with its character set as /etc/locale.gen has it: locale -a prints others. */
const sameCase = (name: string): string =>
  CASES.reduce((text, [printed, written]) => text.replaceAll(printed, written), name);

/** The lines of /etc/locale.gen with that of a locale taken in or commented out. */
const choose = (text: string, name: string, present: boolean): string => {
  const pattern = new RegExp(`#?\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')} (.+)`, 'g');
  return linesOf(text)
    .map(line => line.replace(pattern, (_, charset: string) => `${present ? '' : '# '}${name} ${charset}`))
    .join('');
};

const change = ({ name, state }: Args, { kind, chosen }: State, result: Result): Plan => {
  const present = state === 'present';
  const file = kind === 'file' ? '/etc/locale.gen' : '/var/lib/locales/supported.d/local';
  // Ubuntu's locale-gen notes by itself what it is to generate.
  const edited =
    kind === 'file'
      ? choose(chosen, name, present)
      : linesOf(chosen)
          .filter(line => present || line.split(' ', 1)[0] !== name)
          .join('');
  const before = Buffer.from(chosen);
  const after = Buffer.from(edited);
  const generate =
    kind === 'file' ? 'locale-gen' : present ? `locale-gen ${quote(name)}` : 'locale-gen --purge';
  const write = `[ "$(cat ${file}; echo .)" = "$(take ${before.length}; echo .)" ] || exit ${STALE}
put ${file} ${after.length} any '?0:0' "$(stat -c %a ${file})" '' '' '' || exit
`;
  return {
    kind: 'change',
    result,
    differences: [
      {
        kind: 'attribute',
        subject: name,
        name: 'state',
        before: present ? 'absent' : 'present',
        after: state,
      },
      ...(edited === chosen
        ? []
        : [{ kind: 'content' as const, subject: file, before: chosen, after: edited }]),
    ],
    apply: {
      text: `${edited === chosen ? '' : write}said=$(${generate} 2>&1) || {
  code=$?
  printf '[Errno %s] locale.gen failed to execute, it returned %s: %s' "$code" "$code" "$said" >&2
  exit "$code"
}
`,
      uses: [put],
      payload: edited === chosen ? [] : [before, after],
    },
    conclude: (output): Conclusion => {
      if (output.code === STALE) return { kind: 'stale' };
      if (output.code !== 0) return { kind: 'failed', message: failure(output), result };
      return { kind: 'changed', result };
    },
  };
};
