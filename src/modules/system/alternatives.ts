import { type Output, quote } from '../../agent/protocol.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import type { Conclusion, Context, Difference, Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

const options = {
  name: { type: 'str', required: true, description: "The link's name." },
  path: { type: 'path', required: true, description: 'What it leads to.' },
  link: { type: 'path', description: 'The link itself. A new name needs it.' },
  priority: { type: 'int', description: 'The priority: 50 for a new one if it is not given.' },
  state: {
    type: 'str',
    default: 'selected',
    choices: ['present', 'selected', 'auto', 'absent'],
    description:
      'present: it is one of the alternatives; selected: the link leads to it; auto: the one with the highest priority is taken; absent: it is none.',
  },
  subcommands: {
    type: 'list',
    elements: 'dict',
    aliases: ['slaves'],
    description: 'Links that follow this one.',
    options: {
      name: { type: 'str', required: true, description: "The link's name." },
      path: { type: 'path', required: true, description: 'What it leads to.' },
      link: { type: 'path', required: true, description: 'The link itself.' },
    },
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Subcommand {
  readonly name: string;
  readonly path: string;
  readonly link: string | undefined;
}

interface Alternative {
  readonly priority: number;
  readonly subcommands: readonly Subcommand[];
}

interface State {
  readonly hasProgram: boolean;
  /** The path is there. */
  readonly exists: boolean;
  readonly mode: string | undefined;
  readonly path: string | undefined;
  readonly link: string | undefined;
  readonly alternatives: ReadonlyMap<string, Alternative>;
}

/** Debian's alternatives. */
export const alternatives = defineModule<Args, Args, State>({
  name: 'alternatives',
  collection: 'community.general',
  description: 'Manages which of several programs a name stands for, by update-alternatives.',
  options,
  returns: { msg: { type: 'str', description: 'What was done.' } },
  examples: `- name: The editor
  alternatives:
    name: editor
    path: /usr/bin/vim.basic
`,
  prepare: args => args,
  probe: ({ name, path }) => ({
    text: `command -v update-alternatives >/dev/null || exit 127
if [ -e ${quote(path)} ]; then echo exists; else echo; fi
LC_ALL=C update-alternatives --display ${quote(name)} 2>/dev/null
exit 0
`,
  }),
  parse: (output, args) => parse(output, args),
  plan: (args, state, context) => plan(args, state, context),
});

const parse = (output: Output, args: Args): State => {
  const [exists, ...rest] = output.stdout.toString().split('\n');
  const text = rest.join('\n');
  const mode = /\s-\s(?:status\sis\s)?(\w*)(?:\smode|.)$/m.exec(text)?.[1];
  const found = new Map<string, Alternative>();
  const links = new Map<string, string>(
    [...text.matchAll(/^\s*(?:slave|follower) (\S+) is (.*)$/gm)].map(([, name, link]) => [name!, link!]),
  );
  if (links.size === 0) for (const { name, link } of args.subcommands ?? []) links.set(name, link);
  const pattern = /^(\/.*)\s-\s(?:family\s\S+\s)?priority\s(\d+)((?:\s+(?:slave|follower).*)*)/gm;
  if (mode !== undefined)
    for (const [, path, priority, below] of text.matchAll(pattern))
      found.set(path!, {
        priority: Number(priority),
        subcommands: [...below!.matchAll(/^\s+(?:slave|follower) (.*): (.*)$/gm)]
          .filter(([, , target]) => target !== '(null)')
          .map(([, name, target]) => ({ name: name!, path: target!, link: links.get(name!) })),
      });
  return {
    hasProgram: output.code !== 127,
    exists: exists === 'exists',
    mode,
    path: mode === undefined ? undefined : /^\s*link currently points to (.*)$/m.exec(text)?.[1],
    link: mode === undefined ? undefined : /^\s*link \w+ is (.*)$/m.exec(text)?.[1],
    alternatives: found,
  };
};

const isSame = (one: Subcommand, other: Subcommand): boolean =>
  one.name === other.name && one.path === other.path && one.link === other.link;

/** Whether it has the priority and the subcommands that are asked for. */
const isInstalled = (args: Args, there: Alternative | undefined): boolean => {
  if (!there) return false;
  if (args.priority !== undefined && args.priority !== there.priority) return false;
  const wanted = args.subcommands;
  if (wanted === undefined) return true;
  return (
    there.subcommands.every(each => wanted.some(one => isSame(each, one))) &&
    wanted.every(each => there.subcommands.some(one => isSame(each, one)))
  );
};

const plan = (args: Args, state: State, context: Context): Plan => {
  const { name, path } = args;
  if (!state.hasProgram)
    return {
      kind: 'failed',
      message: 'Failed to find required executable "update-alternatives" on the host',
    };
  const there = state.alternatives.get(path);
  const commands: (readonly string[])[] = [];
  const messages: string[] = [];
  const differences: Difference[] = [];
  const differ = (what: string, before: string | number | null, after: string | number | null) =>
    differences.push({ kind: 'attribute', subject: name, name: what, before, after });
  if (args.state === 'absent') {
    if (there) {
      commands.push(['--remove', name, path]);
      messages.push(`Remove alternative '${path}' from '${name}'.`);
      differ(path, 'present', 'absent');
    }
  } else {
    if (!isInstalled(args, there)) {
      const link = args.link ?? state.link;
      // In check mode an earlier task may have made it.
      if (!state.exists && !context.checkMode)
        return { kind: 'failed', message: `Specified path ${path} does not exist` };
      if (link === undefined)
        return {
          kind: 'failed',
          message: 'Needed to install the alternative, but unable to do so as we are missing the link',
        };
      const priority = args.priority ?? there?.priority ?? 50;
      const followers = (args.subcommands ?? []).flatMap(each => [
        '--slave',
        each.link,
        each.name,
        each.path,
      ]);
      commands.push(['--install', link, name, path, String(priority), ...followers]);
      messages.push(`Install alternative '${path}' for '${name}'.`);
      differ(`priority of ${path}`, there?.priority ?? null, priority);
    }
    if (args.state === 'selected' && state.path !== path) {
      commands.push(['--set', name, path]);
      messages.push(`Set alternative '${path}' for '${name}'.`);
      differ('path', state.path ?? null, path);
    }
    if (args.state === 'auto' && state.mode === 'manual') {
      commands.push(['--auto', name]);
      messages.push(`Set alternative to auto for '${name}'.`);
      differ('mode', 'manual', 'auto');
    }
  }
  const result = { msg: messages.join(' ') };
  if (commands.length === 0) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences,
    apply: {
      text: commands
        .map(words => `LC_ALL=C update-alternatives ${words.map(quote).join(' ')} >/dev/null || exit`)
        .join('\n'),
    },
    conclude: (output): Conclusion =>
      output.code === 0 ? { kind: 'changed', result } : { kind: 'failed', message: failure(output) },
  };
};
