import test from 'ava';
import { prettyPrint } from '../../../src/run/debugger/pretty-print.js';
import { fromPlain } from '../../../src/value/value.js';

test('what fits stands on one line, the keys of dicts in order', t => {
  t.is(
    prettyPrint(fromPlain({ b: [1, null], a: { d: 'x', c: true } })),
    "{'a': {'c': True, 'd': 'x'}, 'b': [1, None]}",
  );
  t.is(prettyPrint('text'), "'text'");
});

test("what does not fit has an entry on each line, as Python's pprint has it", t => {
  const long = 'x'.repeat(30);
  t.is(
    prettyPrint(fromPlain({ name: long, list: [long, long, long], short: 1 })),
    `{'list': ['${long}',
          '${long}',
          '${long}'],
 'name': '${long}',
 'short': 1}`,
  );
});
