import type { Diagnostic } from '../source/diagnostic.js';
import { didYouMean } from '../source/suggest.js';
import type { RenderInPlay } from './list.js';
import type { Playbook } from './model.js';
import { tagsOf } from './tags.js';
import { nodesOf, walk } from './walk.js';

const SPECIAL = new Set(['all', 'always', 'never', 'tagged', 'untagged']);

/**
 * Warnings about tags of --tags and --skip-tags that nothing has: a misspelt one would run nothing, or too much. There are none where an include
 * is only read as the run comes to it, as it may bring in any tag.
 */
export const unknownTags = (
  playbooks: readonly Playbook[],
  wanted: readonly string[],
  render?: RenderInPlay,
): readonly Diagnostic[] => {
  const asked = wanted.filter(tag => !SPECIAL.has(tag));
  if (asked.length === 0) return [];
  const known = new Set<string>();
  for (const { plays } of playbooks)
    for (const play of plays)
      for (const node of walk([...nodesOf(play), ...play.handlers])) {
        if (node.kind === 'task' && /^include_(?:tasks|role)$/.test(node.action)) return [];
        for (const tag of tagsOf(node, render && (template => render(template, play)))) known.add(tag);
      }
  return [...new Set(asked)]
    .filter(tag => !known.has(tag))
    .map(tag => {
      const hint = didYouMean(tag, known);
      return {
        severity: 'warning',
        message: `nothing has the tag "${tag}"`,
        ...(hint !== undefined && { hint }),
      };
    });
};
