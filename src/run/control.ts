import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readVariables } from '../inventory/variable-files.js';
import { canonicalName, checkArguments } from '../modules/arguments.js';
import type { Control, ControlServices } from '../modules/module.js';
import type { Task } from '../playbook/model.js';
import { DiagnosticError, mistake } from '../source/diagnostic.js';
import { systemReason } from '../source/system-reason.js';
import { UndefinedError, withoutTuples } from '../template/index.js';
import type { Unrendered, Value } from '../value/value.js';
import type { HostVariables } from '../vars/host.js';
import { conditionText } from './directives.js';
import { factsOwner } from './facts-owner.js';
import type { HostRun } from './host-run.js';
import { locateIn, renderArguments } from './instance.js';
import { failed, type Outcome, ok, skipped } from './outcome.js';
import type { View } from './view.js';

/** What a control came to, and the variables that the host has from it. */
interface Evaluated {
  readonly outcome: Outcome;
  readonly facts: ReadonlyMap<string, Value>;
  readonly included: ReadonlyMap<string, Unrendered>;
}

/** Carries out a control for a host and keeps the variables that it sets. */
export const runControl = (hostRun: HostRun, task: Task, control: Control, view: View): Outcome => {
  const { outcome, facts, included } = evaluateControl(hostRun, task, control, view);
  const owner = factsOwner(hostRun, task, view);
  keepVariables(owner, facts, included);
  return { ...outcome, facts, included };
};

/** Gives a host the variables that a control sets. */
export const keepVariables = (
  variables: HostVariables,
  facts: ReadonlyMap<string, Value>,
  included: ReadonlyMap<string, Unrendered>,
): void => {
  for (const [name, value] of facts) variables.set.set(name, withoutTuples(value));
  for (const [name, value] of included) variables.included.set(name, value);
};

/** What a control comes to, without keeping anything: looking ahead asks this, too. */
export const evaluateControl = (hostRun: HostRun, task: Task, control: Control, view: View): Evaluated => {
  const raw = renderArguments(task, view, control.options);
  const problems = checkArguments(control, raw, locateIn(task));
  if (problems.length > 0) throw new DiagnosticError(...problems);
  const args = new Map<string, Unrendered>();
  for (const [name, value] of raw) args.set(canonicalName(control.options, name) ?? name, value);
  const outcome = control.run(args, servicesOf(hostRun, task, view));
  const nothing = { facts: new Map(), included: new Map() };
  const shown = outcome.shown === true;
  if (outcome.kind === 'failed')
    return { outcome: { ...failed(outcome.message, outcome.result), shown }, ...nothing };
  const result = new Map<Value, Value>(Object.entries(outcome.result));
  return {
    ...nothing,
    outcome: { ...(outcome.kind === 'skipped' ? skipped(result) : ok(result)), shown },
    ...(outcome.facts && { facts: outcome.facts }),
    ...(outcome.included && { included: outcome.included }),
  };
};

const servicesOf = (hostRun: HostRun, task: Task, view: View): ControlServices => {
  const { run } = hostRun.play;
  const files = hostRun.play.filesOf(task);
  const find = (name: string): string => {
    const found = files.find('vars', name);
    if (found !== undefined) return found;
    const tried = files.candidates('vars', name).join(', ');
    throw mistake(`could not find or access "${name}"`, locateIn(task)('file'), `looked for ${tried}`);
  };
  return {
    verbosity: run.options.verbosity,
    isTrue: condition => view.isTrue(condition, locateIn(task)('that')),
    evaluate: (expression, missing) => {
      try {
        return view.evaluate(expression, locateIn(task)('var'));
      } catch (error) {
        if (error instanceof UndefinedError) return missing;
        throw error;
      }
    },
    sourceOf: conditionText,
    findVariables: find,
    variableFilesIn: (folder, depth) =>
      filesBelow(find(folder), depth === 0 ? Number.POSITIVE_INFINITY : depth),
    readVariables: path => {
      const variables = new Map<string, Unrendered>();
      for (const [name, variable] of readVariables(path, run.vault, [])) variables.set(name, variable.read());
      return variables;
    },
  };
};

const filesBelow = (folder: string, depth: number): readonly string[] =>
  entriesOf(folder)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return depth > 1 ? filesBelow(path, depth - 1) : [];
      return [path];
    });

const entriesOf = (folder: string): Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw mistake(`can't read the folder ${folder}: ${systemReason(error)}`);
  }
};
