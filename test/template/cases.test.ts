import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { SourceFile } from '../../src/source/file.js';
import { Engine, type Scope } from '../../src/template/index.js';
import { readJson } from '../../src/template/json.js';
import { repr, toText } from '../../src/template/values/text.js';
import { Float, Template, type Value } from '../../src/value/value.js';
import { ownFolder } from '../own-folder.js';

interface Answer {
  readonly ok?: unknown;
  readonly err?: string;
}

interface Case {
  readonly id: number;
  readonly group: string;
  readonly kind: 'expr' | 'when' | 'tmpl';
  readonly src: string;
  readonly lstrip?: boolean;
  readonly pure?: Answer & { readonly ok?: { readonly repr: string; readonly type: string } };
  readonly string?: Answer;
  readonly bool?: Answer;
}

/** Cases whose answer is not ours to give, each with the reason. */
const KNOWN_DIFFERENCES = new Map<number, string>([
  [101, 'a method that is not called is an address in Python, an error here'],
  [410, 'Ansible was not asked: this is the limit on range()'],
]);

const folder = ownFolder('template');
const data = readFileSync('test/template/cases.json', 'utf8').replaceAll('/tmp/jc_', `${folder}/jc_`);
const file = JSON.parse(data) as { cases: Case[]; howto: { files: { [name: string]: string } } };
// The variables keep Python's floats, which JSON.parse would lose.
const variables = (readJson(data) as Map<string, Map<string, Value>>).get('vars')!;

process.env.JC_TEST = 'hello env';
for (const [name, content] of Object.entries(file.howto.files))
  if (!name.startsWith('env ')) writeFileSync(name.startsWith('/') ? name : join(folder, name), content);

const scope: Scope = {
  lookup: name => variables.get(name),
  names: () => variables.keys(),
  files: {
    find: (_, name) => {
      const path = name.startsWith('/') ? name : join(folder, name);
      try {
        readFileSync(path);
        return path;
      } catch {
        return undefined;
      }
    },
    folders: () => [folder],
    read: path => readFileSync(path),
  },
};
const engine = new Engine();

const run = (item: Case): string => {
  try {
    if (item.kind === 'when')
      return repr(engine.isTruthy(engine.evaluateExpression(item.src, undefined, scope)));
    if (item.kind === 'tmpl')
      return engine.renderFile(new SourceFile(join(folder, 'main.j2'), item.src), scope, {
        lstripBlocks: item.lstrip ?? false,
      });
    return repr(engine.evaluate(new Template(`{{ ${item.src} }}`), scope));
  } catch (error) {
    if (error instanceof DiagnosticError) return `error: ${error.message}`;
    throw error;
  }
};

const expected = (item: Case): string => {
  const answer = item.pure ?? item.bool ?? item.string!;
  if (answer.err !== undefined) return 'error';
  if (item.kind === 'when') return answer.ok === true ? 'True' : 'False';
  if (item.kind === 'tmpl') return String(answer.ok);
  const { type, repr: written } = item.pure!.ok!;
  if (type === 'Undefined') return "''";
  return type === 'Markup' ? written.replace(/^Markup\(([\s\S]*)\)$/, '$1') : written;
};

for (const item of file.cases) {
  const reason = KNOWN_DIFFERENCES.get(item.id);
  test(`${item.group} ${item.id}: ${item.src}${reason ? ` (${reason})` : ''}`, t => {
    const got = run(item);
    if (reason || expected(item) === 'error') t.regex(got, /^error: /);
    else t.is(got, expected(item));
  });
}

test('the cases hold floats as floats', t => {
  t.true(variables.get('ratio_half') instanceof Float);
  t.is(toText(variables.get('ratio_half')!), '0.5');
});
