import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { SourceFile } from '../../src/source/file.js';
import { Engine, repr, type Scope } from '../../src/template/index.js';
import { readJson } from '../../src/template/json.js';
import type { Value } from '../../src/value/value.js';
import { ownFolder } from '../own-folder.js';

interface Case {
  readonly source: string;
  /** What Ansible gives: for an expression Python's repr, for a template its output. None: it refuses. */
  readonly answer?: string;
}

const text = readFileSync('test/template/answers.json', 'utf8');
const data = JSON.parse(text) as {
  files: { [name: string]: string };
  expressions: Case[];
  templates: Case[];
};
const variables = (readJson(text) as Map<string, Map<string, Value>>).get('variables')!;
const folder = ownFolder('answers');
for (const [name, content] of Object.entries(data.files)) writeFileSync(join(folder, name), content);

const scope: Scope = {
  lookup: name => variables.get(name),
  names: () => variables.keys(),
  files: {
    find: (_, name) => [name, join(folder, name)].find(path => path.startsWith('/') && existsSync(path)),
    folders: () => [folder],
    read: path => readFileSync(path),
  },
};
const engine = new Engine();

const outcome = (run: () => string): string | undefined => {
  try {
    return run();
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
};

for (const { source, answer } of data.expressions)
  test(`expression ${source}`, t => {
    t.is(
      outcome(() => repr(engine.evaluateExpression(`(${source})`, undefined, scope))),
      answer,
    );
  });

for (const { source, answer } of data.templates)
  test(`template ${source}`, t => {
    t.is(
      outcome(() => engine.renderFile(new SourceFile(join(folder, 'main.j2'), source), scope)),
      answer,
    );
  });
