import { quote } from '../../agent/protocol.js';
import { expand } from '../commands/words.js';
import type { PostgresqlDbArguments } from './postgresql-db-options.js';

/** sh that does something, and what is told of it. */
interface Command {
  readonly text: string;
  readonly shown: string;
}

const FORMATS: Readonly<Record<string, string>> = { tar: 't', pgc: 'c', dir: 'd' };
const COMPRESSORS: Readonly<Record<string, string>> = { gz: 'gzip', bz2: 'bzip2', xz: 'xz' };

const endingOf = (target: string): string => /\.(\w+)$/.exec(target)?.[1] ?? '';

const targetOf = ({ target, db }: PostgresqlDbArguments): string => (target === '' ? `./${db}.sql` : target);

/** A dump into the target. But for a folder it is the whole dump, or what is there stays. */
export const dumpScript = (args: PostgresqlDbArguments): Command => {
  const target = targetOf(args);
  const ending = endingOf(target);
  const { setup, words } = expand([target]);
  const format = FORMATS[ending] === undefined ? '' : ` --format=${FORMATS[ending]}`;
  // What is added is for the shell, as with Ansible.
  const more = [args.dump_extra_args ?? '', args.target_opts].filter(Boolean).join(' ');
  const line = `pg_dump ${quote(args.db)}${format}${more === '' ? '' : ` ${more}`}`;
  if (ending === 'dir')
    return { text: `${setup}${line} -f ${words[0]}\n`, shown: `${line} -f ${quote(target)}` };
  const compressor = COMPRESSORS[ending];
  const produce =
    compressor === undefined
      ? line
      : `{ code=$({ { ${line}; echo "$?" >&5; } | ${compressor} >&6; } 5>&1); } 6>&1; return "$code"`;
  return {
    text: `${setup}produce() { ${produce}; }\nput ${words[0]} '' any '' 00644 '' '' ''\n`,
    shown: `${line}${compressor === undefined ? '' : ` | ${compressor}`} > ${quote(target)}`,
  };
};

/** What a dump holds, into the database. */
export const restoreScript = (args: PostgresqlDbArguments): Command => {
  const target = targetOf(args);
  const ending = endingOf(target);
  const { setup, words } = expand([target]);
  const more = args.target_opts === '' ? '' : ` ${args.target_opts}`;
  const format = FORMATS[ending] === undefined ? '' : ` --format=${FORMATS[ending]}`;
  const program = format === '' ? 'psql' : 'pg_restore';
  const line = `${program} --dbname=${quote(args.db)}${format}${more}`;
  const compressor = COMPRESSORS[ending];
  if (ending === 'dir') return { text: `${setup}${line} ${words[0]}\n`, shown: `${line} ${quote(target)}` };
  if (compressor === undefined)
    return { text: `${setup}${line} <${words[0]}\n`, shown: `${line} < ${quote(target)}` };
  return {
    text: `${setup}{ code=$({ { ${compressor} -dc -- ${words[0]}; echo "$?" >&5; } | ${line} >&6 || echo "$?" >&5; } 5>&1); } 6>&1
for each in $code; do [ "$each" -eq 0 ] || exit "$each"; done
`,
    shown: `${compressor} -dc ${quote(target)} | ${line}`,
  };
};
