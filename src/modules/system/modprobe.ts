import { type Output, quote, shellFunction } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { splitWords } from '../commands/words.js';
import { defineModule } from '../define.js';
import { failure } from '../files/content.js';
import { linesOf } from '../files/edit.js';
import type { Conclusion, Difference, Plan, Result, Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { content, put } from '../shell/functions.js';

const moduleFiles = shellFunction(import.meta.url, 'module_files', [content]);

const options = {
  name: { type: 'str', required: true, description: "The kernel's module." },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether it is loaded.',
  },
  params: { type: 'str', default: '', description: 'Its parameters.' },
  persistent: {
    type: 'str',
    default: 'disabled',
    choices: ['disabled', 'absent', 'present'],
    description:
      'Whether it is loaded at boot, by files in /etc/modules-load.d and /etc/modprobe.d; disabled leaves these alone.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  readonly words: readonly string[];
}

interface File {
  readonly path: string;
  readonly text: string;
}

interface State {
  readonly hasProgram: boolean;
  readonly isLoaded: boolean;
  /** What modprobe says of loading or unloading it, without doing so; empty if it would succeed. */
  readonly refusal: string;
  readonly loads: readonly File[];
  readonly settings: readonly File[];
}

/** Modules of the kernel. */
export const modprobe = defineModule<Args, Prepared, State>({
  name: 'modprobe',
  collection: 'community.general',
  description: 'Loads modules of the kernel, or unloads them, now and at boot.',
  options,
  returns: {
    name: { type: 'str', description: 'The module.' },
    params: { type: 'str', description: 'Its parameters.' },
    state: { type: 'str', description: 'Whether it is loaded.' },
  },
  examples: `- name: Bridges that pass through iptables
  modprobe:
    name: br_netfilter
    persistent: present
`,
  prepare: (args, services) => ({ args, words: wordsOf(args, services) }),
  probe: ({ args, words }) => ({
    text: `if command -v modprobe >/dev/null; then printf there; fi; printf '\\0'
name=${quote(args.name)}
if grep -q ${quote(`^${args.name.replaceAll('-', '_')} `)} /proc/modules 2>/dev/null ||
  grep -q ${quote(`/${args.name}\\.ko$`)} "/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null; then printf loaded; fi; printf '\\0'
printf '%s\\0' "$(modprobe ${args.state === 'absent' ? '-r -n' : '-n'} ${[args.name, ...words].map(quote).join(' ')} 2>&1 >/dev/null)"
${args.persistent === 'disabled' ? `printf '\\0\\0'` : 'module_files /etc/modules-load.d; module_files /etc/modprobe.d'}
`,
    uses: [moduleFiles],
  }),
  parse: output => parse(output),
  plan: ({ args, words }, state) => plan(args, words, state),
});

const wordsOf = ({ params, name }: Args, services: Services): readonly string[] => {
  const split = splitWords(params);
  if ('problem' in split) throw mistake(`params: ${split.problem}`, services.locate('params'));
  if (!/^[\w-]+$/.test(name))
    throw mistake(`this can't be the name of a module: ${name}`, services.locate('name'));
  return split.words;
};

const parse = (output: Output): State => {
  const fields = new Fields(output.stdout);
  const files = (): readonly File[] => {
    const found: File[] = [];
    for (let path = fields.text(); path !== ''; path = fields.text())
      found.push({ path, text: (fields.content() ?? '').toString() });
    return found;
  };
  return {
    hasProgram: fields.text() !== '',
    isLoaded: fields.text() !== '',
    refusal: fields.text(),
    loads: files(),
    settings: files(),
  };
};

/** What is to be done, gathered. */
interface Work {
  readonly differences: Difference[];
  readonly lines: string[];
  readonly payload: Buffer[];
}

const write = (work: Work, path: string, before: string | undefined, after: string) => {
  const bytes = Buffer.from(after);
  work.differences.push({ kind: 'content', subject: path, before, after });
  const mode = before === undefined ? '00644' : `"$(stat -c %a ${quote(path)})"`;
  work.lines.push(`put ${quote(path)} ${bytes.length} any '?0:0' ${mode} '' '' '' || exit`);
  work.payload.push(bytes);
};

const plan = (args: Args, words: readonly string[], state: State): Plan => {
  const { name } = args;
  const result: Result = { name, params: args.params, state: args.state };
  if (!state.hasProgram)
    return { kind: 'failed', message: 'Failed to find required executable "modprobe" on the host' };
  const work: Work = { differences: [], lines: [], payload: [] };
  const wanted = args.state === 'present';
  if (state.isLoaded !== wanted) {
    if (state.refusal !== '')
      return { kind: 'failed', message: state.refusal, result: { ...result, stderr: state.refusal } };
    work.lines.push(
      `modprobe ${[...(wanted ? [name, ...words] : ['-r', name])].map(quote).join(' ')} || exit`,
    );
    work.differences.push({
      kind: 'attribute',
      subject: name,
      name: 'state',
      before: wanted ? 'absent' : 'present',
      after: args.state,
    });
  }
  if (args.persistent !== 'disabled') addFiles(work, args, state);
  if (work.lines.length === 0) return { kind: 'same', result };
  return {
    kind: 'change',
    result,
    differences: work.differences,
    apply: { text: work.lines.join('\n'), uses: [put], payload: work.payload },
    conclude: (output): Conclusion => {
      if (output.code === 0) return { kind: 'changed', result };
      const said = failure(output);
      return { kind: 'failed', message: said, result: { ...result, rc: output.code, stderr: said } };
    },
  };
};

const addFiles = (work: Work, args: Args, { loads, settings }: State) => {
  const { name } = args;
  const isLoad = (line: string) => new RegExp(`^ *${name} *(?:[#;].*)?\\n?$`).test(line);
  const settingIn = (line: string) =>
    new RegExp(`^options ${name} (\\w+=\\S+) *(?:[#;].*)?\\n?$`).exec(line)?.[1];
  const wanted = [...new Set(args.params.split(/\s+/).filter(Boolean))];
  const current = new Set(
    settings.flatMap(({ text }) => linesOf(text).flatMap(line => settingIn(line) ?? [])),
  );
  const isListed = loads.some(({ text }) => linesOf(text).some(isLoad));
  const disable = (files: readonly File[], isIt: (line: string) => boolean, except?: string) => {
    for (const { path, text } of files) {
      const lines = linesOf(text);
      if (path === except || !lines.some(isIt)) continue;
      write(work, path, text, lines.map(line => (isIt(line) ? `#${line}` : line)).join(''));
    }
  };
  const isSetting = (line: string) => settingIn(line) !== undefined;
  if (args.persistent === 'absent') {
    if (isListed) disable(loads, isLoad);
    if (current.size > 0) disable(settings, isSetting);
    return;
  }
  const find = (files: readonly File[], path: string) => files.find(file => file.path === path)?.text;
  if (!isListed) {
    const path = `/etc/modules-load.d/${name}.conf`;
    write(work, path, find(loads, path), `${name}\n`);
  }
  if (wanted.length === current.size && wanted.every(each => current.has(each))) return;
  const path = `/etc/modprobe.d/${name}.conf`;
  disable(settings, isSetting, path);
  const text = wanted.map(each => `options ${name} ${each}`).join('\n');
  write(work, path, find(settings, path), `${text}\n`);
};
