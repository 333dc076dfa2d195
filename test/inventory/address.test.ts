import test from 'ava';
import { expandHosts, parseAddress } from '../../src/inventory/address.js';
import { DiagnosticError } from '../../src/source/diagnostic.js';
import { SourceFile } from '../../src/source/file.js';

const LOCATION = { file: new SourceFile('hosts.yml', 'x'), start: 0, end: 1 };

const ADDRESSES: readonly (readonly [string, string | undefined, number?])[] = [
  ['web1', 'web1'],
  ['web1:2222', 'web1', 2222],
  ['web_1.example.com', 'web_1.example.com'],
  ['bücher.example', 'bücher.example'],
  ['10.0.0.1', '10.0.0.1'],
  ['10.0.0.1:22', '10.0.0.1', 22],
  ['10.0.0.[1:9]:22', '10.0.0.[1:9]', 22],
  ['::1', '::1'],
  ['[::1]:22', '::1', 22],
  ['[2001:db8::1]:22', '2001:db8::1', 22],
  ['2001:db8::[a:f]', '2001:db8::[a:f]'],
  ['[web1]:22', 'web1', 22],
  ['web[1:3]', 'web[1:3]'],
  ['web[a:c:2]-x', 'web[a:c:2]-x'],
  ['web:db', undefined],
  ['web:', undefined],
  ['-web', undefined],
  ['web-', undefined],
  ['web[1]', undefined],
  ['web*', undefined],
  ['[::1]', undefined],
  ['', undefined],
];

for (const [text, host, port] of ADDRESSES)
  test(`address ${text || '(empty)'}`, t => {
    t.deepEqual(parseAddress(text), host === undefined ? undefined : { host, port });
  });

const RANGES: readonly (readonly [string, readonly string[], number?])[] = [
  ['web1', ['web1']],
  ['web[1:3]', ['web1', 'web2', 'web3']],
  ['web[:2]', ['web0', 'web1', 'web2']],
  ['web[01:03].x:22', ['web01.x', 'web02.x', 'web03.x'], 22],
  ['web[08:10]', ['web08', 'web09', 'web10']],
  ['web[1:10:4]', ['web1', 'web5', 'web9']],
  ['[a:c]', ['a', 'b', 'c']],
  ['x[a:e:2]y', ['xay', 'xcy', 'xey']],
  ['[y:B]', ['y', 'z', 'A', 'B']],
  ['r[1:2]-[a:b]', ['r1-a', 'r1-b', 'r2-a', 'r2-b']],
  ['web[0:0]', ['web0']],
];

for (const [pattern, names, port] of RANGES)
  test(`hosts ${pattern}`, t => {
    t.deepEqual(expandHosts(pattern, LOCATION), { names, port });
  });

const WRONG: readonly (readonly [string, RegExp])[] = [
  ['web[1]', /must be \[begin:end\]/],
  ['web[1:2:3:4]', /must be \[begin:end\]/],
  ['web[1:]', /has no end/],
  ['web[3:1]', /ends before it begins/],
  ['web[c:a]', /ends before it begins/],
  ['web[01:100]', /as many digits/],
  ['web[a:3]', /between two numbers or two letters/],
  ['web[aa:bb]', /between two numbers or two letters/],
  ['web[1:5:0]', /no positive step/],
  ['web[1:9999999]', /more than 100000/],
  ['web:', /can't end in ":"/],
];

for (const [pattern, message] of WRONG)
  test(`refused: ${pattern}`, t => {
    const error = t.throws(() => expandHosts(pattern, LOCATION), { instanceOf: DiagnosticError, message });
    t.is(error!.diagnostics[0]!.location, LOCATION);
  });
