import test from 'ava';
import {
  constraintSentences,
  defaultWords,
  describedOptions,
  typeWords,
} from '../../src/modules/documentation.js';

test('options that must be given come first, and those within one follow it', t => {
  const options = {
    b: { type: 'str', description: '' },
    a: { type: 'list', description: '', options: { z: { type: 'int', description: '' } } },
    c: { type: 'path', required: true, description: '' },
  } as const;
  t.deepEqual(
    describedOptions(options).map(({ name, depth }) => `${depth} ${name}`),
    ['0 c', '0 a', '1 z', '0 b'],
  );
});

test('types and defaults in words', t => {
  t.is(typeWords({ type: 'list', description: '' }), 'list of str');
  t.is(typeWords({ type: 'list', elements: 'int', description: '' }), 'list of int');
  t.is(typeWords({ type: 'list', options: {}, description: '' }), 'list of dict');
  t.is(typeWords({ type: 'bool', description: '' }), 'bool');
  t.is(defaultWords({ type: 'bool', default: false, description: '' }), 'false');
  t.is(defaultWords({ type: 'str', description: '' }), undefined);
});

test('constraints in sentences', t => {
  t.deepEqual(
    constraintSentences({
      mutuallyExclusive: [['a', 'b']],
      requiredTogether: [['c', 'd']],
      requiredOneOf: [['e', 'f']],
      requiredIf: [
        { option: 'state', value: 'link', requires: ['src'] },
        { option: 'state', value: 'on', requires: ['x', 'y'], any: true },
      ],
    }),
    [
      'At most one of a, b may be given.',
      'c, d are given together or not at all.',
      'At least one of e, f must be given.',
      'With state: link, src must be given.',
      'With state: on, x or y must be given.',
    ],
  );
  t.deepEqual(constraintSentences(undefined), []);
});
