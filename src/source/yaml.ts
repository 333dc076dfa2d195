import { EVENT_ID, type Event, YAMLException } from 'js-yaml';
import { firstByte } from '../value/utf8.js';
import { type Diagnostic, mistake } from './diagnostic.js';
import type { SourceFile } from './file.js';
import { composeDocument } from './yaml-compose.js';
import { readEvents } from './yaml-events.js';
import { syntaxMistake } from './yaml-mistakes.js';
import type { YamlNode } from './yaml-node.js';

/**
 * Reads a YAML file that holds one document.
 * @param file the text; not a vaulted one
 * @param warnings takes what is doubtful but allowed, such as a key that stands twice
 * @returns the node tree, or undefined for a document without content
 * @throws DiagnosticError with the exact place of a mistake
 */
export const parseYaml = (file: SourceFile, warnings: Diagnostic[] = []): YamlNode | undefined => {
  const documents = parseYamlDocuments(file, warnings);
  if (documents.length > 1)
    throw mistake(`${documents.length} YAML documents stand where one is expected`, documents[1]?.location);
  return documents[0];
};

/** Reads every document of a YAML file, as `parseYaml` does one. */
export const parseYamlDocuments = (
  file: SourceFile,
  warnings: Diagnostic[] = [],
): (YamlNode | undefined)[] => {
  const events = eventsOf(file);
  const documents: (YamlNode | undefined)[] = [];
  let at = 0;
  while (at < events.length) {
    const event = events[at]!;
    if (event.type !== EVENT_ID.DOCUMENT) throw new Error('a YAML event stands outside a document');
    const { node, next } = composeDocument(file, events, at, warnings);
    documents.push(node);
    at = next;
  }
  return documents;
};

const eventsOf = (file: SourceFile): Event[] => {
  const wrong = firstByte(file.text);
  if (wrong !== undefined)
    throw mistake(
      'a byte that is no UTF-8',
      { file, start: wrong, end: wrong + 1 },
      'save the file in UTF-8',
    );
  try {
    return readEvents(file.text, file.path);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw syntaxMistake(file, Math.min(error.mark?.position ?? 0, file.text.length), error.reason);
  }
};
