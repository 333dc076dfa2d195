import { quote } from '../../agent/protocol.js';
import { fromUtf8, toUtf8 } from '../../value/utf8.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import type { Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';

const options = {
  name: { type: 'str', required: true, aliases: ['pkg'], description: 'The package.' },
  question: {
    type: 'str',
    aliases: ['selection', 'setting'],
    description: "The question. Without it the package's answers are told.",
  },
  vtype: {
    type: 'str',
    choices: [
      'boolean',
      'error',
      'multiselect',
      'note',
      'password',
      'seen',
      'select',
      'string',
      'text',
      'title',
    ],
    description: 'The type of the answer.',
  },
  value: { type: 'str', aliases: ['answer'], description: 'The answer.' },
  unseen: { type: 'bool', default: false, description: 'Leave the question as one that is to be asked.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface State {
  readonly problem: string | undefined;
  /** The answers as debconf-show tells them, by the questions. */
  readonly answers: ReadonlyMap<string, string>;
  /** The password as it is, where it is asked for. */
  readonly password: string | undefined;
}

/** Answers to the questions that packages ask. */
export const debconf = defineModule<Args, Args, State>({
  name: 'debconf',
  collection: 'ansible.builtin',
  description: 'Answers a question that a package asks when it is installed or configured.',
  options,
  constraints: { requiredTogether: [['question', 'vtype', 'value']] },
  returns: {
    current: { type: 'dict', description: 'The answers as they are now.' },
    previous: { type: 'dict', description: 'The answer as it was, if it was changed.' },
  },
  examples: `- name: Where the mail of the host goes
  debconf:
    name: postfix
    question: postfix/main_mailer_type
    vtype: select
    value: Satellite system`,
  prepare: (args, services) => {
    if (args.vtype === 'password' && args.value) services.secrets.add(args.value);
    return args;
  },
  probe: ({ name, question, vtype }) => ({
    text: `shown=$(debconf-show ${quote(name)}) || exit
printf '%s\\0' "$shown"
${
  vtype === 'password'
    ? `printf '%s\\n' ${quote(`GET ${question}`)} | DEBIAN_FRONTEND=noninteractive debconf-communicate -fnoninteractive ${quote(name)}\n`
    : ''
}printf '\\0'
`,
  }),
  parse: output => {
    if (output.code !== 0) return { problem: failure(output), answers: new Map(), password: undefined };
    const fields = new Fields(output.stdout);
    const answers = new Map<string, string>();
    for (const line of fields.text().split('\n')) {
      const colon = line.indexOf(':');
      if (colon === -1) continue;
      answers.set(
        line
          .slice(0, colon)
          .replace(/^\*+|\*+$/g, '')
          .trim(),
        line.slice(colon + 1).trim(),
      );
    }
    const answer = fromUtf8(Buffer.from(fields.text(), 'utf8'));
    const password = /^0 (.*)\n?$/s.exec(answer)?.[1]?.replace(/\n$/, '');
    return { problem: undefined, answers, password };
  },
  plan: (args, { problem, answers, password }): Plan => {
    if (problem !== undefined) return { kind: 'failed', message: problem };
    const { name, question, vtype } = args;
    const all = Object.fromEntries(answers);
    if (question === undefined) return { kind: 'same', result: { msg: '', current: all } };
    const isBoolean = vtype === 'boolean';
    const value = isBoolean ? args.value!.toLowerCase() : args.value!;
    const known = answers.get(question);
    const current = vtype === 'password' ? password : isBoolean ? known?.toLowerCase() : known;
    if (known !== undefined && current === value) return { kind: 'same', result: { msg: '', current: all } };
    const isSecret = vtype === 'password';
    const told = isBoolean && known === undefined ? args.value! : value;
    return {
      kind: 'change',
      result: {
        msg: '',
        current: { [question]: told },
        previous: known === undefined ? { ...all, [question]: '' } : { [question]: known },
      },
      differences: [
        {
          kind: 'attribute',
          subject: name,
          name: question,
          before: isSecret ? '(password)' : known,
          after: isSecret ? '(another password)' : value,
        },
      ],
      apply: {
        text: `debconf-set-selections${args.unseen ? ' -u' : ''}\n`,
        payload: [toUtf8(`${name} ${question} ${vtype} ${value}`)],
      },
    };
  },
});
