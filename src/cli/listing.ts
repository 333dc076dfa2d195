import type { Inventory } from '../inventory/inventory.js';
import type { Host } from '../inventory/members.js';
import { selectHosts } from '../inventory/pattern.js';
import { type ListedTask, listTags, listTasks } from '../playbook/list.js';
import type { Field, Play, Playbook } from '../playbook/model.js';
import { Template } from '../value/value.js';
import type { RunCommandOptions } from './options.js';

/** What `--list-hosts`, `--list-tasks` and `--list-tags` print, in the shape of ansible-playbook's. */
export const listing = (
  playbooks: readonly Playbook[],
  inventory: Inventory,
  limit: ReadonlySet<Host> | undefined,
  options: RunCommandOptions,
): string => {
  const lines: string[] = [];
  for (const playbook of playbooks) {
    lines.push('', `playbook: ${playbook.file.path}`);
    if (options.syntaxCheck) continue;
    const tasks = new Map(listTasks(playbook, options).map(listed => [listed.play, listed]));
    const tags = new Map(listTags(playbook, options).map(listed => [listed.play, listed.tags]));
    for (const [index, play] of playbook.plays.entries()) {
      const listed = tasks.get(play);
      const pattern = patternOf(play);
      lines.push(
        '',
        `  play #${index + 1} (${pattern}): ${play.name ? textOf(play.name) : pattern}\tTAGS: [${listed?.tags.join(', ')}]`,
      );
      if (options.listHosts) lines.push(...hostLines(play, inventory, limit));
      if (options.listTasks) lines.push('    tasks:', ...(listed?.tasks ?? []).map(taskLine));
      if (options.listTags) lines.push(`      TASK TAGS: [${tags.get(play)?.join(', ')}]`);
    }
  }
  return `${lines.join('\n')}\n`;
};

const textOf = ({ value }: Field): string => (value instanceof Template ? value.source : String(value));

const patternOf = (play: Play): string =>
  Array.isArray(play.hosts.value) ? play.hosts.value.map(String).join(',') : textOf(play.hosts);

const hostLines = (
  play: Play,
  inventory: Inventory,
  limit: ReadonlySet<Host> | undefined,
): readonly string[] => {
  const hosts = selectHosts(inventory, patternOf(play), { warnings: [] }).filter(
    host => limit?.has(host) ?? true,
  );
  return [
    `    pattern: ['${patternOf(play)}']`,
    `    hosts (${hosts.length}):`,
    ...hosts.map(host => `      ${host.name}`),
  ];
};

const taskLine = ({ role, name, action, tags }: ListedTask): string => {
  const own = name ? textOf(name) : action;
  return `      ${role === undefined ? own : `${role} : ${own}`}\tTAGS: [${tags.join(', ')}]`;
};
