import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Output, type Script, shellFunction } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { regexOf } from '../../template/regex.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { Services } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { content } from '../shell/functions.js';
import { commonOptions } from './common.js';
import { type FileQuery, type FileState, fileProbe, planFile, validation } from './content.js';
import { backupOption, validateOption } from './content-options.js';
import { parseFields } from './content-state.js';
import { checkPattern } from './edit.js';
import { type Fragment, joinFragments } from './fragments.js';
import { materialOf } from './material.js';

const fragments = shellFunction(import.meta.url, 'fragments', [content]);

const options = {
  src: { type: 'path', required: true, description: 'The folder with the fragments.' },
  dest: { type: 'path', required: true, description: 'The file that is made of them.' },
  remote_src: {
    type: 'bool',
    default: true,
    description: 'The fragments are on the host. If not, they are looked for on this machine.',
  },
  delimiter: {
    type: 'str',
    description: 'What is put between the fragments. \\n, \\t and other escapes are those of Python.',
  },
  regexp: { type: 'str', description: 'Take only fragments whose names this matches.' },
  ignore_hidden: {
    type: 'bool',
    default: false,
    description: 'Leave out fragments whose names begin with a dot.',
  },
  decrypt: { type: 'bool', default: true, description: 'Decrypt local fragments that are vaulted.' },
  ...backupOption,
  ...validateOption,
  ...commonOptions,
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  readonly query: FileQuery;
  /** The local folder and what is in it; undefined for one on the host. */
  readonly local: { readonly src: string; readonly fragments: readonly Fragment[] } | undefined;
  readonly validate: string | undefined;
}

interface State {
  /** `missing` and `file` say why there are no fragments. */
  readonly source: 'folder' | 'missing' | 'file';
  readonly src: string;
  readonly fragments: readonly Fragment[];
  readonly file: FileState;
}

/** A file made of the files in a folder. */
export const assemble = defineModule<Args, Prepared, State>({
  name: 'assemble',
  collection: 'ansible.builtin',
  description: 'Makes a file of the files in a folder, one behind the other in the order of their names.',
  options,
  prepare: (args, services) => {
    checkPattern('regexp', args.regexp, services);
    return {
      args,
      query: { path: args.dest, follow: 'never', common: args, content: 'always' },
      local: args.remote_src ? undefined : readLocal(args, services),
      validate: validation(args.validate, services),
    };
  },
  probe: ({ args, query, local }): Script => {
    const file = fileProbe(query);
    if (local) return file;
    const { setup, words } = expand([args.src]);
    return {
      text: `${setup}fragments ${words[0]}\n${file.text}`,
      uses: [fragments, ...(file.uses ?? [])],
    };
  },
  parse: (output, prepared) => parse(output, prepared),
  plan: ({ args, validate, local }, { source, src, fragments: all, file }, context) => {
    if (source !== 'folder') {
      const what = source === 'missing' ? 'does not exist' : 'is not a directory';
      return { kind: 'failed', message: `Source (${src}) ${what}`, result: {} };
    }
    const regex = args.regexp === undefined ? undefined : regexOf(args.regexp);
    const taken = all.filter(
      ({ name }) => !(regex && !regex.search(name)) && !(args.ignore_hidden && name.startsWith('.')),
    );
    // Ansible itself puts a line break behind every delimiter if it joins local files.
    const material = materialOf(joinFragments(taken, args.delimiter ?? '', local !== undefined));
    const { path } = file;
    const result = {
      src,
      dest: path,
      checksum: material.sha1,
      md5sum: material.md5,
      ...(!local && { msg: 'OK' }),
    };
    if (file.status?.type === 'link' && file.sha256 === material.sha256) return { kind: 'same', result };
    return planFile({ state: file, material, common: args, backup: args.backup, validate, result }, context);
  },
  returns: {
    src: { type: 'str', description: 'The folder with the fragments.' },
    dest: { type: 'str', description: 'The file.' },
    checksum: { type: 'str', description: 'The SHA-1 of the file.' },
    md5sum: { type: 'str', description: 'The MD5 of the file.' },
    backup_file: { type: 'str', description: 'Where the old file was kept, if it was.' },
  },
  examples: `- name: Make one configuration of many parts
  assemble:
    src: /etc/app/conf.d
    dest: /etc/app/app.conf
    validate: app --check %s
`,
});

const byName = (one: Fragment, other: Fragment): number =>
  Buffer.compare(Buffer.from(one.name), Buffer.from(other.name));

const readLocal = (args: Args, services: Services): Prepared['local'] => {
  const src = services.findFile('files', args.src);
  if (!statSync(src).isDirectory())
    throw mistake(`Source (${src}) is not a directory`, services.locate('src'));
  const found = readdirSync(src)
    .map(name => ({ name, path: join(src, name) }))
    .filter(({ path }) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map(({ name, path }) => ({
      name,
      content: args.decrypt ? services.readFile(path) : readFileSync(path),
    }));
  return { src, fragments: found.sort(byName) };
};

const parse = (output: Output, { query, local }: Prepared): State => {
  const fields = new Fields(output.stdout);
  if (local) return { source: 'folder', ...local, file: parseFields(fields, query) };
  const src = fields.text();
  const kind = fields.text();
  const found: Fragment[] = [];
  for (let name = fields.text(); name !== ''; name = fields.text())
    found.push({ name, content: fields.content() ?? Buffer.alloc(0) });
  const source = kind === 'folder' ? kind : kind === 'file' ? kind : 'missing';
  return { source, src, fragments: found.sort(byName), file: parseFields(fields, query) };
};
