import test from 'ava';
import { SoundTexts } from '../../src/template/sound-texts.js';

const WRONG = [{ severity: 'error', message: 'wrong' }] as const;

test('a text of which nothing is wrong is looked at once', t => {
  const sound = new SoundTexts(undefined);
  let looks = 0;
  const look = () => {
    looks++;
    return [];
  };
  t.deepEqual(sound.unless('{{ a }}', look), []);
  t.deepEqual(sound.unless('{{ a }}', look), []);
  t.is(looks, 1);
});

test('a text that is wrong is wrong wherever it stands', t => {
  const sound = new SoundTexts(undefined);
  t.deepEqual(
    sound.unless('{{ a }', () => WRONG),
    WRONG,
  );
  t.deepEqual(
    sound.unless('{{ a }', () => WRONG),
    WRONG,
  );
});

test('once there are more plugins a text is looked at again', t => {
  const plugins = { filesSeen: 0 };
  const sound = new SoundTexts(plugins);
  sound.unless('{{ a | b }}', () => []);
  plugins.filesSeen = 1;
  t.deepEqual(
    sound.unless('{{ a | b }}', () => WRONG),
    WRONG,
  );
});
