import test from 'ava';
import { contentText } from '../../../src/modules/files/json.js';
import { Float, fromPlain } from '../../../src/value/value.js';

test('structured content is written as json.dumps writes it', t => {
  t.is(
    contentText(fromPlain({ a: [1, true, null, 'ä"\n'], b: {} })),
    '{"a": [1, true, null, "\\u00e4\\"\\n"], "b": {}}',
  );
  t.is(contentText([new Float(1), 2n ** 60n]), '[1.0, 1152921504606846976]');
});

test('other content is written as Python prints it', t => {
  t.is(contentText('ä\n'), 'ä\n');
  t.is(contentText(true), 'True');
  t.is(contentText(5), '5');
  t.is(contentText(new Float(2)), '2.0');
});
