import { readFileSync } from 'node:fs';
import { type Output, quote, type Script } from '../agent/protocol.js';
import { defineModule } from '../modules/define.js';
import { jsonText } from '../modules/files/json.js';
import type { Conclusion, Context, HostModule, Plan, Result } from '../modules/module.js';
import type { Arguments } from '../modules/options.js';
import { mistake } from '../source/diagnostic.js';
import { toText } from '../template/index.js';
import type { Value } from '../value/value.js';
import { wholeFile } from './import.js';

/** How a program that is a module takes its arguments: as Ansible tells it from the program's text. */
type Style = 'pairs' | 'json';

interface Program {
  readonly content: Buffer;
  readonly style: Style;
  /** What runs it: the words of its first line; none for a binary, which the host runs itself. */
  readonly interpreter: readonly string[];
  /** Its text asks for `_ansible_check_mode`: it knows what check mode is. */
  readonly checks: boolean;
}

/** Reads a module's program. Throws a DiagnosticError for one that does not say what runs it. */
export const readProgram = (path: string): Program => {
  const content = readFileSync(path);
  if (content.includes(0)) return { content, style: 'json', interpreter: [], checks: false };
  const text = content.toString('latin1');
  const line = /^#!(.*)/.exec(text)?.[1]?.trim() ?? '';
  if (line === '')
    throw mistake(
      'the first line of this module does not say what runs it',
      wholeFile(path),
      'begin with "#!/bin/sh" or the like',
    );
  const interpreter = line.split(/\s+/);
  const style = text.includes('WANT_JSON') ? 'json' : 'pairs';
  return { content, style, interpreter, checks: text.includes('_ansible_check_mode') };
};

/**
 * A module that is a program of the user's own, with the arguments in a file that it is given the name of, and an answer in JSON. On the
 * host neither of them has a name: both are open files that were removed before the program starts.
 */
export const programModule = (name: string, path: string): HostModule => {
  const program = readProgram(path);
  return defineModule<Arguments, Arguments, Output>({
    name,
    collection: 'ansible.legacy',
    description: `The program ${path}.`,
    options: {},
    acceptsAny: true,
    prepare: args => args,
    probe: (args, context) =>
      context.checkMode && program.checks ? scriptOf(program, args, name, context) : undefined,
    parse: output => output,
    plan: (args, output, context): Plan => {
      const apply = scriptOf(program, args, name, context);
      if (!context.checkMode || !program.checks) return { kind: 'action', apply, conclude };
      const foreseen = conclude(output);
      if (foreseen.kind === 'changed')
        return { kind: 'change', result: foreseen.result, differences: [], apply };
      if (foreseen.kind === 'unchanged') return { kind: 'same', result: foreseen.result };
      if (foreseen.kind === 'failed') return foreseen;
      throw new Error('a program is never stale');
    },
  });
};

const scriptOf = (program: Program, args: Arguments, name: string, context: Context): Script => {
  const { content, interpreter } = program;
  const text = Buffer.from(argumentText(program.style, args, name, context));
  const words = [...interpreter.map(quote), '/dev/fd/9', '/dev/fd/8'].join(' ');
  return {
    text: `umask 077
folder=$(mktemp -d) || exit
trap 'rm -rf -- "$folder"' EXIT
trap 'exit 129' HUP
trap 'exit 143' TERM
take ${content.length} >"$folder/module" && take ${text.length} >"$folder/arguments" && chmod 700 "$folder/module" || exit
exec 9<"$folder/module" 8<"$folder/arguments"
rm -rf -- "$folder"
trap - EXIT HUP TERM
umask 022
exec ${words} </dev/null
`,
    payload: [content, text],
  };
};

/** The file of arguments: `name=value` with values quoted for a shell, or JSON, with what Ansible adds to them. */
const argumentText = (style: Style, args: Arguments, name: string, context: Context): string => {
  const all = new Map<string, Value>([
    ...(Object.entries(args) as [string, Value][]),
    ['_ansible_check_mode', context.checkMode],
    ['_ansible_diff', context.diff],
    ['_ansible_module_name', name],
  ]);
  if (style === 'json') return jsonText(all);
  return [...all].map(([key, value]) => `${key}=${word(toText(value))} `).join('');
};

const word = (text: string): string => (text === '' ? "''" : quote(text));

/** What a program printed as a result; lines before and behind the JSON are noise. */
export const conclude = (output: Output): Conclusion => {
  const stdout = output.stdout.toString();
  const answer = answerIn(stdout);
  if (answer === undefined)
    return {
      kind: 'failed',
      message: 'MODULE FAILURE\nSee stdout/stderr for the exact error',
      result: { rc: output.code, module_stdout: stdout, module_stderr: output.stderr.toString() },
    };
  const { changed, failed, ...result } = answer;
  const fails = failed === undefined ? isFailureCode(result.rc) : isTrue(failed);
  if (fails) {
    const message = typeof result.msg === 'string' ? result.msg : 'the module has failed without a message';
    return { kind: 'failed', message, result: { ...result, changed: isTrue(changed) } };
  }
  return { kind: isTrue(changed) ? 'changed' : 'unchanged', result };
};

const isFailureCode = (code: unknown): boolean => code !== undefined && code !== 0 && code !== '0';

const isTrue = (value: unknown): boolean =>
  typeof value === 'string' ? /^(?:y|yes|on|1|true|t)$/i.test(value) : Boolean(value);

const answerIn = (stdout: string): Result | undefined => {
  const lines = stdout.split('\n');
  const first = lines.findIndex(line => line.trimStart().startsWith('{'));
  const last = lines.findLastIndex(line => line.trimEnd().endsWith('}'));
  if (first === -1 || last < first) return undefined;
  try {
    return JSON.parse(lines.slice(first, last + 1).join('\n')) as Result;
  } catch {
    return undefined;
  }
};
