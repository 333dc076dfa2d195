import test from 'ava';
import { normalise } from './normalise.js';
import { withoutDifferences, withTextsOf } from './transcript.js';

test('hosts are put in order, and results on several lines', t => {
  const printed = `
TASK [debug] *******
ok: [b] => {"changed": false, "n": 1}
failed: [a] (item=x) => {"changed": false, "msg": "no"}
...ignoring
ok: [a] => (item=y) => {
    "msg": "y"
}

PLAY RECAP *******
a : ok=1`;
  t.is(
    normalise(printed, 'linear').trim(),
    `TASK [debug] *******
failed: [a] (item=x) => {
    "msg": "no"
}
...ignoring
ok: [a] => (item=y) => {
    "msg": "y"
}
ok: [b] => {
    "changed": false
    "n": 1
}

PLAY RECAP *******
a : ok=1`,
  );
});

test('times, temporary names and mistakes are not compared', t => {
  const result = {
    delta: '0:00:00.003000',
    start: 'now',
    src: '/root/.ansible/tmp/x/source',
    nested: [{ invocation: {} }],
    msg: "one\n\nThe error appears to be in 'x'",
  };
  t.is(
    normalise(`TASK [x] ***\nok: [a] => ${JSON.stringify(result)}`, 'linear')
      .replace(/\s+/g, ' ')
      .trim(),
    'TASK [x] *** ok: [a] => { "delta": "<time>" "start": "now" "nested": [ {} ] "msg": "<mistake>" }',
  );
});

test('without order, outcomes stand below their tasks', t => {
  const [one, two] = [
    'TASK [x] ***\nok: [a]\n\nTASK [y] ***\nok: [a]',
    'TASK [y] ***\nok: [a]\n\nTASK [x] ***\nok: [a]',
  ];
  t.is(normalise(one!, 'free'), normalise(two!, 'free'));
  t.not(normalise(one!, 'linear'), normalise(two!, 'linear'));
});

test('without order, an include stands alone, and is one of each host', t => {
  const [one, two] = [
    'TASK [x] ***\nincluded: f.yml for a, b\n\nTASK [y] ***\nok: [a]',
    'TASK [x] ***\nincluded: f.yml for b\n\nTASK [y] ***\nok: [a]\nincluded: f.yml for a',
  ];
  t.is(normalise(one!, 'free'), normalise(two!, 'free'));
  t.not(normalise(one!, 'free'), normalise(two!.replace('for a', 'for c'), 'free'));
});

test('where Ansible has a text trueup may have the value', t => {
  t.is(
    withTextsOf('{\n  "a": "1",\n  "b": "True"\n}', '{\n  "a": 1,\n  "b": true\n}'),
    '{\n  "a": "1",\n  "b": "True"\n}',
  );
  t.is(withTextsOf('"a": "1"', '"a": 2'), '"a": 2');
  t.is(withTextsOf('"a": 1', '"a": "1"'), '"a": "1"');
});

test('a difference that is not there any more is told', t => {
  const it = { differs: [{ text: 'fo+', because: 'reason' }] };
  t.deepEqual(withoutDifferences(it, 'foo', 'bar'), ['<differs: reason>', 'bar']);
  t.throws(() => withoutDifferences(it, 'baz', 'bar'), { message: 'nothing matches fo+ any more' });
});
