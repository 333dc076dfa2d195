import test from 'ava';
import type { Value } from '../../src/value/value.js';
import { factsLayer } from '../../src/vars/facts.js';
import { HostVariables } from '../../src/vars/host.js';
import { FactsNeeded } from '../../src/vars/interrupts.js';

const GROUPS: { readonly [fact: string]: string } = {
  kernel: 'platform',
  hostname: 'platform',
  ansible_local: 'local',
};
const groupOf = (fact: string) => GROUPS[fact];

/** A host, and what a template sees of its facts: `?GROUP` for what is to be gathered first. */
const made = ({ isInjected = true } = {}) => {
  const host = new HostVariables('h');
  // A template has a layer of its own.
  const layer = () => factsLayer(host, groupOf, isInjected);
  const seen = (look: () => unknown): unknown => {
    try {
      return look();
    } catch (error) {
      if (error instanceof FactsNeeded) return `?${error.group}`;
      throw error;
    }
  };
  return {
    host,
    names: () => [...layer().keys()].sort(),
    variable: (name: string) => seen(() => layer().get(name)),
    fact: (name: string) => seen(() => (layer().get('ansible_facts') as Map<Value, Value>).get(name)),
  };
};

const facts = (entries: { readonly [name: string]: Value }) => new Map<Value, Value>(Object.entries(entries));

test('facts as variables and in ansible_facts; a bare one has no prefix, ansible_local keeps its', t => {
  const { host, variable, fact, names } = made();
  host.addFacts(facts({ ansible_kernel: '6', bare: 1, ansible_local: new Map() }));
  t.deepEqual(
    [variable('ansible_kernel'), variable('kernel'), fact('kernel'), fact('ansible_kernel')],
    ['6', undefined, '6', undefined],
  );
  t.deepEqual([variable('bare'), variable('ansible_bare'), fact('bare')], [1, undefined, 1]);
  t.deepEqual(
    [variable('ansible_local'), fact('ansible_local'), fact('local')],
    [new Map(), new Map(), undefined],
  );
  t.deepEqual(names(), ['ansible_facts', 'ansible_kernel', 'ansible_local', 'bare']);
});

test('without injection there is ansible_facts alone, and ansible_local', t => {
  const { host, variable, fact, names } = made({ isInjected: false });
  t.deepEqual(variable('ansible_local'), new Map());
  host.addFacts(facts({ ansible_kernel: '6', bare: 1, ansible_local: new Map([['a', 1]]) }));
  t.deepEqual(
    [variable('ansible_kernel'), variable('bare'), fact('kernel'), fact('bare')],
    [undefined, undefined, '6', 1],
  );
  t.deepEqual(variable('ansible_local'), new Map([['a', 1]]));
  t.deepEqual(names(), ['ansible_facts', 'ansible_local']);
});

test("a host sets no variable that says how it is reached, or that is the program's", t => {
  const { host, variable, fact, names } = made();
  const reserved = [
    'ansible_host',
    'ansible_port',
    'ansible_user',
    'ansible_connection',
    'ansible_become',
    'ansible_become_password',
    'ansible_ssh_common_args',
    'ansible_ssh_pass',
    'ansible_python_interpreter',
    'ansible_shell_executable',
    'ansible_playbook_python',
    '_ansible_x',
    'add_host',
  ];
  const harmless = [
    'ansible_ssh_host_key_rsa_public',
    'ansible_local_bridge',
    'ansible_hostname',
    'ansible_user_id',
  ];
  for (const name of [...reserved, ...harmless]) host.addFacts(facts({ [name]: 'x' }));
  for (const name of reserved) t.is(variable(name), undefined, name);
  for (const name of harmless) t.is(variable(name), 'x', name);
  t.is(fact('host'), 'x');
  t.deepEqual(names(), ['ansible_facts', ...harmless].sort());
});

test('a play that gathers fetches facts anew, and once', t => {
  const { host, variable, fact } = made();
  t.is(variable('ansible_kernel'), undefined);
  host.beginGathering();
  t.true(host.hasGathered);
  t.deepEqual(
    [variable('ansible_kernel'), fact('kernel'), variable('ansible_local'), variable('ansible_other')],
    ['?platform', '?platform', '?local', undefined],
  );
  host.addGathered('platform', facts({ ansible_kernel: '6' }));
  t.deepEqual([variable('ansible_kernel'), variable('ansible_hostname')], ['6', undefined]);
  host.beginGathering();
  t.is(variable('ansible_kernel'), '?platform');
  host.addGathered('platform', facts({}));
  // The host has nothing newer to say.
  t.is(variable('ansible_kernel'), '6');
});

test('what a task has set since the play began to gather is newer than what is fetched then', t => {
  const { host, variable } = made();
  host.addFacts(facts({ ansible_hostname: 'before' }));
  host.beginGathering();
  t.is(variable('ansible_hostname'), '?platform');
  host.addFacts(facts({ ansible_hostname: 'set' }));
  t.is(variable('ansible_hostname'), 'set');
  host.addGathered('platform', facts({ ansible_hostname: 'gathered', ansible_kernel: '6' }));
  t.deepEqual([variable('ansible_hostname'), variable('ansible_kernel')], ['set', '6']);
});

test('what was taken from facts in an earlier play fetches nothing', t => {
  const { host, fact, variable } = made();
  host.beginGathering();
  t.is(fact('kernel'), '?platform');
  const before = factsLayer(host, groupOf, true);
  host.addGathered('platform', facts({ ansible_kernel: '6' }));
  const taken = before.get('ansible_facts') as Map<Value, Value>;
  host.beginGathering();
  t.is(taken.get('kernel'), '6');
  t.true([...taken.keys()].includes('kernel'));
  t.is(before.get('ansible_hostname'), undefined);
  t.is(variable('ansible_kernel'), '?platform');
});

test('cleared facts are gone until they are gathered again', t => {
  const { host, variable } = made();
  host.beginGathering();
  host.addGathered('platform', facts({ ansible_kernel: '6' }));
  host.clearFacts();
  t.false(host.hasGathered);
  t.deepEqual([variable('ansible_kernel'), variable('ansible_hostname')], [undefined, undefined]);
  host.beginGathering();
  t.is(variable('ansible_kernel'), '?platform');
});
