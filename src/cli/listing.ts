import type { Inventory } from '../inventory/inventory.js';
import type { Host } from '../inventory/members.js';
import { selectHosts } from '../inventory/pattern.js';
import { type ListedTask, listTags, listTasks, type RenderInPlay } from '../playbook/list.js';
import type { Field, Play, Playbook } from '../playbook/model.js';
import type { LoadOptions } from '../playbook/options.js';
import { DiagnosticError } from '../source/diagnostic.js';
import { toText } from '../template/index.js';
import { Template, type Value } from '../value/value.js';
import type { RunCommandOptions } from './options.js';

/** What `--list-hosts`, `--list-tasks` and `--list-tags` print, in the shape of ansible-playbook's. */
export const listing = (
  playbooks: readonly Playbook[],
  inventory: Inventory,
  limit: ReadonlySet<Host> | undefined,
  options: RunCommandOptions,
  render: LoadOptions['render'],
): string => {
  const inPlay = (template: Template, play: Play): Value => renderedInPlay(template, play, render);
  const lines: string[] = [];
  for (const playbook of playbooks) {
    lines.push('', `playbook: ${playbook.file.path}`);
    if (options.syntaxCheck) continue;
    const tasks = new Map(listTasks(playbook, options, inPlay).map(listed => [listed.play, listed]));
    const tags = new Map(listTags(playbook, options, inPlay).map(listed => [listed.play, listed.tags]));
    for (const [index, play] of playbook.plays.entries()) {
      const listed = tasks.get(play);
      const patterns = patternsOf(play, inPlay);
      const pattern = patterns.join(',');
      const name = play.name ? nameOf(play.name, play, inPlay) : pattern;
      lines.push('', `  play #${index + 1} (${pattern}): ${name}\tTAGS: [${listed?.tags.join(',')}]`);
      if (options.listHosts) lines.push(...hostLines(patterns, inventory, limit));
      if (options.listTasks) lines.push('    tasks:', ...(listed?.tasks ?? []).map(taskLine));
      if (options.listTags) lines.push(`      TASK TAGS: [${tags.get(play)?.join(', ')}]`);
    }
  }
  return `${lines.join('\n')}\n`;
};

const textOf = ({ value }: Field): string => (value instanceof Template ? value.source : String(value));

/** A template with what is known before hosts are; as it is written where that is not enough. */
export const renderedInPlay = (template: Template, { vars }: Play, render: LoadOptions['render']): Value => {
  try {
    const variables = new Map([...vars].map(([name, { value }]) => [name, value] as const));
    return render?.(template, variables) ?? template.source;
  } catch (error) {
    if (error instanceof DiagnosticError) return template.source;
    throw error;
  }
};

const nameOf = ({ value }: Field, play: Play, render: RenderInPlay): string =>
  value instanceof Template ? toText(render(value, play)) : String(value);

const patternsOf = (play: Play, render: RenderInPlay): readonly string[] =>
  [play.hosts.value].flat().flatMap(value => {
    const rendered = value instanceof Template ? render(value, play) : value;
    return [rendered].flat().map(each => toText(each as Value));
  });

const hostLines = (
  patterns: readonly string[],
  inventory: Inventory,
  limit: ReadonlySet<Host> | undefined,
): readonly string[] => {
  const hosts = selectHosts(inventory, patterns, { warnings: [] }).filter(host => limit?.has(host) ?? true);
  return [
    `    pattern: ${toText([...patterns])}`,
    `    hosts (${hosts.length}):`,
    ...hosts.map(host => `      ${host.name}`),
  ];
};

const taskLine = ({ role, name, action, tags }: ListedTask): string => {
  const own = name ? textOf(name) : action;
  return `      ${role === undefined || !name ? own : `${role} : ${own}`}\tTAGS: [${tags.join(', ')}]`;
};
