import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type Output,
  type Payload,
  quote,
  type Script,
  type ShellFunction,
} from '../../src/agent/protocol.js';
import {
  type Conclusion,
  type Context,
  type Difference,
  type Documented,
  type HostModule,
  type Plan,
  type Result,
  type Services,
  STALE,
} from '../../src/modules/module.js';
import type { Arguments } from '../../src/modules/options.js';
import { mistake } from '../../src/source/diagnostic.js';
import { Secrets } from '../../src/value/secrets.js';

/** The shells that every script must run under. `busybox` has busybox's own tools as well, and no others. */
export const SHELLS = ['dash', 'bash', 'busybox'] as const;

export type Shell = (typeof SHELLS)[number];

/** Where and as whom the rig runs a script. */
export interface Surroundings {
  /** dash if absent. */
  readonly shell?: Shell;
  /** The account's home, where a script starts; an empty folder if absent. */
  readonly home?: string;
  /** Run with this number as user and group id, and no other groups, instead of as root. */
  readonly id?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where programs are looked for, in place of the usual folders. */
  readonly path?: string;
}

/** A folder that is removed when the test is over. */
export const temporaryFolder = (t: { teardown(clean: () => void): void }): string => {
  const folder = mkdtempSync(join(tmpdir(), 'trueup-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Runs a script for real on this machine as an agent would: its functions and `take` defined, its payload on stdin. */
export const run = async (script: Script, surroundings: Surroundings = {}): Promise<Output> => {
  const folder = mkdtempSync(join(tmpdir(), 'trueup-rig-'));
  try {
    chmodSync(folder, 0o755);
    const { shell = 'dash', home = folder, id, environment } = surroundings;
    const file = join(folder, 'script.sh');
    writeFileSync(
      file,
      `${[...definitions(script.uses)].join('\n')}\n${ENTER} ${quote(home)}\n${script.text}\n`,
    );
    const identity = id === undefined ? [] : ['setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups'];
    const interpreter = shell === 'busybox' ? [join(busyboxTools(), 'sh')] : [shell];
    const PATH =
      surroundings.path ?? (shell === 'busybox' ? busyboxTools() : '/usr/sbin:/usr/bin:/sbin:/bin');
    const [program, ...args] = [...identity, 'env', `PATH=${PATH}`, ...interpreter, file];
    return await finish(
      spawn(program!, args, { env: { PATH: process.env.PATH, HOME: home, ...environment }, cwd: '/' }),
      script.payload ?? [],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const ENTER = `take() { dd bs=65536 iflag=fullblock,count_bytes count="$1" 2>/dev/null; }\numask 022\ncd`;

/** Every function once, those that are called before their callers. */
const definitions = (functions: readonly ShellFunction[] = [], seen = new Set<string>()): Set<string> => {
  for (const used of functions) {
    definitions(used.uses, seen);
    seen.add(used.text);
  }
  return seen;
};

let busyboxFolder: string | undefined;

const busyboxTools = (): string => {
  if (busyboxFolder === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'trueup-busybox-'));
    chmodSync(folder, 0o755);
    execFileSync('busybox', ['--install', '-s', folder]);
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    busyboxFolder = folder;
  }
  return busyboxFolder;
};

const finish = async (child: ReturnType<typeof spawn>, payload: readonly Payload[]): Promise<Output> => {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout!.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr!.on('data', (chunk: Buffer) => stderr.push(chunk));
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal === 'SIGTERM' ? 15 : 9)));
  });
  // A script need not read all of its payload: the pipe then breaks, which is no failure of the test.
  const fed = pipeline(Readable.from(pieces(payload)), child.stdin!).catch(() => undefined);
  const code = await ended;
  await fed;
  return { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), code };
};

async function* pieces(payload: readonly Payload[]): AsyncGenerator<Buffer> {
  for (const piece of payload) {
    if (Buffer.isBuffer(piece)) yield piece;
    else if (typeof piece === 'string') yield Buffer.from(piece);
    else for await (const chunk of createReadStream(piece.file)) yield chunk as Buffer;
  }
}

