import test from 'ava';
import { findChecksum, parseChecksum, urlFilename } from '../../../src/modules/files/checksum.js';

test('a checksum is an algorithm with digits or a URL', t => {
  t.deepEqual(parseChecksum('sha256:AB\u200b12'), { algorithm: 'sha256', digits: 'ab12', url: undefined });
  t.deepEqual(parseChecksum('SHA1:https://a/b'), {
    algorithm: 'sha1',
    digits: undefined,
    url: 'https://a/b',
  });
  for (const wrong of ['ab12', 'crc32:ab12', 'sha256:xyz', 'sha256:'])
    t.is(typeof parseChecksum(wrong), 'string', wrong);
});

test('a checksum is found by the name of the file', t => {
  t.is(findChecksum('ab12  a.tar\ncd34  b.tar\n', 'b.tar'), 'cd34');
  t.is(findChecksum('ab12 *./a.tar\r\n', 'a.tar'), 'ab12');
  t.is(findChecksum('ab12\n', 'whatever'), 'ab12');
  t.is(findChecksum('ab12  a.tar\n', 'b.tar'), undefined);
  t.is(findChecksum('<html>\nno such file\n', 'a.tar'), undefined);
  t.is(findChecksum('', 'a.tar'), undefined);
});

test('a fetched file is named after the path of its URL', t => {
  t.is(urlFilename('https://a/b/c.deb?x=/y#z'), 'c.deb');
  t.is(urlFilename('https://a/b/'), 'index.html');
  t.is(urlFilename('https://a'), 'index.html');
});
