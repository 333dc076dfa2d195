import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { load } from 'js-yaml';
import { repositoryRoot } from '../e2e/rig/repository.js';

/** Where cases lie: each in a YAML file or a folder of its own, below a folder of its area. */
export const casesFolder: string = join(repositoryRoot, 'test', 'differential', 'cases');

/** Which of Ansible's programs a run calls; trueup has a verb for each. */
export type Program = 'playbook' | 'inventory' | 'vault';

/** One call of the programs. */
export interface Run {
  readonly program: Program;
  readonly args: readonly string[];
  /** What it reads on standard input. */
  readonly input?: string;
}

/** A difference that is kept on purpose. */
export interface Difference {
  /** A regular expression; what it matches is not compared. */
  readonly text: string;
  readonly because: string;
}

/** What one case asks of both programs. */
export interface Case {
  readonly name: string;
  readonly on: 'local' | 'lab';
  readonly runs: readonly Run[];
  /** The playbook that is run, and inventories in place of the usual one. */
  readonly playbook: string;
  readonly inventory?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly verbosity: number;
  /** With `free`, outcomes are compared without their order. */
  readonly order: 'linear' | 'free';
  readonly differs: readonly Difference[];
  /** A shell script that is run on the host in the end; what it prints is compared. */
  readonly look?: string;
  /** The host of the lab can't be used by others afterwards. */
  readonly resets: boolean;
  /** Puts the case's files into a folder. */
  readonly unpack: (folder: string) => void;
}

const KEYS: ReadonlySet<string> = new Set([
  ...['on', 'args', 'runs', 'program', 'input', 'playbook', 'inventory', 'environment', 'verbosity', 'order'],
  ...['differs', 'look', 'resets', 'files'],
]);

/** The names of all cases: their paths, without `.yml`. */
export const caseNames = (): readonly string[] => namesBelow(casesFolder).sort();

const namesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    const name = relative(casesFolder, path);
    if (!entry.isDirectory()) return entry.name.endsWith('.yml') ? [name.slice(0, -'.yml'.length)] : [];
    return existsSync(join(path, 'case.yml')) || existsSync(join(path, 'site.yml'))
      ? [name]
      : namesBelow(path);
  });

/** Reads a case. */
export const caseOf = (name: string): Case => {
  const path = join(casesFolder, name);
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  if (isFolder) {
    const settings = join(path, 'case.yml');
    const unpack = (folder: string): void =>
      cpSync(path, folder, { recursive: true, filter: source => source !== settings });
    return settled(name, existsSync(settings) ? readFileSync(settings, 'utf8') : '{}', unpack);
  }
  const text = readFileSync(`${path}.yml`, 'utf8');
  if (!isPlaybook(text)) return settled(name, text);
  return settled(name, '{}', folder => writeFileSync(join(folder, 'site.yml'), text));
};

/** The first line that is more than a comment tells a list, a playbook, from a case with settings. */
const isPlaybook = (text: string): boolean => /^(?:(?:#.*|---.*|\s*)\n)*- /.test(text);

const settled = (name: string, text: string, unpack?: Case['unpack']): Case => {
  const settings = load(text) as Record<string, unknown>;
  const unknown = Object.keys(settings).find(key => !KEYS.has(key));
  if (unknown !== undefined) throw new Error(`${name}: no case has the key ${unknown}`);
  const program = (settings.program ?? 'playbook') as Program;
  const runs = (settings.runs ?? [settings.args ?? []]) as readonly unknown[];
  return {
    name,
    on: (settings.on ?? 'local') as Case['on'],
    runs: runs.map(run => runOf(run, { program, input: settings.input as string | undefined })),
    playbook: (settings.playbook ?? 'site.yml') as string,
    ...(settings.inventory !== undefined && { inventory: wordsOf(settings.inventory) }),
    environment: (settings.environment ?? {}) as Record<string, string>,
    verbosity: (settings.verbosity ?? 1) as number,
    order: (settings.order ?? 'linear') as Case['order'],
    differs: (settings.differs ?? []) as readonly Difference[],
    ...(settings.look !== undefined && { look: settings.look as string }),
    resets: (settings.resets ?? false) as boolean,
    unpack: unpack ?? (folder => writeFiles(folder, (settings.files ?? {}) as Record<string, string>)),
  };
};

const runOf = (
  run: unknown,
  usual: { readonly program: Program; readonly input?: string | undefined },
): Run => {
  const own = typeof run === 'object' && run !== null && !Array.isArray(run);
  const given = (own ? run : { args: run }) as { program?: Program; args?: unknown; input?: string };
  const input = given.input ?? usual.input;
  return {
    program: given.program ?? usual.program,
    args: wordsOf(given.args ?? []),
    ...(input !== undefined && { input }),
  };
};

/** Words: a list of them, or a text that blanks divide. */
const wordsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : String(value).split(/\s+/).filter(Boolean);

const writeFiles = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: content.startsWith('#!') ? 0o755 : 0o644 });
  }
};
