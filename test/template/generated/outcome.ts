import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticError } from '../../../src/source/diagnostic.js';
import { SourceFile } from '../../../src/source/file.js';
import { Engine, repr, type Scope, toText } from '../../../src/template/index.js';
import { Template } from '../../../src/value/value.js';
import { ownFolder } from '../../own-folder.js';
import type { Answer, QuestionKind } from './oracle.js';
import { FILES, VARIABLES } from './variables.js';

const folder = ownFolder('generated');
for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);

const scope: Scope = { lookup: name => VARIABLES.get(name), names: () => VARIABLES.keys() };
const engine = new Engine();

/** What the engine makes of a source, in the form of Ansible's answer. */
export const answerOf = (kind: QuestionKind, source: string): Answer => {
  try {
    switch (kind) {
      case 'expression':
        return { ok: repr(engine.evaluateExpression(`(${source})`, undefined, scope)) };
      case 'string':
        return { ok: toText(engine.evaluate(new Template(source), scope)) };
      case 'template':
        return { ok: engine.renderFile(new SourceFile(join(folder, 'generated.j2'), source), scope) };
    }
  } catch (error) {
    if (error instanceof DiagnosticError) return { error: error.message };
    throw error;
  }
};

/** Whether two answers are the same, as far as they can be compared. */
export const agree = (ansible: Answer, ours: Answer): boolean =>
  ansible.unknown !== undefined ||
  // An undefined argument is a mistake here, even where it isn't used.
  (ansible.ok !== undefined && /the list is empty, so there is no/.test(ours.error ?? '')) ||
  ansible.ok === ours.ok ||
  (ansible.ok !== undefined && ours.ok !== undefined && rounded(ansible.ok) === rounded(ours.ok));

/** Numbers without their last digits: the C library and JavaScript's engine round powers and logarithms differently. */
const rounded = (text: string): string =>
  text.replace(/\d+\.\d{9,}(?:e[+-]\d+)?/g, number => Number(number).toPrecision(14));
