import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { temporaryFolder } from '../rig.js';

/** A database's client that keeps what it is given, and prints what it is told to. */
export interface FakeClient {
  readonly path: string;
  /** What it was started with each time, from the last `clear` on. */
  calls(): readonly string[];
  clear(): void;
  /** sh that it runs: `$SQL` is what it was given on standard input. */
  answer(script: string): void;
}

/**
 * Puts programs of these names in front of the PATH. Each call is kept as its arguments, the option file that it is given by a pipe and its
 * standard input.
 */
export const fakeClient = (t: ExecutionContext, names: readonly string[]): FakeClient => {
  const folder = temporaryFolder(t);
  const log = join(folder, 'log');
  mkdirSync(join(folder, 'bin'));
  const clear = () => writeFileSync(log, '');
  const answer = (script: string) => writeFileSync(join(folder, 'answer'), script);
  clear();
  answer('');
  for (const name of names)
    writeFileSync(
      join(folder, 'bin', name),
      `#!/bin/sh
OPTIONS=
case $1 in --defaults-file=*) OPTIONS=$(cat "\${1#*=}") ;; esac
SQL=$(cat)
printf '%s\\n%s\\n%s\\n%s\\n=====\\n' "${name} $*" "$OPTIONS" "$PGPASSWORD" "$SQL" >>${log}
. ${folder}/answer
`,
      { mode: 0o755 },
    );
  return {
    path: `${join(folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`,
    calls: () => readFileSync(log, 'utf8').split('=====\n').slice(0, -1),
    clear,
    answer,
  };
};
