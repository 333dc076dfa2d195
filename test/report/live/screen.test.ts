import { Writable } from 'node:stream';
import test from 'ava';
import { Screen } from '../../../src/report/live/screen.js';
import { Output } from '../../../src/report/output.js';
import { line } from '../../../src/report/style.js';
import { textWidth } from '../../../src/report/width.js';
import { Secrets } from '../../../src/value/secrets.js';
import { FakeTerminal } from './terminal.js';

const screenOn = (columns: number, rows: number, ...hidden: readonly string[]) => {
  const terminal = new FakeTerminal(columns, rows);
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      terminal.write(chunk.toString());
      done();
    },
  });
  const secrets = new Secrets();
  for (const secret of hidden) secrets.add(secret);
  return { terminal, screen: new Screen(new Output(stream, secrets, false), terminal) };
};

const lines = (...texts: readonly string[]) => texts.map(text => line(text));

test('a picture is drawn over the one before, lines scroll by above it', t => {
  const { terminal, screen } = screenOn(20, 10);
  screen.draw(lines('one', 'two', 'three'));
  t.is(terminal.text, 'one\ntwo\nthree');
  t.false(terminal.isCursorShown);
  screen.scroll(lines('changed'));
  screen.draw(lines('four'));
  t.is(terminal.text, 'changed\nfour');
  screen.scroll(lines('failed', 'and more'));
  screen.draw(lines('five', 'six'));
  t.is(terminal.text, 'changed\nfailed\nand more\nfive\nsix');
  screen.scroll(lines('last'));
  screen.clear();
  t.is(terminal.text, 'changed\nfailed\nand more\nlast');
  t.true(terminal.isCursorShown);
});

test('a picture is cut to the terminal, what scrolls by is whole', t => {
  const { terminal, screen } = screenOn(10, 10);
  screen.scroll(lines('longer than the terminal'));
  screen.draw(lines('日本語のとても長い', 'a\x1b[2Jb'));
  t.deepEqual(terminal.lines.slice(0, 5), ['longer tha', 'n the term', 'inal', '日本語の…', 'a\\x1b[2Jb']);
  t.true(terminal.lines.every(text => textWidth(text) <= 10));
});

test('a terminal that gets narrower wraps the picture, and all of it is drawn over', t => {
  const { terminal, screen } = screenOn(40, 20);
  screen.scroll(lines('kept'));
  screen.draw(lines('a line of thirty-five columns, here', 'another one of thirty-five columns.', 'short'));
  terminal.narrow(20);
  screen.draw(lines('new', 'picture'));
  t.is(terminal.text, 'kept\nnew\npicture');
  terminal.columns = 60;
  screen.draw(lines('again'));
  t.is(terminal.text, 'kept\nagain');
});

test('secrets are gone before lines are cut', t => {
  const { terminal, screen } = screenOn(10, 10, 'hunter22hunter22');
  screen.draw(lines('my hunter22hunter22'));
  t.is(terminal.text, 'my *****…');
});

test('the cursor comes back and the picture stays when the program is cut off', t => {
  const { terminal, screen } = screenOn(20, 10);
  screen.draw(lines('one'));
  screen.restore();
  t.true(terminal.isCursorShown);
  t.is(terminal.text, 'one');
});

test('nothing is drawn on a terminal that does not keep up', t => {
  const stuck = new Writable({ highWaterMark: 1, write: () => {} });
  const screen = new Screen(new Output(stuck, new Secrets(), false), { columns: 20, rows: 10 });
  screen.draw(lines('one'));
  const { writableLength } = stuck;
  screen.draw(lines('two'));
  t.is(stuck.writableLength, writableLength);
});
