import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { engineOptions } from '../../src/cli/engine-options.js';
import { readConfiguration } from '../../src/configuration/configuration.js';
import { loadInventory } from '../../src/inventory/load.js';
import { Engine } from '../../src/template/index.js';
import { Template, type Value } from '../../src/value/value.js';
import { ownFolder } from '../own-folder.js';
import { scopeOf } from '../template/support.js';

const folder = ownFolder('engine');
const hosts = join(folder, 'hosts');
writeFileSync(hosts, '[web]\nw1\nw2\n[db]\nd1\n');

const evaluate = (source: string, environment: NodeJS.ProcessEnv = {}): Value => {
  const inventory = loadInventory([hosts], { vault: undefined, warnings: [] });
  const engine = new Engine(engineOptions(inventory, readConfiguration(environment, folder)));
  return engine.evaluate(new Template(source), scopeOf({ numbers: [1, 2, 3] }));
};

test('inventory_hostnames gives the hosts of patterns', t => {
  t.deepEqual(evaluate("{{ query('inventory_hostnames', 'all:!web') }}"), ['d1']);
  t.deepEqual(evaluate("{{ query('inventory_hostnames', 'w1', 'db') }}"), ['w1', 'd1']);
  t.deepEqual(evaluate("{{ query('inventory_hostnames', 'web[7]') }}"), []);
});

test('config gives what settings come to, by the names of their constants', t => {
  t.is(evaluate("{{ lookup('config', 'DEFAULT_FORKS') }}", { ANSIBLE_FORKS: '7' }), 7);
  t.deepEqual(
    evaluate("{{ lookup('config', 'DEFAULT_ROLES_PATH', wantlist=true) }}", { ANSIBLE_ROLES_PATH: '/r:/s' }),
    [['/r', '/s']],
  );
  t.is(evaluate("{{ lookup('config', 'HOST_KEY_CHECKING') }}"), true);
  t.deepEqual(evaluate("{{ query('config', 'NOPE', on_missing='skip') }}"), []);
  t.throws(() => evaluate("{{ lookup('config', 'DEFAULT_FORK') }}"), {
    message: /no setting "DEFAULT_FORK"/,
  });
});

test('jinja2_extensions turns statements on that are refused otherwise', t => {
  const source =
    '{% for n in numbers %}{% if n == 2 %}{% continue %}{% endif %}{% do numbers %}{{ n }};{% endfor %}';
  t.throws(() => evaluate(source), { message: /unknown tag "continue"/ });
  const environment = { ANSIBLE_JINJA2_EXTENSIONS: 'jinja2.ext.do,jinja2.ext.loopcontrols' };
  t.is(evaluate(source, environment), '1;3;');
  t.is(evaluate(source.replace('continue', 'break'), environment), '1;');
});
