import { basename } from 'node:path';
import { type Output, quote } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { Conclusion, Plan, Result } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { Fields } from '../shell/fields.js';
import { obstacle } from '../shell/functions.js';
import { failure } from './content.js';
import { isLocalFolder, LocalCopy, localSums, pathBelow } from './local-copy.js';

const options = {
  src: { type: 'str', required: true, description: 'The file on the host.' },
  dest: {
    type: 'str',
    required: true,
    description: 'The local folder that a folder for each host is put in, with the whole path of src within.',
  },
  flat: {
    type: 'bool',
    default: false,
    description: 'dest is the file itself; or with a slash at its end, the folder that the file is put in.',
  },
  fail_on_missing: {
    type: 'bool',
    default: true,
    description: 'Whether it is a failure if there is no such file.',
  },
  validate_checksum: {
    type: 'bool',
    default: true,
    description: 'Whether the copy must have the checksum that the file had before.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

interface Prepared {
  readonly args: Args;
  /** The host's name in the inventory. */
  readonly host: string;
  /** What dest means on the runner. */
  readonly dest: string;
}

/** The file on the host. */
interface Source {
  readonly path: string;
  readonly obstacle: string;
  readonly found: 'missing' | 'directory' | 'unreadable' | 'file';
  readonly sha1: string;
}

export const fetch = defineModule<Args, Prepared, Source>({
  name: 'fetch',
  collection: 'ansible.builtin',
  description: 'Copies a file from the host to this machine.',
  options,
  prepare: (args, services) => ({ args, host: services.host, dest: services.destination(args.dest) }),
  probe: ({ args }) => {
    const { setup, words } = expand([args.src]);
    return {
      text: `${setup}src=${words[0]}
printf '%s\\0' "$src"; obstacle "$src"
if [ ! -e "$src" ]; then printf 'missing\\0\\0'
elif [ -d "$src" ]; then printf 'directory\\0\\0'
elif [ ! -r "$src" ]; then printf 'unreadable\\0\\0'
else sum=$(sha1sum <"$src"); printf 'file\\0%s\\0' "\${sum%% *}"; fi`,
      uses: [obstacle],
    };
  },
  parse: output => {
    const fields = new Fields(output.stdout);
    const [path, above, found, sha1] = [fields.text(), fields.text(), fields.text(), fields.text()];
    return { path, obstacle: above, found: found as Source['found'], sha1 };
  },
  plan: (prepared, source, { checkMode }): Plan => {
    if (checkMode)
      return { kind: 'skipped', result: { msg: 'check mode not (yet) supported for this module' } };
    const missing = withoutFile(prepared.args, source);
    if (missing) return missing;
    const dest = destination(prepared, source.path);
    if (typeof dest !== 'string') return { kind: 'failed', message: dest.problem };
    // What is there is looked at when it is compared: a task before this one may have changed it.
    const sums = localSums(dest);
    if (sums?.sha1 === source.sha1) {
      const result = { md5sum: sums.md5, file: source.path, dest, checksum: sums.sha1 };
      return { kind: 'same', result };
    }
    const receiver = new LocalCopy(dest);
    return {
      kind: 'action',
      apply: { text: `cat <${quote(source.path)}` },
      receiver,
      conclude: output => conclude(prepared.args, source, dest, receiver, output),
    };
  },
  returns: {
    dest: { type: 'str', description: 'The local file.' },
    file: { type: 'str', description: "The host's file, where nothing had to be copied." },
    checksum: { type: 'str', description: 'The SHA-1 of the local file.' },
    md5sum: { type: 'str', description: 'Its MD5.' },
    remote_checksum: { type: 'str', description: "The SHA-1 of the host's file, where it was copied." },
  },
  examples: `- name: Keep the key where the backup finds it
  fetch:
    src: /etc/app/key.pub
    dest: keys/
    flat: true

- name: The logs of all hosts, in a folder for each
  fetch:
    src: /var/log/app.log
    dest: logs
    fail_on_missing: false
`,
});

/** What is to be said where there is no file to be copied. */
const withoutFile = (
  { fail_on_missing: fails }: Args,
  { path, obstacle: above, found }: Source,
): Plan | undefined => {
  const passed = (result: Result): Plan => ({ kind: 'same', result });
  if (above !== '') {
    const message = `Failed to get information on remote file (${path}): ${above}`;
    const result = { file: path };
    return fails ? { kind: 'failed', message, result } : passed({ ...result, msg: `${message}, ignored` });
  }
  if (found === 'missing') {
    const message = 'the remote file does not exist, not transferring, ignored';
    return fails ? { kind: 'failed', message } : passed({ file: path, msg: message });
  }
  if (found === 'directory') {
    const message = 'remote file is a directory, fetch cannot work on directories';
    return fails ? { kind: 'failed', message } : passed({ msg: `${message}, not transferring, ignored` });
  }
  if (found !== 'unreadable') return undefined;
  return fails ? { kind: 'failed', message: `file is not readable: ${path}` } : passed({ file: path });
};

/**
 * Where the file goes on the runner. What `~` and variables in src stand for is the host's word: whatever it says, the file stays in the folder
 * that the user has named.
 */
const destination = (
  { args, host, dest }: Prepared,
  source: string,
): string | { readonly problem: string } => {
  if (args.flat && !args.dest.endsWith('/'))
    return isLocalFolder(dest)
      ? {
          problem:
            'dest is an existing directory, use a trailing slash if you want to fetch src into that directory',
        }
      : dest;
  const path = args.flat ? pathBelow(dest, basename(source)) : pathBelow(dest, host, source);
  return (
    path ?? {
      problem: `Detected directory traversal, expected to be contained in '${args.dest}' but got '${source}'`,
    }
  );
};

const conclude = (
  { validate_checksum: validates }: Args,
  source: Source,
  dest: string,
  receiver: LocalCopy,
  output: Output,
): Conclusion => {
  if (output.code !== 0) return { kind: 'failed', message: failure(output), result: { file: source.path } };
  const sums = receiver.finish(({ sha1 }) => !validates || sha1 === source.sha1);
  if (typeof sums === 'string')
    return { kind: 'failed', message: `Failed to fetch the file: ${dest}: ${sums}` };
  const result = {
    md5sum: sums.md5,
    dest,
    remote_md5sum: null,
    checksum: sums.sha1,
    remote_checksum: source.sha1,
  };
  if (!validates || sums.sha1 === source.sha1) return { kind: 'changed', result };
  return { kind: 'failed', message: 'checksum mismatch', result: { ...result, file: source.path } };
};
