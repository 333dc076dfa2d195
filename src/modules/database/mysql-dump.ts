import { quote } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import type { MysqlDbArguments } from './mysql-db-options.js';

/** sh that does something, and what is told of it. */
interface Command {
  readonly text: string;
  readonly shown: string;
}

const COMPRESSORS: Readonly<Record<string, string>> = { '.gz': 'gzip', '.bz2': 'bzip2', '.xz': 'xz' };

const compressorOf = (target: string): string | undefined =>
  COMPRESSORS[/\.(?:gz|bz2|xz)$/.exec(target)?.[0] ?? ''];

/** A dump into the target. It is the whole dump, or the file stays as it is. */
export const dumpCommand = (args: MysqlDbArguments, names: readonly string[], isAll: boolean): Command => {
  const target = args.target!;
  const words = [
    ...(args.force ? ['--force'] : []),
    ...(isAll ? ['--all-databases'] : names.length > 1 ? ['--databases', ...names] : names),
    ...(args.skip_lock_tables ? ['--skip-lock-tables'] : []),
    ...(args.encoding === '' ? [] : [`--default-character-set=${args.encoding}`]),
    ...(args.single_transaction ? ['--single-transaction=true'] : []),
    ...(args.quick ? ['--quick'] : []),
    ...args.ignore_tables.map(table => `--ignore-table=${table}`),
    ...(args.hex_blob ? ['--hex-blob'] : []),
    ...(args.master_data === 0 ? [] : [`--master-data=${args.master_data}`]),
  ].map(quote);
  // What is added is for the shell, as with Ansible.
  const line = [...words, ...(args.dump_extra_args === undefined ? [] : [args.dump_extra_args])].join(' ');
  const compressor = compressorOf(target);
  const { setup, words: places } = expand([target]);
  return {
    text: `mysql_programs mysqldump mariadb-dump || exit
dump() { mysql_client ${line} </dev/null; }
produce() { ${compressor === undefined ? 'dump' : `{ code=$({ { dump; echo "$?" >&5; } | ${compressor} >&6; } 5>&1); } 6>&1; return "$code"`}; }
${setup}put ${places[0]} '' any '' 00644 '' '' ''
`,
    shown: `mysqldump ${line}${compressor === undefined ? '' : ` | ${compressor}`} > ${quote(target)}`,
  };
};

/** An import from the target. */
export const importCommand = (args: MysqlDbArguments, names: readonly string[], isAll: boolean): Command => {
  const target = args.target!;
  const line = [
    ...(args.force ? ['-f'] : []),
    ...(args.encoding === '' ? [] : [`--default-character-set=${args.encoding}`]),
    ...(isAll ? [] : ['--one-database', ...names]),
  ]
    .map(quote)
    .join(' ');
  const compressor = compressorOf(target);
  const { setup, words } = expand([target]);
  return {
    text:
      compressor === undefined
        ? `${setup}mysql_client ${line} <${words[0]}\n`
        : `${setup}{ code=$({ { ${compressor} -dc -- ${words[0]}; echo "$?" >&5; } | mysql_client ${line} >&6 || echo "$?" >&5; } 5>&1); } 6>&1
for each in $code; do [ "$each" -eq 0 ] || exit "$each"; done
`,
    shown:
      compressor === undefined
        ? `mysql ${line} < ${quote(target)}`
        : `${compressor} -dc ${quote(target)} | mysql ${line}`,
  };
};
