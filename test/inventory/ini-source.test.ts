import test from 'ava';
import { failureOf, groupsOf, inventoryOf, variablesOf } from './folder.js';

test('hosts, groups, children, ranges, ports and types of values', t => {
  const inventory = inventoryOf(
    t,
    `# comment
; another
ungr1 a=1 b="x y" c='z' d=True e=[1,2] f={'a':1} g=0644 h=1.5 # tail
ungr2:2200 ansible_user=root   v="it's" w=a\\ b u=abc#def
[::1]:33 x=1
[web]   # the web
w[1:5:2].example.com http_port=80
ungr2
w1.example.com http_port=81
[web:vars]
ntp = ntp.example.com
tricky=foo # c
num=12 # c
empty=
eq=a=b=c
tpl="{{ ntp }}"
tpl2={{ ntp }}
nested=[{'a': '{{ ntp }}'}]
[dc:children]
web
later   # comes below
[later]
l1
[all:vars]
z=yes
`,
    'hosts',
  );
  t.deepEqual(groupsOf(inventory), {
    all: ['ungr1', '::1', 'w1.example.com', 'w3.example.com', 'w5.example.com', 'ungr2', 'l1'],
    ungrouped: ['ungr1', '::1'],
    web: ['w1.example.com', 'w3.example.com', 'w5.example.com', 'ungr2'],
    dc: ['w1.example.com', 'w3.example.com', 'w5.example.com', 'ungr2', 'l1'],
    later: ['l1'],
  });
  t.deepEqual(variablesOf(inventory, 'ungr1'), {
    z: 'yes',
    a: 1,
    b: 'x y',
    c: 'z',
    d: true,
    e: [1, 2],
    f: '{a:1}',
    g: '0644',
    h: { float: 1.5 },
  });
  t.deepEqual(variablesOf(inventory, 'ungr2'), {
    z: 'yes',
    ntp: 'ntp.example.com',
    tricky: 'foo # c',
    num: 12,
    empty: '',
    eq: 'a=b=c',
    tpl: { template: '{{ ntp }}' },
    tpl2: { template: '{{ ntp }}' },
    nested: [{ a: { template: '{{ ntp }}' } }],
    ansible_port: 2200,
    ansible_user: 'root',
    v: "it's",
    w: 'a b',
    u: 'abc',
  });
  t.is(variablesOf(inventory, 'w1.example.com').http_port, 81);
  t.deepEqual(variablesOf(inventory, '::1'), { z: 'yes', ansible_port: 33, x: 1 });
});

test('values know where they stand', t => {
  const text = '[web]\nweb1 a=1 b="{{ a }}"\n[web:vars]\nc = 3\n';
  const inventory = inventoryOf(t, text, 'hosts.ini');
  const host = inventory.host('web1')!;
  const at = (name: string): string | undefined => {
    const location = inventory
      .variableLayers(host)
      .find(layer => layer.get(name))
      ?.location(name);
    return location && text.slice(location.start, location.end);
  };
  t.deepEqual(['a', 'b', 'c'].map(at), ['a=1', 'b="{{ a }}"', '3']);
  t.is(text.slice(host.location!.start, host.location!.end), 'web1');
});

test('lines may end as on Windows', t => {
  t.deepEqual(groupsOf(inventoryOf(t, '[web]\r\na x=1\r\nb\r\n', 'hosts.ini')).web, ['a', 'b']);
});

const WRONG: readonly (readonly [string, string, string])[] = [
  ['[web x]\n', 'this is no section', '[web x]'],
  ['[web:hots]\n', 'section [web:hots] has the unknown kind "hots"', '[web:hots]'],
  ['[web:vars]\nx=1\n', '[web:vars] stands for a group that is not declared', '[web:vars]'],
  ['[a:children]\nb\nc\n[b]\n', '"c" is not declared as a group', 'c'],
  ['[a:children]\nb c\n[b]\n', 'the name of a group must stand here', 'b c'],
  ['[a]\n[a:vars]\nx\n', 'a variable must stand here: key=value', 'x'],
  ['  web1 x\n', 'a variable must stand here: key=value', 'x'],
  ['web1 x="y\n', 'a quote that was opened is never closed', 'web1 x="y'],
  ['---\n', 'this line belongs into a YAML file', '---'],
  ['web1: x=1\n', 'a host can\'t end in ":"', 'web1:'],
  ['web[1] x=1\n', 'host range [1] must be [begin:end] or [begin:end:step]', 'web[1]'],
];

for (const [text, message, place] of WRONG)
  test(`refused with its place: ${JSON.stringify(text)}`, t => {
    const found = failureOf(t, text, 'hosts.ini');
    t.is(found.message, message);
    t.is(found.place, place);
  });
