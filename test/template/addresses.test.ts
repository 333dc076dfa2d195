import test from 'ava';
import { evaluate } from './support.js';

/** Answers of ansible.utils 2 with netaddr. */
const TABLE: readonly (readonly [value: string, query: string, answer: string | number | boolean | null])[] =
  [
    ['192.168.1.5/24', '', '192.168.1.5/24'],
    ['192.168.1.5/24', 'address', '192.168.1.5'],
    ['192.168.1.0/24', 'address', null],
    ['192.168.1.5/24', 'net', null],
    ['192.168.1.0/24', 'net', '192.168.1.0/24'],
    ['192.168.1.5/24', 'network', '192.168.1.0'],
    ['192.168.1.5/24', 'netmask', '255.255.255.0'],
    ['192.168.1.5/255.255.255.0', 'prefix', 24],
    ['192.168.1.5/24', 'hostmask', '0.0.0.255'],
    ['192.168.1.5/24', 'subnet', '192.168.1.0/24'],
    ['192.168.1.5/24', 'cidr', '192.168.1.5/24'],
    ['192.168.1.5/24', 'broadcast', '192.168.1.255'],
    ['192.168.1.0/24', 'host/prefix', false],
    ['10.0.0.1', 'gateway', '10.0.0.1/32'],
    ['192.168.1.5/24', '1', '192.168.1.1/24'],
    ['2001:db8::1/64', '-1', '2001:db8::ffff:ffff:ffff:ffff/64'],
    ['192.168.1.5/24', 'first_usable', '192.168.1.1'],
    ['192.168.1.5/24', 'range_usable', '192.168.1.1-192.168.1.254'],
    ['192.168.1.5/24', 'next_usable', '192.168.1.6'],
    ['192.168.1.0/24', 'previous_usable', null],
    ['192.168.1.5/24', 'size_usable', 254],
    ['192.168.1.5/24', 'type', 'address'],
    ['192.168.1.5/24', 'int', '3232235781/24'],
    ['192.168.1.5/24', 'ip_netmask', '192.168.1.5 255.255.255.0'],
    ['192.168.1.5/24', 'private', '192.168.1.5/24'],
    ['8.8.8.8', 'private', null],
    ['2001:db8::1/64', 'public', '2001:db8::1/64'],
    ['fe80::1', 'link-local', 'fe80::1'],
    ['127.0.0.1', 'loopback', '127.0.0.1'],
    ['192.168.1.5/24', '192.168.0.0/16', '192.168.1.5/24'],
    ['10.0.0.1', '192.168.0.0/16', null],
    ['192.168.1.5/24', 'revdns', '5.1.168.192.in-addr.arpa.'],
    ['192.168.1.5/24', 'ipv6', '::ffff:192.168.1.5/120'],
    ['1.2.3.4/31', 'peer', '1.2.3.5'],
    ['2001:db8::1/64', 'wrap', '[2001:db8::1]/64'],
    ['nope', 'address', false],
  ];

for (const [value, query, answer] of TABLE)
  test(`${value} | ipaddr('${query}')`, t => {
    t.is(evaluate(`{{ value | ansible.utils.ipaddr(query) }}`, { value, query }), answer);
  });

test('of a list what answers is kept', t => {
  t.deepEqual(evaluate("{{ ['10.1.2.3/8', 'x', '::1', '10.0.0.0/8'] | ipaddr('address') }}"), [
    '10.1.2.3',
    '::1',
  ]);
  t.deepEqual(evaluate("{{ ['10.1.2.3', '::1'] | ipv6 }}"), ['::1']);
  t.is(evaluate("{{ 'fe80::1' | ipwrap }} {{ 'host' | ipwrap }}"), '[fe80::1] host');
  t.throws(() => evaluate("{{ '10.0.0.1' | ipaddr('first_usable') }}"), { message: /is no network/ });
  t.throws(() => evaluate("{{ '10.0.0.1' | ipaddr('colour') }}"), {
    message: /ipaddr\(\) knows no "colour"/,
  });
});
