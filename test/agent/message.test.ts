import test from 'ava';
import { MessageWriter, payloadSize } from '../../src/agent/message.js';
import type { ShellFunction } from '../../src/agent/protocol.js';
import { apply, probe } from './local-agent.js';

const inner: ShellFunction = { name: 'inner', text: 'inner() { echo inner; }' };
const outer: ShellFunction = { name: 'outer', text: 'outer() { inner; }', uses: [inner] };

const codeOf = (message: { code: Buffer }): string => {
  const text = message.code.toString();
  const [size] = text.split('\n');
  const code = text.slice(size!.length + 1);
  if (Number(size) !== Buffer.byteLength(code)) throw new Error('the header is not the size of the code');
  return code;
};

test('a function is sent once, those that it calls before it', t => {
  const writer = new MessageWriter();
  const first = codeOf(writer.write([probe('outer', { uses: [outer] })], 1));
  t.true(first.indexOf('inner()') < first.indexOf('outer()'));
  const second = codeOf(writer.write([probe('outer', { uses: [outer, inner] })], 2));
  t.is(second, "agent_probe 2 0 'outer'");
});

test('two functions of one name are refused unless they are the same', t => {
  const writer = new MessageWriter();
  writer.write([probe('', { uses: [inner] })], 1);
  t.notThrows(() => writer.write([probe('', { uses: [{ ...inner }] })], 2));
  t.throws(() => writer.write([probe('', { uses: [{ name: 'inner', text: 'inner() { :; }' }] })], 3), {
    message: 'two shell functions have the name inner',
  });
});

test('payloads follow in the order of the steps, and each step knows the size of its own', t => {
  const message = new MessageWriter().write(
    [
      probe('a', { payload: ['ä', Buffer.from('bc')] }),
      apply('b', { payload: [] }),
      probe('c', { payload: ['d'] }),
    ],
    7,
  );
  t.deepEqual(message.payloads, ['ä', Buffer.from('bc'), 'd']);
  t.regex(codeOf(message), /agent_probe 7 4 'a'\nagent_apply 8 0 'b' \d+\nagent_probe 9 1 'c'$/);
});

test('the size of a payload is in bytes', t => {
  t.is(payloadSize('äß'), 4);
  t.is(payloadSize(Buffer.alloc(3)), 3);
  t.is(payloadSize({ file: '/nowhere', size: 5 }), 5);
});

test('what sh cannot take is refused, and leaves no trace', t => {
  const writer = new MessageWriter();
  t.throws(() => writer.write([probe('a\0b', { uses: [inner] })], 1), { message: /NUL/ });
  t.throws(() => writer.write([{ ...probe('', { uses: [inner] }), environment: { 'A.B': '' } }], 1), {
    message: '"A.B" is no name for an environment variable of a shell',
  });
  t.throws(() => writer.write([{ ...probe(''), environment: { A: '\0' } }], 1), { message: /NUL/ });
  t.true(codeOf(writer.write([probe('', { uses: [inner] })], 1)).includes('inner()'));
});
