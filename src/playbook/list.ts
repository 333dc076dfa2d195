import { Template, type Value } from '../value/value.js';
import { type TaskTitle, titleOf } from './inherit.js';
import type { Node, Play, Playbook, Task } from './model.js';
import { isTaskSelected, type TagSelection, tagsOf } from './tags.js';
import { nodesOf } from './walk.js';

/** A task as `--list-tasks` shows it. */
export interface ListedTask extends TaskTitle {
  readonly task: Task;
  /** Sorted. */
  readonly tags: readonly string[];
}

/** A play with the tasks of it that tags select. */
export interface ListedPlay {
  readonly play: Play;
  /** The play's own. */
  readonly tags: readonly string[];
  readonly tasks: readonly ListedTask[];
}

/**
 * What would run where nothing fails, in order: like Ansible's list, without rescue and always sections. What dynamic includes bring in is
 * not known yet.
 */
export const listTasks = (
  playbook: Playbook,
  selection: TagSelection,
  render?: RenderInPlay,
): readonly ListedPlay[] =>
  playbook.plays.map(play => {
    // As in Ansible: the play's own tags are shown as they are written, with its tasks, too.
    const written = (play.keywords.get('tags')?.items ?? []).map(({ value }) =>
      value instanceof Template ? value.source : String(value),
    );
    const rendered = render && ((template: Template): Value => render(template, play));
    return {
      play,
      tags: [...new Set(written)].sort(),
      tasks: [...mainTasks(nodesOf(play))]
        .filter(task => isTaskSelected(task, selection, rendered))
        .map(task => {
          const tags = [...new Set([...written, ...tagsOf(task, rendered)])].sort();
          return { ...titleOf(task), task, tags };
        }),
    };
  });

/** Renders a template in a tag, with what is known in a play before hosts are. */
export type RenderInPlay = (template: Template, play: Play) => Value;

const mainTasks = function* (nodes: readonly Node[]): Generator<Task> {
  for (const node of nodes) {
    if (node.kind === 'task') yield node;
    else {
      if (node.kind === 'role') yield* mainTasks(node.dependencies);
      yield* mainTasks(node.body);
    }
  }
};

/** All tags of each play's selected tasks, sorted. */
export const listTags = (
  playbook: Playbook,
  selection: TagSelection,
  render?: RenderInPlay,
): readonly { readonly play: Play; readonly tags: readonly string[] }[] =>
  listTasks(playbook, selection, render).map(({ play, tags, tasks }) => ({
    play,
    tags: [...new Set([...tags, ...tasks.flatMap(task => task.tags)])].sort(),
  }));
