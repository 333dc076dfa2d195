import { DiagnosticError } from '../source/diagnostic.js';
import { SourceFile } from '../source/file.js';
import { parseYamlDocuments } from '../source/yaml.js';
import type { YamlNode } from '../source/yaml-node.js';
import { toUnrendered } from '../source/yaml-values.js';
import { asWritten, type Value } from '../value/value.js';
import { Fault, type Runtime } from './runtime.js';

/** The value of a YAML text. What it holds is data, whatever it looks like: no text in it is a template. Throws a Fault. */
export const readYaml = (text: string): Runtime => {
  const documents = readYamlDocuments(text);
  if (documents.length > 1)
    throw new Fault('invalid YAML: several documents where one is expected', 'from_yaml_all reads them all');
  return documents[0] ?? null;
};

/** The values of all documents of a YAML text. Throws a Fault. */
export const readYamlDocuments = (text: string): Runtime[] => {
  try {
    return parseYamlDocuments(new SourceFile('YAML', text)).map(node => (node ? dataOf(node) : null));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const [{ message, location } = { message: '' }] = error.diagnostics;
    const line = location?.file.position(location.start).line;
    throw new Fault(`invalid YAML${line === undefined ? '' : ` in line ${line}`}: ${message}`);
  }
};

const dataOf = (node: YamlNode): Value => asWritten(toUnrendered(node));
