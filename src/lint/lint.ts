import type { Loaded } from '../playbook/load.js';
import type { Node, Play } from '../playbook/model.js';
import { nodesOf, walk } from '../playbook/walk.js';
import type { Diagnostic } from '../source/diagnostic.js';
import { conditionAdvice } from './conditions.js';
import { handlerAdvice } from './handlers.js';
import { keywordAdvice } from './keywords.js';
import { modeAdvice } from './modes.js';

/** What a lint asks of modules: the arguments of an action that are conditions. */
export type ConditionArguments = (action: string) => ReadonlySet<string>;

/** All nodes of a play: its own, its handlers', and those that dynamic includes are known to bring in. */
export const allNodes = (play: Play, { included }: Loaded): Iterable<Node> =>
  walk([...nodesOf(play), ...play.handlers, ...(included.get(play) ?? [])]);

/** What is doubtful in a playbook, though a run would begin with it. Only what is certain is told. */
export const advice = (loaded: Loaded, conditionArguments: ConditionArguments): readonly Diagnostic[] =>
  loaded.playbook.plays.flatMap(play => [
    ...[...allNodes(play, loaded)].flatMap(node => [
      ...conditionAdvice(node, node.kind === 'task' ? conditionArguments(node.action) : NONE),
      ...keywordAdvice(node),
      ...modeAdvice(node),
    ]),
    ...handlerAdvice(play, loaded.included.get(play) ?? []),
  ]);

const NONE: ReadonlySet<string> = new Set();
