import {
  constraintSentences,
  type DescribedOption,
  defaultWords,
  describedOptions,
  typeWords,
} from '../../modules/documentation.js';
import type { Module } from '../../modules/module.js';
import { textWidth } from '../../report/width.js';

/** A list of modules, each in a line of at most so many columns. */
export const moduleLines = (modules: readonly Module[], columns: number): readonly string[] => {
  const width = Math.max(...modules.map(({ name }) => name.length));
  return modules.map(({ name, description }) => {
    const [sentence = ''] = /^.*?\.(?=\s|$)/.exec(description) ?? [description];
    const line = `${name.padEnd(width)}  ${sentence}`;
    return textWidth(line) > columns ? `${line.slice(0, columns - 1)}…` : line;
  });
};

/** All that is known of a module: arguments, what it returns, examples. */
export const modulePage = (module: Module, columns: number): string => {
  const { name, aliases = [], collection, description, options, returns = {}, examples } = module;
  const names = [`${collection}.${name}`, ...aliases.map(alias => `also ${alias}`)].join(', ');
  const sections = [
    `${name} (${names})\n${block(description, 2, columns)}`,
    section('OPTIONS', [
      ...describedOptions(options).map(each => optionText(each, columns)),
      ...(module.acceptsAny === true ? ['  Any other names: what they are for is said above.'] : []),
      ...constraintSentences(module.constraints).map(sentence => block(sentence, 2, columns)),
    ]),
    section(
      'RETURNS',
      Object.entries(returns).map(
        ([value, { type, description: what }]) => `  ${value}  ${type}\n${block(what, 6, columns)}`,
      ),
    ),
    section('EXAMPLES', examples === undefined ? [] : [indented(examples.trimEnd(), 2)]),
  ];
  return `${sections.filter(text => text !== '').join('\n\n')}\n`;
};

const section = (title: string, parts: readonly string[]): string =>
  parts.length === 0 ? '' : `${title}\n${parts.join('\n')}`;

const optionText = ({ name, depth, option }: DescribedOption, columns: number): string => {
  const indent = 2 + 4 * depth;
  const initial = defaultWords(option);
  const facts = [
    typeWords(option),
    ...(option.required ? ['must be given'] : []),
    ...(initial === undefined ? [] : [`default ${initial}`]),
    ...(option.aliases === undefined ? [] : [`also ${option.aliases.join(', ')}`]),
    ...(option.noLog ? ['never shown'] : []),
  ];
  return [
    `${' '.repeat(indent)}${name}  ${facts.join('; ')}`,
    ...(option.choices === undefined
      ? []
      : [block(`One of ${option.choices.join(', ')}.`, indent + 4, columns)]),
    block(option.description, indent + 4, columns),
  ].join('\n');
};

/** A text broken between words, each line indented. */
const block = (text: string, indent: number, columns: number): string => {
  const room = Math.max(columns - indent, 20);
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last === undefined || textWidth(last) + 1 + textWidth(word) > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return indented(lines.join('\n'), indent);
};

const indented = (text: string, indent: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(indent));
