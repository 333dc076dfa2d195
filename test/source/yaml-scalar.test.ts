import test from 'ava';
import { SourceFile } from '../../src/source/file.js';
import { parseYaml } from '../../src/source/yaml.js';
import { scalarOfType, typeOfPlain } from '../../src/source/yaml-scalar.js';
import { SCALARS } from './scalar-table.js';

for (const [text, expected] of SCALARS) {
  test(`${text} is what PyYAML takes it for`, t => {
    t.deepEqual(scalarOfType(text, typeOfPlain(text)), expected);
    const node = parseYaml(new SourceFile('test.yml', `key: ${text}\n`));
    t.like(node, { entries: [{ value: { kind: 'scalar', text, value: expected } }] });
  });
}

for (const text of ['0b_', '0x_', '2020-13-01', '2021-02-29', '2020-01-01 24:00:00', '2020-01-01 10:60:00'])
  test(`${text} looks like something that it can't be`, t => {
    t.is(scalarOfType(text, typeOfPlain(text)), undefined);
  });
