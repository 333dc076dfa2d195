import test from 'ava';
import { hostGroup, hostNames } from '../../src/report/host-names.js';

const cases: readonly (readonly [readonly string[], string])[] = [
  [['web1'], 'web1'],
  [['web3', 'web1', 'web2'], 'web1-3'],
  [['web9', 'web10', 'web11', 'db'], 'db,web9-11'],
  [['web01', 'web02', 'web04'], 'web01-02,web04'],
  [['web1.example.com', 'web2.example.com'], 'web1-2.example.com'],
  [['web1.a', 'web2.b'], 'web1.a,web2.b'],
  [['web09', 'web10'], 'web09-10'],
  [['web9', 'web010'], 'web9,web010'],
  [['10.0.0.1', '10.0.0.2', '10.0.0.4'], '10.0.0.1-2,10.0.0.4'],
  [['a', 'b'], 'a,b'],
];

for (const [names, expected] of cases) test(`${names} is ${expected}`, t => t.is(hostNames(names), expected));

test('a group of hosts has its number', t => {
  t.is(hostGroup(['web1']), '[web1]');
  t.is(hostGroup(['web1', 'web2', 'web3']), '3 hosts [web1-3]');
  t.is(hostGroup(['web1'], 'localhost'), '[web1 -> localhost]');
  t.is(hostGroup(['web1', 'web2'], 'db(192.0.2.1)'), '2 hosts [web1-2 -> db(192.0.2.1)]');
});