/** Services that find local files in one folder, and render a template by putting a few words in (`{{ name }}`). */
export const localServices = (folder: string, words: Readonly<Record<string, string>> = {}): Services => ({
  findFile: (kind, name) => {
    const places = [join(folder, kind, name), join(folder, name), name];
    const found = places.find(place => place.startsWith('/') && existsSync(place));
    if (found === undefined) throw mistake(`could not find ${name}`);
    return found;
  },
  readFile: path => readFileSync(path),
  renderTemplate: ({ path }) =>
    readFileSync(path, 'utf8').replace(/\{\{ (\w+) \}\}/g, (_, word) => words[word] ?? ''),
  locate: () => undefined,
  destination: name => resolve(folder, name),
  host: 'host1',
  jobs: { folder: () => '~/.ansible_async', conclude: () => undefined },
  secrets: new Secrets(),
});

/** What a task came to, as the run would tell it. */
export interface Outcome {
  readonly kind: Plan['kind'] | Conclusion['kind'];
  readonly result: Result;
  readonly message: string;
  readonly differences: readonly Difference[];
  /** What the probe and the apply printed. */
  readonly probed: Output | undefined;
  readonly applied: Output | undefined;
}

/** How a task is carried out by the rig. */
export interface Circumstances extends Surroundings {
  readonly services?: Services;
  /** Plan only. */
  readonly checkMode?: boolean;
  /** Done between the probe and the apply. */
  readonly meanwhile?: (() => void) | undefined;
}

/** Arguments with the defaults of the module's options put in, unchecked otherwise. */
export const withDefaults = (module: Documented, args: Arguments): Arguments => {
  const entries = Object.entries(module.options).map(([name, option]) => [
    name,
    args[name] ?? option.default,
  ]);
  const unknown = Object.keys(args).filter(name => !(name in module.options));
  if (module.acceptsAny) return { ...args, ...Object.fromEntries(entries) };
  if (unknown.length > 0) throw new Error(`${module.name} has no option ${unknown.join(', ')}`);
  return Object.fromEntries(entries);
};

/** Carries out one task on this machine: probe, plan and apply, without check mode's apply. */
export const perform = async (
  module: HostModule,
  args: Arguments,
  circumstances: Circumstances = {},
): Promise<Outcome> => {
  const { checkMode = false, services = localServices('/nonexistent') } = circumstances;
  const context: Context = { checkMode, diff: true };
  const steps = await module.begin(withDefaults(module, args), services, context);
  const probed = steps.probe && (await run(steps.probe, circumstances));
  const plan = steps.plan(probed ?? { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), code: 0 });
  const differences = plan.kind === 'change' ? plan.differences : [];
  const planned = { message: '', differences, probed, applied: undefined };
  if (plan.kind === 'same' || plan.kind === 'skipped')
    return { ...planned, kind: plan.kind, result: plan.result };
  if (plan.kind === 'failed')
    return { ...planned, kind: 'failed', result: plan.result ?? {}, message: plan.message };
  if (checkMode) return { ...planned, kind: plan.kind, result: plan.kind === 'change' ? plan.result : {} };
  circumstances.meanwhile?.();
  const applied = await run(plan.apply, circumstances);
  const receiver = plan.kind === 'action' ? plan.receiver : undefined;
  receiver?.take(applied.stdout);
  const conclusion = plan.conclude?.(applied) ?? concludeByCode(plan, applied);
  receiver?.close();
  return {
    ...planned,
    applied,
    kind: conclusion.kind,
    result: ('result' in conclusion && conclusion.result) || {},
    message: conclusion.kind === 'failed' ? conclusion.message : '',
  };
};

const concludeByCode = (plan: Plan, output: Output): Conclusion => {
  if (output.code === STALE) return { kind: 'stale' };
  if (output.code !== 0) return { kind: 'failed', message: output.stderr.toString().trim() };
  return { kind: 'changed', result: plan.kind === 'change' ? plan.result : {} };
};

/**
 * Carries out a task in check mode, then for real, then again, and says what each time came to: a converging module has
 * `changed` (or `same`) first and `same` ever after.
 */
export const converge = async (
  module: HostModule,
  args: Arguments,
  circumstances: Circumstances = {},
): Promise<{ check: Outcome; first: Outcome; second: Outcome }> => {
  const check = await perform(module, args, { ...circumstances, checkMode: true });
  const first = await perform(module, args, circumstances);
  const second = await perform(module, args, { ...circumstances, meanwhile: undefined });
  return { check, first, second };
};
