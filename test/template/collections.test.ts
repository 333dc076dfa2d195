import test from 'ava';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { repr } from '../../src/template/index.js';
import { evaluate } from './support.js';

const answers: readonly (readonly [expression: string, answer: string])[] = [
  ["'10.0.0.5/24' | ansible.utils.ipaddr", "'10.0.0.5/24'"],
  ["'10.0.0.5' | ansible.utils.ipaddr", "'10.0.0.5'"],
  ["'10.0.0.5/24' | ansible.utils.ipaddr('network')", "'10.0.0.0'"],
  ["'10.0.0.5/255.255.255.0' | ansible.utils.ipaddr('prefix')", '24'],
  ["'10.0.0.5/24' | ansible.utils.ipaddr('netmask')", "'255.255.255.0'"],
  ["'10.0.0.5/24' | ansible.utils.ipaddr('broadcast')", "'10.0.0.255'"],
  ["'10.0.0.5/24' | ansible.utils.ipaddr('subnet')", "'10.0.0.0/24'"],
  ["'10.0.0.0/22' | ansible.utils.ipaddr('size')", '1024'],
  ["'2001:db8:0:0:0:0:0:1' | ansible.utils.ipv6", "'2001:db8::1'"],
  ["'::' | ansible.utils.ipaddr", "'::'"],
  ["'2001:db8:1:2::9/64' | ansible.utils.ipaddr('network/prefix')", "'2001:db8:1:2::/64'"],
  ["'1:0:0:2:0:0:0:3' | ansible.utils.ipaddr", "'1:0:0:2::3'"],
  ["['10.0.0.1', 'x', '::1', '300.1.1.1'] | ansible.utils.ipaddr", "['10.0.0.1', '::1']"],
  ["['10.0.0.1', '::1'] | ansible.utils.ipv4", "['10.0.0.1']"],
  ["'host' | ansible.utils.ipaddr", 'False'],
  ["'::1' | ansible.utils.ipwrap ~ ('a' | ansible.utils.ipwrap)", "'[::1]a'"],
  ["['a', 'b', 'a'] | community.general.counter", "{'a': 2, 'b': 1}"],
  ["[['a', 1]] | community.general.dict", "{'a': 1}"],
  ["1 | community.general.dict_kv('a')", "{'a': 1}"],
  [
    "[{'n': 'a', 'x': 1}, {'n': 'b', 'x': 2}] | community.general.groupby_as_dict('n')",
    "{'a': {'n': 'a', 'x': 1}, 'b': {'n': 'b', 'x': 2}}",
  ],
  [
    "[{'n': 'b', 'x': 1}, {'n': 'a'}] | community.general.lists_mergeby([{'n': 'b', 'y': 2}], 'n')",
    "[{'n': 'a'}, {'n': 'b', 'x': 1, 'y': 2}]",
  ],
  ["[{'a': 1, 'ab': 2, 'c': 3}] | community.general.keep_keys(target=['a', 'c'])", "[{'a': 1, 'c': 3}]"],
  [
    "[{'a': 1, 'ab': 2, 'c': 3}] | community.general.remove_keys(target='a', matching_parameter='starts_with')",
    "[{'c': 3}]",
  ],
  ["'1h 30m' | community.general.to_minutes", '90.0'],
  ["'30s' | community.general.to_time_unit('ms')", '30000.0'],
  ["['2.10', '2.9', '2.9.1'] | community.general.version_sort", "['2.9', '2.9.1', '2.10']"],
  ["'e\u0301' | community.general.unicode_normalize | length", '1'],
];

for (const [expression, answer] of answers)
  test(expression, t => {
    t.is(repr(evaluate(`{{ ${expression} }}`)), answer);
  });

test('a MAC address is completed', t => {
  t.regex(
    evaluate("{{ '52:54:00' | community.general.random_mac }}") as string,
    /^52:54:00(?::[\da-f]{2}){3}$/,
  );
  t.is(
    evaluate("{{ '52:54:00' | community.general.random_mac(seed='a') }}"),
    evaluate("{{ '52:54:00' | community.general.random_mac(seed='a') }}"),
  );
});

test('what is no such thing is refused', t => {
  for (const expression of [
    "'10.0.0.1' | ipaddr('nonsense')",
    "'1 parsec' | to_minutes",
    "'zz' | random_mac",
    "'a' | unicode_normalize('NFX')",
  ])
    t.throws(() => evaluate(`{{ ${expression} }}`), { instanceOf: DiagnosticError }, expression);
});
