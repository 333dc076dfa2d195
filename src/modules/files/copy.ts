import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Services } from '../module.js';
import { type FileQuery, type FileState, fileProbe, parseFile, planFile, validation } from './content.js';
import { type CopyArguments, copyOptions, copyReturns } from './copy-options.js';
import { contentText } from './json.js';
import { type Material, materialOf, materialOfFile } from './material.js';
import { modeText } from './status.js';

interface Prepared {
  readonly args: CopyArguments;
  /** The local file; undefined for `content`. */
  readonly source: string | undefined;
  readonly material: Material;
  readonly query: FileQuery;
  readonly validate: string | undefined;
}

export const copy = defineModule<CopyArguments, Prepared, FileState>({
  name: 'copy',
  collection: 'ansible.builtin',
  description: 'Puts a local file, a folder or a text on the host.',
  options: copyOptions,
  constraints: { mutuallyExclusive: [['src', 'content']], requiredOneOf: [['src', 'content']] },
  prepare: async (args, services) => {
    const source = args.src === undefined ? undefined : services.findFile('files', args.src);
    if (source === undefined && args.dest.endsWith('/'))
      throw mistake('content can not be put in a folder: dest must name a file', services.locate('dest'));
    const material =
      source === undefined
        ? materialOf(contentText(args.content ?? null))
        : await materialOfFile(source, args.decrypt, services);
    if (args.checksum !== undefined && args.checksum !== material.sha1)
      throw mistake(
        `src has the checksum ${material.sha1}, not ${args.checksum}`,
        services.locate('checksum'),
      );
    const query: FileQuery = {
      path: args.dest,
      ...(source !== undefined && { name: basename(source) }),
      follow: args.follow ? 'existing' : 'never',
      common: { ...args, mode: localMode(args, source, services) },
      content: { unless: material.sha256 },
    };
    return { args, source, material, query, validate: validation(args.validate, services) };
  },
  probe: ({ query }, { diff }) => fileProbe(diff ? query : { ...query, content: 'never' }),
  parse: (output, { query }) => parseFile(output, query),
  plan: ({ args, source, material, query, validate }, state, context) => {
    const result = { dest: state.path, path: state.path, src: source };
    if (state.status?.type === 'directory' && source === undefined)
      return { kind: 'failed', message: `content can not be put in a folder: ${state.path}`, result };
    if (state.status !== undefined && state.status.type !== 'directory' && !args.force)
      return { kind: 'same', result };
    return planFile(
      {
        state,
        material,
        common: query.common,
        backup: args.backup,
        validate,
        ...(args.dest.endsWith('/') && { folders: { mode: args.directory_mode ?? '', owned: true } }),
        result: { ...result, checksum: material.sha1, md5sum: material.md5 },
      },
      context,
    );
  },
  returns: copyReturns,
  examples: `- name: Put a file in place
  copy:
    src: app.conf
    dest: /etc/app.conf
    owner: root
    group: root
    mode: '0644'

- name: Put a text in place
  copy:
    content: "# managed\\n"
    dest: /etc/motd
`,
});

const localMode = (
  args: CopyArguments,
  source: string | undefined,
  services: Services,
): string | undefined => {
  if (args.mode !== 'preserve') return args.mode;
  if (source === undefined) throw mistake('mode: preserve needs src', services.locate('mode'));
  return modeText(statSync(source).mode & 0o7777);
};
