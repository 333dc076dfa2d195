import { Callable, Fault, type Runtime, Undefined } from './runtime.js';
import { isEqual } from './values/equality.js';

/** The variable `loop` inside of a `for`. With `recursive` it can be called on a list further in. */
export class Loop extends Callable {
  readonly items: readonly Runtime[];
  readonly depth: number;
  /** Which item is current, from 0. */
  index = 0;
  #last: Runtime[] | undefined;

  constructor(items: readonly Runtime[], depth: number, again: ((value: Runtime) => string) | undefined) {
    super('loop', ({ positional: [list] }) => {
      if (!again) throw new Fault('the loop is not recursive', 'write "recursive" at the end of its "for"');
      if (list === undefined) throw new Fault('loop() needs the list to go on with');
      return again(list);
    });
    this.items = items;
    this.depth = depth;
  }

  override attribute(name: string): Runtime | undefined {
    const { index, items } = this;
    switch (name) {
      case 'index':
        return index + 1;
      case 'index0':
        return index;
      case 'revindex':
        return items.length - index;
      case 'revindex0':
        return items.length - index - 1;
      case 'first':
        return index === 0;
      case 'last':
        return index === items.length - 1;
      case 'length':
        return items.length;
      case 'depth':
        return this.depth + 1;
      case 'depth0':
        return this.depth;
      case 'previtem':
        return index > 0 ? items[index - 1] : edge('loop.previtem', 'the first item has none before it');
      case 'nextitem':
        return index < items.length - 1
          ? items[index + 1]
          : edge('loop.nextitem', 'the last item has none behind it');
      case 'cycle':
        return new Callable('cycle', ({ positional }) => {
          if (positional.length === 0) throw new Fault('cycle() needs values');
          return positional[this.index % positional.length]!;
        });
      case 'changed':
        return new Callable('changed', ({ positional }) => {
          const same =
            this.#last?.length === positional.length &&
            this.#last.every((value, at) => isEqual(value, positional[at]!));
          this.#last = [...positional];
          return !same;
        });
    }
    return undefined;
  }
}

const edge = (path: string, reason: string): Undefined =>
  new Undefined(path, {
    explain: whole => `"${whole}" is undefined: ${reason}`,
    hint: () => undefined,
    location: () => undefined,
  });
