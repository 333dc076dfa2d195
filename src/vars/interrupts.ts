import { Interrupt } from '../template/runtime.js';

/** A template touched facts that have not been gathered yet. */
export class FactsNeeded extends Interrupt {
  readonly host: string;
  /** The group of facts, as `setup` names it. */
  readonly group: string;

  constructor(host: string, group: string) {
    super(`facts of ${host} are needed: ${group}`);
    this.host = host;
    this.group = group;
  }
}

/** A template touched the result of a task that has not run yet: looking ahead ends here. */
export class ResultNeeded extends Interrupt {
  readonly variable: string;

  constructor(variable: string) {
    super(`the result ${variable} is needed`);
    this.variable = variable;
  }
}

/** A template touched what another host's tasks may still change: that host must first have come as far as this one. */
export class HostNeeded extends Interrupt {
  readonly host: string;

  constructor(host: string) {
    super(`${host} must have come this far`);
    this.host = host;
  }
}
