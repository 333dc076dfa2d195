import { KEYWORDS } from '../playbook/keywords.js';
import type { Field, Node } from '../playbook/model.js';
import type { Diagnostic } from '../source/diagnostic.js';
import type { Expression } from '../template/ast.js';
import { parseExpression } from '../template/parser.js';
import { SyntaxFault } from '../template/syntax-fault.js';
import { Template } from '../value/value.js';

/** Filters whose result is never a boolean, and what it is. */
const RESULTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'a number': ['length', 'count', 'int', 'float', 'abs', 'round', 'sum'],
    'a string': [
      ...[
        'string',
        'lower',
        'upper',
        'title',
        'capitalize',
        'trim',
        'replace',
        'join',
        'basename',
        'dirname',
      ],
      ...['regex_replace', 'to_json', 'to_yaml', 'to_nice_json', 'to_nice_yaml', 'b64encode', 'b64decode'],
      ...['quote', 'hash', 'expanduser', 'realpath'],
    ],
    'a list': [
      'list',
      'sort',
      'unique',
      'split',
      'flatten',
      'dict2items',
      'union',
      'intersect',
      'difference',
    ],
    'a dictionary': ['combine', 'items2dict'],
  }).flatMap(([what, names]) => names.map(name => [name, what] as const)),
);

/** What an expression's value certainly is, if that is no boolean. */
const kindOf = (node: Expression): string | undefined => {
  switch (node.kind) {
    case 'literal':
      if (typeof node.value === 'string') return 'a string';
      return typeof node.value === 'boolean' || node.value === null ? undefined : 'a number';
    case 'list':
    case 'tuple':
      return 'a list';
    case 'dict':
      return 'a dictionary';
    case 'concat':
      return 'a string';
    case 'filter':
      return RESULTS.get(node.name.replace(/^ansible\.builtin\./, ''));
    case 'and':
      // Where the left side holds, the right one is the value.
      return kindOf(node.right);
    case 'or':
      return kindOf(node.left) && kindOf(node.right);
    default:
      return undefined;
  }
};

/** Doubtful conditions of a node: braces in them, and values that are no booleans. */
export const conditionAdvice = (
  node: Node,
  conditionArguments: ReadonlySet<string>,
): readonly Diagnostic[] => {
  const fields = [...node.keywords].filter(([name]) => KEYWORDS[name]?.type === 'conditions');
  if (node.kind === 'task')
    for (const [name, field] of node.args) if (conditionArguments.has(name)) fields.push([name, field]);
  return fields.flatMap(([name, field]) => partsOf(field).flatMap(part => adviceOn(name, part)));
};

const partsOf = (field: Field): readonly Field[] =>
  field.items ?? [field.value].flat().map(value => ({ ...field, value }) as Field);

const adviceOn = (name: string, { value, location }: Field): readonly Diagnostic[] => {
  const text = value instanceof Template ? value.source : value;
  if (typeof text !== 'string') return [];
  if (/\{\{|\{%/.test(text)) {
    const hint = 'it is an expression already: name variables without braces';
    return [{ severity: 'warning', message: `"${name}" has braces in it`, location, hint }];
  }
  const kind = kindOfText(text);
  if (kind === undefined) return [];
  const hint = kind === 'a number' ? 'compare it: ... > 0' : 'compare it, or write ... | bool';
  return [
    {
      severity: 'warning',
      message: `"${name}" comes to ${kind}, not to true or false, which newer versions of Ansible refuse`,
      location,
      hint,
    },
  ];
};

const kindOfText = (text: string): string | undefined => {
  try {
    return kindOf(parseExpression(text));
  } catch (error) {
    // A mistake in it is told as such.
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
};
