import { Template, type Value } from '../value/value.js';
import type { Holder } from './inherit.js';
import type { Field, Node, Play, Task } from './model.js';

/** Tags as `--tags` and `--skip-tags` name them; without `tags` all are meant. */
export interface TagSelection {
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
}

/** Renders a template in a tag: a string or a list of them. */
export type RenderTag = (template: Template) => Value;

/**
 * A node's tags with those of all that it stands in, each once, outermost first. A dynamic include's own tags are for the include alone,
 * its `apply` is for what is inside.
 * @param render for tags that are templates; without it their source is the tag
 */
export const tagsOf = (node: Node, render?: RenderTag): readonly string[] => {
  const fields = tagFields(node);
  if (fields.length === 0) return NONE;
  return [...new Set(fields.flatMap(field => textsOf(field, render)))];
};

const NONE: readonly string[] = [];

/** The tags as they are written on a node and all that it stands in, outermost first. */
const tagFields = (node: Node): readonly Field[] => {
  let fields: readonly Field[] = [];
  for (let at: Holder = node; ; at = at.parent) {
    const items = at.keywords.get('tags')?.items;
    if (items !== undefined) fields = [...items, ...fields];
    if (at.kind === 'play') return fields;
  }
};

const textsOf = ({ value }: Field, render: RenderTag | undefined): readonly string[] => {
  if (!(value instanceof Template)) return [String(value)];
  if (!render) return [value.source];
  const rendered = render(value);
  return (Array.isArray(rendered) ? rendered : [rendered]).map(String);
};

/** Whether something with these tags is to run. `always`, `never`, `all`, `tagged` and `untagged` have Ansible's meaning. */
const isSelected = (tags: readonly string[], { tags: only, skipTags }: TagSelection): boolean =>
  isWanted(tags, only.length === 0 ? ['all'] : only) && !isSkipped(tags, skipTags);

const isWanted = (tags: readonly string[], only: readonly string[]): boolean => {
  if (tags.includes('always')) return true;
  if (only.includes('all') && !tags.includes('never')) return true;
  if (overlap(tags, only)) return true;
  return only.includes('tagged') && tags.length > 0 && !tags.includes('never');
};

const isSkipped = (tags: readonly string[], skip: readonly string[]): boolean => {
  if (skip.includes('all')) return !tags.includes('always') || skip.includes('always');
  return overlap(tags, skip) || (skip.includes('tagged') && tags.length > 0);
};

/** Something without tags counts as tagged `untagged`. */
const overlap = (tags: readonly string[], names: readonly string[]): boolean =>
  (tags.length === 0 ? ['untagged'] : tags).some(tag => names.includes(tag));

/** Whether a task is to run by its tags and those of all that it stands in. */
export const isTaskSelected = (task: Task, selection: TagSelection, render?: RenderTag): boolean =>
  isOldInclude(task) || isSelected(tagsOf(task, render), selection);

/** Whether a run with this selection certainly leaves a task out; without a selection none is. */
export const isLeftOut = (task: Task, selection: TagSelection | undefined): boolean =>
  selection !== undefined && !task.handler && !hasTemplates(task) && !isTaskSelected(task, selection);

const hasTemplates = (task: Task): boolean => tagFields(task).some(({ value }) => value instanceof Template);

/** Whether a play's facts are gathered: always, unless the play has tags of its own. */
export const isGatheringSelected = (play: Play, selection: TagSelection): boolean => {
  const tags = (play.keywords.get('tags')?.items ?? []).flatMap(item => textsOf(item, undefined));
  return isSelected(tags.length === 0 ? ['always'] : tags, selection);
};

/** An `include` that is no import is always run, as Ansible does: the tags of the tasks inside decide. */
const isOldInclude = ({ action, called }: Task): boolean =>
  action === 'include_tasks' && /^(?:ansible\.(?:builtin|legacy)\.)?include$/.test(called);
