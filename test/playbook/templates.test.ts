import test from 'ava';
import type { LoadOptions } from '../../src/playbook/options.js';
import { type Files, project, told } from './project.js';

/** Stands for the template engine: whatever holds "!!" is wrong. */
const CHECKS: Partial<LoadOptions> = {
  checkTemplate: ({ source, location }) =>
    source.includes('!!')
      ? [{ severity: 'error', message: `template ${source}`, ...(location && { location }) }]
      : [],
  checkExpression: (text, location) =>
    text.includes('!!') ? [{ severity: 'error', message: `expression ${text}`, location }] : [],
};

const FILES: Files = {
  'site.yml': `- hosts: "{{ h!! }}"
  name: "{{ n!! }}"
  vars: {a: ["{{ v!! }}"], b: "v!!"}
  vars_files: ["{{ f!! }}"]
  environment: {A: "{{ e!! }}"}
  roles: [{role: r, p: "{{ p!! }}"}]
  tasks:
    - name: "{{ t!! }}"
      debug: msg="{{ m!! }}"
      when: [w!!, "{{ w!! }}"]
      loop: ["{{ l!! }}"]
      loop_control: {label: "{{ c!! }}"}
    - assert: {that: [a!!, ok, "{{ x!! }}"], msg: plain!!}
    - assert: {that: b!!}
    - command: ls
      changed_when: c!!
      failed_when: f!!
      until: u!!
    - block: []
      when: k!!
  handlers:
    - copy: {src: {deep: "{{ d!! }}"}}
`,
  'roles/r/defaults/main.yml': 'x: "{{ rd!! }}"\n',
  'roles/r/vars/main.yml': 'x: "{{ rv!! }}"\n',
  'roles/r/tasks/main.yml': '- shell: "{{ rt!! }}"\n',
  'roles/r/handlers/main.yml': '- shell: "{{ rh!! }}"\n',
};

test('syntax of templates and expressions is checked wherever they stand', t => {
  const made = project(t, FILES, CHECKS);
  const lines = told(made.load().diagnostics, made.folder).map(line => line.replace(' error: ', ' '));
  t.deepEqual(lines, [
    'site.yml:1:10 template {{ h!! }}',
    'site.yml:2:9 template {{ n!! }}',
    'site.yml:3:14 template {{ v!! }}',
    'site.yml:4:16 template {{ f!! }}',
    'site.yml:5:20 template {{ e!! }}',
    'site.yml:6:24 template {{ p!! }}',
    'site.yml:8:13 template {{ t!! }}',
    'site.yml:9:18 template {{ m!! }}',
    'site.yml:10:14 expression w!!',
    'site.yml:10:19 template {{ w!! }}',
    'site.yml:11:14 template {{ l!! }}',
    'site.yml:12:29 template {{ c!! }}',
    'site.yml:13:23 expression a!!',
    'site.yml:13:32 template {{ x!! }}',
    'site.yml:14:22 expression b!!',
    'site.yml:16:21 expression c!!',
    'site.yml:17:20 expression f!!',
    'site.yml:18:14 expression u!!',
    'site.yml:20:13 expression k!!',
    'site.yml:22:26 template {{ d!! }}',
    'roles/r/defaults/main.yml:1:4 template {{ rd!! }}',
    'roles/r/handlers/main.yml:1:10 template {{ rh!! }}',
    'roles/r/tasks/main.yml:1:10 template {{ rt!! }}',
    'roles/r/vars/main.yml:1:4 template {{ rv!! }}',
  ]);
});

test('arguments are checked by whoever knows the module', t => {
  const made = project(
    t,
    { 'site.yml': '- hosts: all\n  tasks:\n    - copy: src=a dst=b\n    - meta: noop\n' },
    {
      checkArguments: (module, args) => {
        const field = args.get('dst');
        return field
          ? [{ severity: 'error', message: `${module}: dst`, location: field.nameLocation ?? field.location }]
          : [];
      },
    },
  );
  t.deepEqual(told(made.load().diagnostics, made.folder), ['site.yml:3:19 error: copy: dst']);
});

test('a mistake in a task of which a failure is ignored or rescued is a warning', t => {
  const made = project(
    t,
    {
      'site.yml': `- hosts: all
  tasks:
    - debug: msg={{ 1!! }}
      ignore_errors: true
    - debug: msg={{ 2!! }}
      failed_when: false
    - block:
        - debug: msg={{ 3!! }}
      rescue:
        - debug: msg={{ 4!! }}
`,
    },
    {
      checkTemplate: ({ source }) => (source.includes('!!') ? [{ severity: 'error', message: source }] : []),
    },
  );
  t.deepEqual(
    made
      .load()
      .diagnostics.map(({ severity, message }) => `${severity} ${message}`)
      .sort(),
    ['error {{ 4!! }}', 'warning {{ 1!! }}', 'warning {{ 2!! }}', 'warning {{ 3!! }}'],
  );
});
