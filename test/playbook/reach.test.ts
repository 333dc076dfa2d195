import test from 'ava';
import { asFarAsReached } from '../../src/playbook/reach.js';
import { tasksOf } from '../../src/playbook/walk.js';
import type { Diagnostic } from '../../src/source/diagnostic.js';
import { loadGood } from './project.js';

const PLAY = `- hosts: all
  tasks:
    - debug: msg=1
    - debug: msg=2
      when: x
    - when: x
      block:
        - debug: msg=3
`;

test('what is foreign stops a run only in a task without conditions', t => {
  const { playbook } = loadGood(t, { 'site.yml': PLAY });
  const mistake: Diagnostic = { severity: 'error', message: 'misspelt' };
  const foreign: Diagnostic = { severity: 'error', message: 'foreign', isForeign: true };
  const said = (selection?: { tags: string[]; skipTags: string[] }) =>
    [...tasksOf(playbook.plays[0]!)].map(task =>
      asFarAsReached(task, [mistake, foreign], {
        ...({} as Parameters<typeof asFarAsReached>[2]),
        ...(selection && { selection }),
      })
        .map(({ severity, message }) => `${severity}: ${message}`)
        .join(),
    );
  const all = 'error: misspelt,error: foreign';
  t.deepEqual(said({ tags: [], skipTags: [] }), [all, 'error: misspelt', 'error: misspelt']);
  const lint = 'error: misspelt,warning: foreign';
  t.deepEqual(said(), [all, lint, lint]);
});
