import test from 'ava';
import { didYouMean, nearest } from '../../src/source/suggest.js';

const MODULES = ['apt', 'copy', 'template', 'service', 'systemd', 'user', 'lineinfile'];

const CASES: readonly (readonly [string, string | undefined])[] = [
  ['atp', 'apt'],
  ['apr', 'apt'],
  ['Apt', 'apt'],
  ['tempalte', 'template'],
  ['templates', 'template'],
  ['lineinfle', 'lineinfile'],
  ['sevrice', 'service'],
  ['usr', 'user'],
  ['xyz', undefined],
  ['docker_container', undefined],
  ['', undefined],
];

for (const [name, expected] of CASES)
  test(`"${name}" is near ${expected ?? 'nothing'}`, t => {
    t.is(nearest(name, MODULES), expected);
    t.is(didYouMean(name, MODULES), expected === undefined ? undefined : `did you mean "${expected}"?`);
  });

test('the nearest of several wins', t => {
  t.is(nearest('registry_user', ['registry_domain', 'registry_users', 'registry']), 'registry_users');
  for (const names of [
    ['tags', 'tasks'],
    ['tasks', 'tags'],
  ])
    t.is(nearest('taks', names), 'tasks');
});
