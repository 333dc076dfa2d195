import type { Node, Playbook, Task } from '../playbook/model.js';
import { nodesOf, walk } from '../playbook/walk.js';

/**
 * The variables of a host that its tasks may set while the run lasts, so that another host that reads one must wait: what is registered and
 * set by set_fact, and facts. Where a task may set any (include_vars, dynamic includes) every variable may change.
 */
export class ChangingVariables {
  readonly #names = new Set<string>();
  #any = false;
  #groups = false;

  constructor(playbooks: readonly Playbook[]) {
    for (const { plays } of playbooks)
      for (const play of plays) this.learn([...nodesOf(play), ...play.handlers]);
  }

  /** Whether tasks may put hosts into groups, so that who asks for groups must wait for all hosts. */
  get groups(): boolean {
    return this.#groups;
  }

  has(name: string): boolean {
    return this.#any || this.#names.has(name) || name.startsWith('ansible_');
  }

  /** Takes tasks into account that are only known now. */
  learn(nodes: readonly Node[]): void {
    for (const node of walk(nodes)) if (node.kind === 'task') this.#add(node);
  }

  #add(task: Task): void {
    const registered = task.keywords.get('register')?.value;
    if (typeof registered === 'string') this.#names.add(registered);
    if (task.action === 'set_fact') for (const name of task.args.keys()) this.#names.add(name);
    if (task.action === 'group_by') {
      this.#groups = true;
      // Group variables come along.
      this.#any = true;
    }
    if (task.action.startsWith('include_') || task.args.has('*')) this.#any = true;
  }
}
