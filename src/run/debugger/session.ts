import type { Field, FieldVariables, Task } from '../../playbook/model.js';
import { DiagnosticError } from '../../source/diagnostic.js';
import { isTemplateText } from '../../source/yaml-node.js';
import { OMIT, repr } from '../../template/index.js';
import { parsePythonLiteral } from '../../value/python-literal.js';
import { asWritten, type Dict, Template, type Unrendered, type Value } from '../../value/value.js';
import type { Turn } from '../attempt.js';
import type { HostRun } from '../host-run.js';
import type { Outcome } from '../outcome.js';
import type { View } from '../view.js';
import type { Conversation } from './debugger.js';
import { prettyPrint } from './pretty-print.js';

/** What is to be done with a task that somebody has looked at. */
export type Decision = 'redo' | 'continue' | 'quit';

const HELP = `p EXPRESSION              show task, task.args, task_vars, host, result._result, ...
task.args[KEY] = VALUE    change an argument; del task.args[KEY] takes one away
task_vars[KEY] = VALUE    change a variable
u, update_task            make the task's arguments anew, with the variables as they are now
r, redo                   carry the task out again
c, continue               go on
q, quit                   end the run
h, help                   show this`;

const ASSIGNMENT = /^(task\.args|task_vars|vars)\s*((?:\[(?:[^\]'"]|'[^']*'|"[^"]*")*\]\s*)*)=(?!=)\s*(.+)$/;
const DELETION = /^del\s+(task\.args|task_vars|vars)\s*((?:\[(?:[^\]'"]|'[^']*'|"[^"]*")*\]\s*)+)$/;

/** A task that somebody looks at and changes, on one host: until it is well, or given up. */
export class Session {
  readonly #hostRun: HostRun;
  readonly #turn: Turn;
  readonly #conversation: Conversation;
  readonly #original: Task;
  #task: Task;
  #result: Dict = new Map();
  #isBegun = false;
  /** The command that an empty line repeats. */
  #last = '';

  constructor(hostRun: HostRun, turn: Turn, conversation: Conversation) {
    this.#hostRun = hostRun;
    this.#turn = turn;
    this.#conversation = conversation;
    this.#original = turn.task;
    this.#task = turn.task;
  }

  /** The task as it is to be carried out now. */
  get task(): Task {
    return this.#task;
  }

  /** Takes commands until one of them says how to go on. The end of what is typed ends the run. */
  async decide(outcome: Outcome): Promise<Decision> {
    this.#result = outcome.result;
    if (!this.#isBegun) await this.#begin();
    const { info } = this.#turn;
    const prompt = `[${this.#hostRun.name}] ${info.handler ? 'HANDLER' : 'TASK'}: ${info.name} (debug)> `;
    for (;;) {
      const typed = await this.#conversation.ask(prompt);
      const decision = typed === undefined ? 'quit' : await this.#command(typed.trim() || this.#last);
      if (decision !== undefined) return decision;
    }
  }

  /** What is shown first are the arguments as they were rendered; those that can't be, as for each item of a loop, as they were written. */
  async #begin(): Promise<void> {
    this.#isBegun = true;
    const args: [string, Field][] = [];
    for (const [name, field] of this.#original.args)
      args.push([name, await this.#rendered(field).catch(() => field)]);
    this.#task = { ...this.#original, args: present(args) };
  }

  #rendered(field: Field): Promise<Field> {
    return this.#rendering(view => ({ ...field, value: view.render(field.value) }));
  }

  async #command(line: string): Promise<Decision | undefined> {
    this.#last = line;
    const [, name = '', rest = ''] = /^(\w+|\?)?\s*(.*)$/s.exec(line) ?? [];
    const isAlone = rest === '';
    if (line === '') return undefined;
    if (isAlone && ['r', 'redo'].includes(name)) return 'redo';
    if (isAlone && ['c', 'continue'].includes(name)) return 'continue';
    if (isAlone && ['q', 'quit', 'EOF'].includes(name)) return 'quit';
    try {
      if (['h', 'help', '?'].includes(name)) this.#conversation.say(HELP);
      else if (isAlone && ['u', 'update_task'].includes(name)) await this.#update();
      else if (['p', 'pprint', 'print'].includes(name) && !isAlone) await this.#show(rest);
      else await this.#execute(line);
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      this.#conversation.say(`***${error.message}`);
    }
    return undefined;
  }

  /** `update_task`: arguments as they were written, rendered with the variables as they are now. */
  async #update(): Promise<void> {
    const args: [string, Field][] = [];
    for (const [name, field] of this.#original.args) args.push([name, await this.#rendered(field)]);
    this.#task = { ...this.#original, args: present(args) };
  }

  async #show(expression: string): Promise<void> {
    const names: Readonly<Record<string, string>> = {
      task: `${this.#turn.info.handler ? 'HANDLER' : 'TASK'}: ${this.#turn.info.name}`,
      host: this.#hostRun.name,
      result: '<result: its values are in result._result>',
    };
    if (Object.hasOwn(names, expression)) this.#conversation.say(names[expression]!);
    else this.#conversation.say(prettyPrint(await this.#evaluate(expression)));
  }

  /** An assignment; what is anything else is an expression whose value is shown, as by Python. */
  async #execute(statement: string): Promise<void> {
    const assignment = ASSIGNMENT.exec(statement);
    const deletion = DELETION.exec(statement);
    if (assignment) {
      const [, target = '', path = '', expression = ''] = assignment;
      const value = await this.#typed(expression);
      await this.#assign(target, await this.#keys(path), value);
    } else if (deletion) {
      const [, target = '', path = ''] = deletion;
      await this.#assign(target, await this.#keys(path), undefined);
    } else {
      const value = await this.#evaluate(statement);
      if (value !== null) this.#conversation.say(repr(value));
    }
  }

  /** A value for an assignment. Texts that are typed may be templates; what an expression comes to, which may be a host's, is none. */
  async #typed(expression: string): Promise<Unrendered> {
    const literal = parsePythonLiteral(expression);
    return literal === undefined ? this.#evaluate(expression) : withTemplates(literal);
  }

  /** The keys in `['a'][0]`. */
  async #keys(path: string): Promise<readonly Value[]> {
    const keys =
      path === ''
        ? []
        : await this.#evaluate(
            `[${path
              .trim()
              .replace(/\]\s*\[/g, ', ')
              .slice(1, -1)}]`,
          );
    return keys as Value[];
  }

  async #assign(target: string, keys: readonly Value[], value: Unrendered | undefined): Promise<void> {
    const isArguments = target === 'task.args';
    const before = isArguments ? this.#args() : await this.#variables();
    const after = changed(before, keys, value);
    if (!(after instanceof Map)) return;
    if (isArguments) {
      const { actionLocation: location } = this.#original;
      const fields = [...after].map(([name, entry]): [string, Field] => [
        this.#argument(String(name)),
        { value: entry, location: this.#task.args.get(String(name))?.location ?? location },
      ]);
      this.#task = { ...this.#task, args: new Map(fields) };
      return;
    }
    const [name] = keys;
    const variables = new Map(this.#hostRun.debugged);
    for (const [key, entry] of name === undefined ? after : [[name, after.get(name)] as const])
      if (entry === undefined) variables.delete(String(key));
      else variables.set(String(key), entry);
    this.#hostRun.debugged = variables;
  }

  /** An argument's name; what stands behind a module's name has one of its own. */
  #argument(name: string): string {
    const freeForm = this.#hostRun.play.run.modules.get(this.#original.action)?.freeForm;
    return name === '_raw_params' && freeForm !== undefined ? freeForm : name;
  }

  /** What an expression comes to: one of templates, with the task, its variables, the host and the result in scope. */
  async #evaluate(expression: string): Promise<Value> {
    const isSecret = this.#turn.info.noLog;
    const hidden = new Map<Value, Value>([['censored', 'the output has been hidden by no_log']]);
    const args = isSecret ? hidden : asWritten(this.#args());
    const result = isSecret ? hidden : this.#result;
    const { name, action } = this.#task;
    const task = new Map<Value, Value>([
      ['name', name === undefined ? '' : asWritten(name.value)],
      ['action', action],
      ['args', args],
    ]);
    const scope = new Map<string, Value>([
      ['task', task],
      ['host', new Map<Value, Value>([['name', this.#hostRun.name]])],
      ['result', new Map<Value, Value>([['_result', result]])],
    ]);
    if (/\b(?:task_)?vars\b/.test(expression)) {
      const variables = asWritten(await this.#variables());
      scope.set('task_vars', variables).set('vars', variables);
    }
    return this.#rendering(view => view.with(scope).evaluate(expression));
  }

  #args(): Map<Unrendered, Unrendered> {
    return new Map([...this.#task.args].map(([name, { value }]) => [name, value]));
  }

  /** All variables of the task that are known by now, as they were written. */
  #variables(): Promise<Map<Unrendered, Unrendered>> {
    return this.#rendering(view => {
      const all = new Map<Unrendered, Unrendered>();
      for (const name of view.scope.names()) {
        const value = known(view, name);
        if (value !== undefined) all.set(name, value);
      }
      return all;
    });
  }

  #rendering<T>(render: (view: View) => T): Promise<T> {
    return this.#hostRun.rendering(this.#task, render);
  }
}

/** Arguments without those that have rendered to `omit`. */
const present = (args: readonly (readonly [string, Field])[]): FieldVariables =>
  new Map(args.filter(([, { value }]) => value !== OMIT));

/** A variable's value; undefined for one that would have to be fetched. */
const known = (view: View, name: string): Unrendered | undefined => {
  try {
    return view.scope.lookup(name);
  } catch {
    return undefined;
  }
};

const withTemplates = (value: Unrendered): Unrendered => {
  if (typeof value === 'string') return isTemplateText(value) ? new Template(value) : value;
  if (Array.isArray(value)) return value.map(withTemplates);
  if (!(value instanceof Map)) return value;
  return new Map([...value].map(([key, entry]) => [key, withTemplates(entry)]));
};

/** A value with another one at the end of a path of keys; undefined takes away what is there. */
const changed = (
  before: Unrendered | undefined,
  [key, ...keys]: readonly Value[],
  value: Unrendered | undefined,
): Unrendered | undefined => {
  if (key === undefined) return value;
  if (Array.isArray(before) && typeof key === 'number') {
    const entry = changed(before.at(key), keys, value);
    return entry === undefined ? before.toSpliced(key, 1) : before.with(key, entry);
  }
  const dict = new Map(before instanceof Map ? before : []);
  const entry = changed(dict.get(key), keys, value);
  if (entry === undefined) dict.delete(key);
  else dict.set(key, entry);
  return dict;
};
