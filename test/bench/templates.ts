import { performance } from 'node:perf_hooks';
import { Engine, LazyDict, Rendered, type Scope } from '../../src/template/index.js';
import { type Dict, fromPlain, Template, type Unrendered, type Value } from '../../src/value/value.js';

const HOSTS = 100;
const FACTS = 200;
/** Expressions a second that there should be. */
const LEAST = 50_000;

/** What playbooks are full of; each is compiled once and then evaluated again and again. */
const EXPRESSIONS = [
  '{{ inventory_hostname }}',
  '{{ port | default(80) }}',
  '{{ ansible_facts.fact_17 }}',
  "{{ hostvars['host42'].fact_3 }}",
  "{{ groups['web'] | map('extract', hostvars, 'fact_1') | first }}",
  'server {{ name }} listens on {{ port }}',
  "{{ users | selectattr('state', 'equalto', 'present') | map(attribute='name') | join(',') }}",
  "{{ '/etc/' ~ name ~ '.conf' }}",
  "{{ (port | int) + 1 if ssl else 'off' }}",
  "{{ path | regex_replace('^/etc/(.*)$', '\\\\1') | upper }}",
];

class Hostvars extends LazyDict {
  readonly #hosts: ReadonlyMap<Value, Dict>;

  constructor(hosts: ReadonlyMap<Value, Dict>) {
    super();
    this.#hosts = hosts;
  }

  override get(key: Value): Value | undefined {
    return this.#hosts.get(key);
  }

  override keys(): MapIterator<Value> {
    return this.#hosts.keys();
  }
}

const scopeOf = (): Scope => {
  const names = Array.from({ length: HOSTS }, (_, index) => `host${index}`);
  const factsOf = (host: string): Dict =>
    new Map(
      Array.from({ length: FACTS }, (_, index): [Value, Value] => [`fact_${index}`, `${host} ${index}`]),
    );
  const hosts = new Map<Value, Dict>(names.map(name => [name, factsOf(name)]));
  const variables = new Map<string, Unrendered>([
    ['inventory_hostname', 'host0'],
    ['ansible_facts', hosts.get('host0')!],
    ['hostvars', new Hostvars(hosts)],
    ['groups', fromPlain({ web: names })],
    ['name', new Template('{{ inventory_hostname }}.example.org')],
    ['port', 8080],
    ['ssl', true],
    ['path', '/etc/nginx/nginx.conf'],
    [
      'users',
      fromPlain([
        { name: 'alice', state: 'present' },
        { name: 'bob', state: 'absent' },
      ]),
    ],
  ]);
  // As in a run, what variables have rendered to is kept until one of them changes.
  return { lookup: name => variables.get(name), names: () => variables.keys(), rendered: new Rendered() };
};

/** Prints how many expressions a second are evaluated with the facts of many hosts in scope, each and all together. */
export const benchmarkTemplates = (say: (text: string) => void, seconds = 2): void => {
  const engine = new Engine();
  const scope = scopeOf();
  const templates = EXPRESSIONS.map(source => new Template(source));
  const rate = (evaluated: readonly Template[], duration: number): number => {
    for (let round = 0; round < 200; round++)
      for (const template of evaluated) engine.evaluate(template, scope);
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < duration * 1000)
      for (let round = 0; round < 100; round++)
        for (const template of evaluated) {
          engine.evaluate(template, scope);
          count++;
        }
    return Math.round((count / (performance.now() - start)) * 1000);
  };
  say(`\nTemplates, with ${HOSTS} hosts of ${FACTS} facts in scope, in expressions a second:`);
  for (const [index, template] of templates.entries())
    say(
      `${rate([template], seconds / templates.length)
        .toLocaleString('en')
        .padStart(12)}  ${EXPRESSIONS[index]}`,
    );
  const all = rate(templates, seconds);
  const judged = `target: at least ${LEAST.toLocaleString('en')}, ${all >= LEAST ? 'reached' : 'MISSED'}`;
  say(`${all.toLocaleString('en').padStart(12)}  all of them; ${judged}`);
};
