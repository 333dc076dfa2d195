import { canonicalName, checkArguments } from '../modules/arguments.js';
import type { Control, ControlServices } from '../modules/module.js';
import type { Task } from '../playbook/model.js';
import { DiagnosticError, mistake } from '../source/diagnostic.js';
import { UndefinedError, withoutTuples } from '../template/index.js';
import { fromPlain, Template, type Unrendered, type Value } from '../value/value.js';
import type { HostVariables } from '../vars/host.js';
import { type Effects, takeEffect } from './control-effects.js';
import { conditionText } from './directives.js';
import { factsOwner } from './facts-owner.js';
import type { HostRun } from './host-run.js';
import { locateIn, renderArguments } from './instance.js';
import { failed, type Outcome, ok, skipped } from './outcome.js';
import { variableFilesIn, variableFolder, variablesOf } from './variable-folders.js';
import type { View } from './view.js';

/** What a control came to, the variables that the host has from it, and what else follows. */
interface Evaluated {
  readonly outcome: Outcome;
  readonly facts: ReadonlyMap<string, Value>;
  readonly included: ReadonlyMap<string, Unrendered>;
  readonly effects: Effects;
}

/** Carries out a control for a host and keeps the variables that it sets. */
export const runControl = (hostRun: HostRun, task: Task, control: Control, view: View): Outcome => {
  const { outcome, facts, included, effects } = evaluateControl(hostRun, task, control, view);
  const owner = factsOwner(hostRun, task, view);
  keepVariables(owner, facts, included);
  return { ...takeEffect(hostRun, task, outcome, effects, owner), facts, included };
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
  const nothing = { facts: new Map(), included: new Map(), effects: {} };
  const shown = outcome.shown === true;
  if (outcome.kind === 'failed') {
    const failure = failed(outcome.message, outcome.result);
    // A message that is more than a text stays what it is.
    const msg = outcome.result?.msg;
    if (msg !== undefined) failure.result.set('msg', fromPlain(msg));
    // include_vars says it under another name.
    if (outcome.result?.message !== undefined) failure.result.delete('msg');
    return { outcome: { ...failure, shown }, ...nothing };
  }
  const result = new Map<Value, Value>(Object.entries(outcome.result));
  return {
    ...nothing,
    outcome: { ...(outcome.kind === 'skipped' ? skipped(result) : ok(result)), shown },
    ...(outcome.facts && { facts: outcome.facts }),
    ...(outcome.included && { included: outcome.included }),
    effects: outcome,
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
    render: value => view.render(value),
    lookup: name => view.scope.lookup(name),
    conditionsIn: condition => conditionsIn(hostRun, view, condition),
    findVariables: find,
    variableFilesIn: (folder, depth) => variableFilesIn(variableFolder(task, folder), depth),
    readVariables: path => variablesOf(path, run.vault),
  };
};

const conditionsIn = (hostRun: HostRun, view: View, condition: Unrendered): readonly Unrendered[] => {
  const [, name] =
    condition instanceof Template ? (/^\{\{\s*(\w+)\s*\}\}$/.exec(condition.source) ?? []) : [];
  // What a host has said is never a condition.
  const { set, facts } = hostRun.variables;
  if (name === undefined || set.has(name) || facts.has(name.replace(/^ansible_/, ''))) return [condition];
  const value = view.scope.lookup(name);
  return Array.isArray(value) ? value : [condition];
};
