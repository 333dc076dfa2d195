import { splitWords } from '../commands/words.js';
import type { ContainerArguments } from './container-options.js';
import { listAt } from './inspect.js';
import { flagged, type Setting, value } from './setting.js';

/** The words of `command`; undefined where it isn't given, or its quoting is broken. */
const commandWords = (args: ContainerArguments): readonly string[] | undefined => {
  const { command } = args;
  if (command === undefined || command === null) return undefined;
  if (Array.isArray(command)) return command.map(String);
  const split = splitWords(String(command));
  return 'words' in split ? split.words : undefined;
};

/** What is wrong with `command`, if anything. */
export const commandProblem = (args: ContainerArguments): string | undefined => {
  const { command } = args;
  if (command instanceof Map) return 'must be a string or a list';
  if (command === undefined || command === null || Array.isArray(command)) return undefined;
  const split = splitWords(String(command));
  return 'problem' in split ? split.problem : undefined;
};

/**
 * Docker's client takes one word as entry point, so the others stand before the command. Where both are made of several words,
 * all that counts is what they are together.
 */
const entrypoint: Setting = {
  option: 'entrypoint',
  kind: 'list',
  desired: args => args.entrypoint && [...args.entrypoint, ...(commandWords(args) ?? [])],
  actual: (container, args) => {
    const all = [...listAt(container, 'Config', 'Entrypoint'), ...listAt(container, 'Config', 'Cmd')];
    return commandWords(args) === undefined && (args.entrypoint?.length ?? 0) > 0
      ? all.slice(0, args.entrypoint?.length)
      : all;
  },
  flags: (_, args) => [flagged('entrypoint', args.entrypoint?.[0] ?? '')],
};

const command: Setting = {
  option: 'command',
  kind: 'list',
  desired: args => (args.entrypoint === undefined ? commandWords(args) : undefined),
  actual: container => listAt(container, 'Config', 'Cmd'),
  // It follows the image: see `commandLine`.
  flags: () => [],
};

/** What stands after the image on the command line of `docker create`. */
export const commandLine = (args: ContainerArguments): readonly string[] => [
  ...(args.entrypoint?.slice(1) ?? []),
  ...(commandWords(args) ?? []),
];

/** What a container runs, and as whom. */
export const process: readonly Setting[] = [
  entrypoint,
  command,
  value('user', 'user', ['Config', 'User']),
  value('working_dir', 'workdir', ['Config', 'WorkingDir']),
];
