import { type Output, quote, type Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Conclusion, Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { changeDirectory, conditionDifferences, conditionProbe, readCondition } from './execution.js';
import { streamReturns, texts } from './output.js';
import { splitWords } from './words.js';

const options = {
  cmd: { type: 'str', required: true, description: 'The path of a local script, and arguments for it.' },
  executable: { type: 'str', description: 'The program that runs it. Otherwise its #! line says so.' },
  chdir: { type: 'path', description: 'Change into this directory first: an absolute path.' },
  creates: { type: 'path', description: 'A file or pattern: if one exists, the script is not run.' },
  removes: { type: 'path', description: 'A file or pattern: if none exists, the script is not run.' },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  readonly content: Buffer;
  /** The program that runs it, and arguments for that. */
  readonly interpreter: readonly string[];
  readonly parameters: readonly string[];
}

/**
 * Runs a local script on the host. The script travels inside the message and its interpreter reads it from a pipe: it is never
 * written to the host's disk.
 */
export const script = defineModule<Args, Prepared, ReturnType<typeof readCondition>>({
  name: 'script',
  collection: 'ansible.builtin',
  description: 'Runs a local script on the host without leaving it there.',
  options,
  freeForm: 'cmd',
  returns: streamReturns,
  examples: `- name: Run a script of ours
  script: scripts/migrate.sh --verbose
  args:
    creates: /var/lib/app/migrated`,
  prepare: (args, services) => {
    const split = splitWords(args.cmd);
    if ('problem' in split)
      throw mistake(`the command can't be split into words: ${split.problem}`, services.locate('cmd'));
    const [name, ...parameters] = split.words;
    if (name === undefined) throw mistake('no script given', services.locate('cmd'));
    if (args.chdir !== undefined && !args.chdir.startsWith('/'))
      throw mistake(`chdir ${args.chdir} must be an absolute path`, services.locate('chdir'));
    const content = services.readFile(services.findFile('files', name));
    const interpreter = args.executable?.split(/\s+/) ?? interpreterOf(content);
    if (interpreter === undefined)
      throw mistake(
        `${name} is no text: only scripts can be run from here`,
        services.locate('cmd'),
        'use copy, then command',
      );
    return { args, content, interpreter, parameters };
  },
  probe: ({ args }) => conditionProbe(args),
  parse: readCondition,
  plan: (prepared, condition): Plan => {
    const { args } = prepared;
    if (condition !== undefined) {
      const why =
        condition === 'creates'
          ? `${args.creates} exists, matching creates option`
          : `${args.removes} does not exist, matching removes option`;
      return { kind: 'same', result: { msg: why, skipped: true } };
    }
    const apply = scriptOf(prepared);
    if (args.creates === undefined && args.removes === undefined) return { kind: 'action', apply, conclude };
    return { kind: 'change', result: {}, differences: conditionDifferences(args), apply, conclude };
  },
});

/** The program that a script's first line names, with its argument; /bin/sh if none is named, undefined if it is no text. */
const interpreterOf = (content: Buffer): readonly string[] | undefined => {
  if (content.includes(0)) return undefined;
  const line = /^#![ \t]*([^ \t\n]+)(?:[ \t]+([^\n]*[^ \t\r\n]))?/.exec(content.toString('latin1'));
  if (!line) return ['/bin/sh'];
  return line[2] === undefined ? [line[1]!] : [line[1]!, line[2]];
};

const scriptOf = ({ args, content, interpreter, parameters }: Prepared): Script => {
  const directory = args.chdir === undefined ? '' : `${changeDirectory(args.chdir)} || exit\n`;
  const words = [...interpreter.map(quote), '/dev/fd/9', ...parameters.map(quote)].join(' ');
  return {
    text: `${directory}take ${content.length} | (exec ${words} 9<&0 </dev/null)\n`,
    payload: [content],
  };
};

const conclude = (output: Output): Conclusion => {
  const result = { rc: output.code, ...texts(output, false) };
  if (output.code === 0) return { kind: 'changed', result };
  return { kind: 'failed', message: 'non-zero return code', result: { ...result, changed: true } };
};
