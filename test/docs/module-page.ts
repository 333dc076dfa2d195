import {
  constraintSentences,
  type DescribedOption,
  defaultWords,
  describedOptions,
  typeWords,
} from '../../src/modules/documentation.js';
import type { Module } from '../../src/modules/module.js';

/** The text of docs/modules/NAME.md, from the module's definition. */
export const modulePage = (module: Module): string => {
  const { name, aliases = [], collection, description, options, returns = {}, examples = '' } = module;
  const others = aliases.map(alias => `, also called ${code(alias)}`).join('');
  const described = describedOptions(options);
  const sections = [
    `# ${name}`,
    '<!-- Written by scripts/docs from the definition in src/modules: change that, then run it. -->',
    `${code(`${collection}.${name}`)}${others}`,
    description,
    ...(described.length === 0
      ? []
      : ['## Options', table(['name', 'type', 'default', 'what it is'], described.map(optionRow))]),
    ...constraintSentences(module.constraints),
    ...(Object.keys(returns).length === 0
      ? []
      : [
          '## Returns',
          table(
            ['name', 'type', 'what it is'],
            Object.entries(returns).map(([key, value]) => [code(key), value.type, value.description]),
          ),
        ]),
    ...(examples === '' ? [] : ['## Examples', `\`\`\`yaml\n${examples.trim()}\n\`\`\``]),
  ];
  return `${sections.join('\n\n')}\n`;
};

const optionRow = ({ name, depth, option }: DescribedOption): readonly string[] => {
  const { description, required, choices, aliases, noLog } = option;
  const initial = defaultWords(option);
  return [
    `${'↳ '.repeat(depth)}${code(name)}${required ? ', required' : ''}`,
    typeWords(option),
    initial === undefined ? '' : code(initial),
    [
      description,
      ...(choices === undefined ? [] : [`One of ${choices.map(code).join(', ')}.`]),
      ...(aliases === undefined ? [] : [`Also called ${aliases.map(code).join(', ')}.`]),
      ...(noLog ? ['Never shown.'] : []),
    ].join(' '),
  ];
};

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows]
    .map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

const code = (text: string): string => `\`${text}\``;
