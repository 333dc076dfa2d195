import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, outputOf, run } from '../e2e/rig/command.js';
import type { Host } from '../e2e/rig/host.js';
import { keyFile, knownHostsFile } from '../e2e/rig/lab.js';
import { program } from '../e2e/rig/repository.js';
import type { Case, Program, Run } from './case.js';
import { Warm } from './warm.js';

/** One of the two that play a case. */
export interface Contestant {
  readonly name: 'ansible' | 'trueup';
  command(program: Program): readonly string[];
  /** Settings that make it quick, or comparable; none changes what a playbook means. */
  readonly environment: Readonly<Record<string, string>>;
}

export const ansible: Contestant = {
  name: 'ansible',
  command: program => [`ansible-${program}`],
  environment: {
    ANSIBLE_PIPELINING: 'true',
    ANSIBLE_SSH_ARGS: '-o ControlMaster=auto -o ControlPersist=30s',
    ANSIBLE_NOCOWS: 'true',
    ANSIBLE_DEPRECATION_WARNINGS: 'false',
  },
};

const VERBS: Readonly<Record<Program, string>> = { playbook: 'apply', inventory: 'hosts', vault: 'vault' };

export const trueup: Contestant = {
  name: 'trueup',
  command: verb => [process.execPath, program, VERBS[verb]],
  environment: {},
};

/** Where everybody's cases are run, and everybody's home. */
const base = mkdtempSync(join(tmpdir(), 'trueup-differential-'));
const home = join(base, 'home');
mkdirSync(home);
process.on('exit', () => rmSync(base, { recursive: true, force: true }));

/** On a host of the lab: where cases write to. */
const LAB_OUT = '/srv/case';
const LIMIT = 120; // seconds

/** The environment of all programs. */
const PLAIN = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', USER: 'root', LOGNAME: 'root' };

/** What came of a case for one contestant. */
export interface Played {
  readonly outcomes: readonly Outcome[];
  /** The files that it left, and what the case looked at. */
  readonly files: string;
  readonly look: string;
}

/** Plays a case: in the same folder for both, so that paths don't differ. */
export const playCase = async (it: Case, contestant: Contestant, host?: Host): Promise<Played> => {
  const folder = join(base, it.name.replaceAll('/', '-'));
  const out = host === undefined ? join(folder, 'out') : LAB_OUT;
  mkdirSync(join(folder, 'out'), { recursive: true });
  it.unpack(folder);
  writeFileSync(join(folder, 'usual.yml'), inventory(out, host));
  if (host !== undefined) await host.output(`rm -rf ${out} && install -d -m 1777 ${out}`);
  try {
    const outcomes: Outcome[] = [];
    for (const call of it.runs) outcomes.push(await playRun(it, call, contestant, folder));
    const onHost = (script: string): Promise<string> =>
      host === undefined
        ? outputOf('sh', ['-s'], { cwd: folder, input: script })
        : host.output('sh -s', { input: script });
    return {
      outcomes,
      files: await onHost(listing(out)),
      look: it.look === undefined ? '' : await onHost(`exec 2>&1\n${it.look}\n:`),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const playRun = (it: Case, call: Run, contestant: Contestant, folder: string): Promise<Outcome> => {
  const isPlaybook = call.program === 'playbook';
  const inventories = it.inventory ?? ['usual.yml'];
  const args = [
    ...contestant.command(call.program),
    ...(isPlaybook ? [it.playbook] : []),
    ...(call.program === 'vault' ? [] : inventories.flatMap(source => ['-i', source])),
    ...(isPlaybook && it.verbosity > 0 ? [`-${'v'.repeat(it.verbosity)}`] : []),
    ...call.args,
  ];
  const env = {
    ...PLAIN,
    // What a run leaves on this machine for the next is the case's own.
    XDG_STATE_HOME: `${folder}.state`,
    ...contestant.environment,
    ...it.environment,
  };
  const { input = '' } = call;
  if (contestant === ansible && isPlain(it, folder)) {
    const [command = '', ...rest] = args;
    return warm().run({ program: command, args: rest, cwd: folder, env, input, limit: LIMIT });
  }
  return run('timeout', ['--kill-after=5', String(LIMIT), ...args], { cwd: folder, env, input });
};

/** Whether a case has no settings of its own, so that Ansible may have been imported before. */
const isPlain = (it: Case, folder: string): boolean =>
  Object.keys(it.environment).length === 0 && !existsSync(join(folder, 'ansible.cfg'));

let running: Warm | undefined;

/** No case is played any more. */
export const endContestants = (): void => running?.close();

const warm = (): Warm => {
  running ??= new Warm(mkdtempSync(join(base, 'warm-')), { ...PLAIN, ...ansible.environment });
  return running;
};

/** The usual inventory, which is JSON as all JSON is YAML: three hosts that are this machine, or one of the lab. */
const inventory = (out: string, host?: Host): string => {
  const vars = { out, ansible_python_interpreter: '/usr/bin/python3' };
  if (host === undefined)
    return JSON.stringify({
      all: { hosts: { a: {}, b: {}, c: {} }, vars: { ...vars, ansible_connection: 'local' } },
    });
  const login = {
    ansible_host: host.address,
    ansible_user: 'deploy',
    ansible_ssh_private_key_file: keyFile,
    ansible_ssh_common_args: `-o UserKnownHostsFile=${knownHostsFile} -F none`,
  };
  return JSON.stringify({ all: { hosts: { target: login }, vars } });
};

/** Tells of each file what it is, its mode, its owner and what it holds. */
const listing = (folder: string): string => `
LC_ALL=C
export LC_ALL
cd '${folder}' || exit
find . -mindepth 1 | sort | while IFS= read -r file; do
  stat -c '%N %F %a %U:%G' "$file"
  if [ -f "$file" ] && ! [ -L "$file" ]; then sed 's/^/    /' "$file"; echo; fi
done
`;
