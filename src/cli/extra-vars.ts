import { readVariables } from '../inventory/variable-files.js';
import { parseArgumentText } from '../playbook/argument-text.js';
import { mistake } from '../source/diagnostic.js';
import { SourceFile } from '../source/file.js';
import type { Vault } from '../source/vault.js';
import { parseYaml } from '../source/yaml.js';
import { isTemplateText } from '../source/yaml-node.js';
import { toUnrendered } from '../source/yaml-values.js';
import { Template, type Variables } from '../value/value.js';

/** The variables of all `-e`: name=value words, YAML or JSON text, or @FILE; later ones win. Throws DiagnosticErrors. */
export const readExtraVars = (texts: readonly string[], vault: Vault | undefined): Variables => {
  const variables: Variables = new Map();
  for (const text of texts) {
    if (text.startsWith('@'))
      for (const [name, variable] of readVariables(text.slice(1), vault, []))
        variables.set(name, variable.read());
    else if (/^\s*[{[]/.test(text)) readYamlText(text, vault, variables);
    else readWords(text, variables);
  }
  return variables;
};

const readYamlText = (text: string, vault: Vault | undefined, variables: Variables): void => {
  const file = new SourceFile('-e', text);
  const node = parseYaml(file);
  if (node?.kind !== 'mapping')
    throw mistake('variables on the command line must be a dictionary', node?.location);
  for (const { key, value } of node.entries) variables.set(key.text, toUnrendered(value, vault ?? {}));
};

const readWords = (text: string, variables: Variables): void => {
  const location = { file: new SourceFile('-e', text), start: 0, end: text.length };
  const parsed = parseArgumentText(text, false);
  if (parsed?.rest.trim() !== '')
    throw mistake('this is neither name=value, nor YAML or JSON in braces, nor @FILE', location);
  for (const { name, value } of parsed.pairs)
    variables.set(name, isTemplateText(value) ? new Template(value, location) : value);
};
