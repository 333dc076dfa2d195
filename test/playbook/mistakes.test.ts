import test from 'ava';
import { type Files, project, told } from './project.js';

const mistakes = test.macro({
  title: (title = '') => `mistakes: ${title}`,
  exec: (t, files: string | Files, ...expected: readonly string[]) => {
    const made = project(t, typeof files === 'string' ? { 'site.yml': files } : files);
    t.deepEqual(told(made.load().diagnostics, made.folder), expected);
  },
});

/** A play with these tasks; the first stands on line 3, its first key in column 7. */
const tasks = (text: string): string => `- hosts: all\n  tasks:\n${text.replace(/^/gm, '    ')}`;

test('no such file', mistakes, {}, "error: can't read ./site.yml: there is no such file");
test(
  'an empty playbook',
  mistakes,
  '# nothing\n',
  'site.yml:1:1 error: ./site.yml is empty: a playbook is a list of plays',
);
test(
  'a play that is not in a list',
  mistakes,
  'hosts: all\ntasks: []\n',
  'site.yml:1:1 error: a playbook must be a list of plays, not a dictionary (start each play with "- ")',
);
test(
  'a play that is text',
  mistakes,
  '- hosts\n',
  'site.yml:1:3 error: a play must be a dictionary, not a string',
);
test(
  'YAML that can not be read',
  mistakes,
  '- hosts: {{ x }}\n',
  ...['site.yml:1:10 error: a value that starts with "{{" must be quoted (quote the whole value: "{{ x }}")'],
);
test(
  'everything at once, in order',
  mistakes,
  `- becom: true
  become: maybe
  gather_facts: 'No'
  order: sortd
  tasks:
    - atp: {}
- hosts: all
  serial: [1, x]
  max_fail_percentage: 30%
  port: ssh
  vars: {a-b: 1, ok: 1}
  foo: 1
`,
  'site.yml:1:3 error: "becom" is not a keyword of a play (did you mean "become"?)',
  'site.yml:1:3 error: a play has no "hosts"',
  'site.yml:2:11 error: "become" must be a boolean, not "maybe" (write "true" or "false")',
  'site.yml:4:10 error: "order" must be one of inventory, sorted, reverse_sorted, reverse_inventory, shuffle, not "sortd" (did you mean "sorted"?)',
  'site.yml:6:7 error: unknown module "atp" (did you mean "apt"?)',
  'site.yml:8:15 error: "serial" must be a number of hosts or a percentage, or a list of those, not "x"',
  'site.yml:10:9 error: "port" must be an integer, not "ssh"',
  'site.yml:11:10 error: "a-b" is not a valid variable name (variable names have letters, digits and underscores, and start with no digit)',
  'site.yml:12:3 error: "foo" is not a keyword of a play',
);
test(
  'hosts',
  mistakes,
  '- hosts:\n- hosts: []\n- hosts: [a, {b: c}]\n- host: all\n',
  'site.yml:1:9 error: "hosts" must be a pattern or a list of them, not nothing',
  'site.yml:2:10 error: "hosts" names no host',
  'site.yml:3:14 error: "hosts" must be a pattern or a list of them, not a dictionary',
  'site.yml:4:3 error: "host" is not a keyword of a play (did you mean "hosts"?)',
);
test(
  'two actions',
  mistakes,
  tasks('- apt: name=x\n  copy: src=a\n- apt: name=x\n  local_action: ping\n'),
  'site.yml:4:7 error: conflicting actions: a task has one, not both "apt" and "copy"',
  'site.yml:6:21 error: conflicting actions: a task has one, not both "apt" and "ping"',
);
test(
  'no action, a misspelt one, and keywords that are near',
  mistakes,
  tasks(
    '- name: x\n  when: y\n- comand: ls\n  notfy: x\n- ping:\n  whn: a\n- zzz_zzz: 1\n  notifi: x\n- with_item: [1]\n  ping:\n',
  ),
  'site.yml:3:7 error: this task has no action (name a module with its arguments)',
  'site.yml:5:7 error: unknown module "comand" (did you mean "command"?)',
  'site.yml:6:7 error: "notfy" is neither a keyword of a task nor a module (did you mean "notify"?)',
  'site.yml:8:7 error: "whn" is neither a keyword of a task nor a module (did you mean "when"?)',
  'site.yml:9:7 error: unknown module "zzz_zzz"',
  'site.yml:10:7 error: "notifi" is neither a keyword of a task nor a module (did you mean "notify"?)',
  'site.yml:11:7 error: "with_item" names no lookup (did you mean "with_items"?)',
);
test(
  'words that Ansible had',
  mistakes,
  tasks('- ping:\n  sudo: yes\n  always_run: yes\n'),
  'site.yml:4:7 error: "sudo" is neither a keyword of a task nor a module (use "become: true")',
  'site.yml:5:7 error: "always_run" is neither a keyword of a task nor a module (use "check_mode: false")',
);
test(
  'keywords at another level',
  mistakes,
  tasks(
    '- ping:\n  listen: x\n- ping:\n  gather_facts: no\n- block: []\n  loop: [1]\n- block: []\n  register: x\n- block: []\n  with_items: [1]\n- include_tasks: x.yml\n  become: yes\n',
  ),
  'site.yml:4:7 error: "listen" is not a keyword of a task ("listen" is a keyword of a handler and an include)',
  'site.yml:6:7 error: "gather_facts" is neither a keyword of a task nor a module ("gather_facts" is a keyword of a play)',
  'site.yml:8:7 error: "loop" is not a keyword of a block (a block has no loop: put the tasks in a file and loop over include_tasks)',
  'site.yml:10:7 error: "register" is not a keyword of a block ("register" is a keyword of a task, a handler and an include)',
  'site.yml:12:7 error: "with_items" is not a keyword of a block (a block has no loop: put the tasks in a file and loop over include_tasks)',
  'site.yml:13:22 error: no task file "x.yml" (looked for ./x.yml)',
  'site.yml:14:7 error: "become" is not a keyword of an include (write it under "apply" to have it on the tasks inside)',
);
test(
  'types of keywords',
  mistakes,
  tasks(`- ping:
  when: {a: b}
- ping:
  retries: often
  register: a-b
  environment: PATH=x
- ping:
  name: [x]
  notify: {a: b}
  tags: {a: b}
- ping:
  loop: item
  loop_control: {loop_vra: x, pause: 1.5}
- ping:
  loop: {a: 1}
- ping:
  with_items:
- ping:
  loop: [1]
  with_items: [2]
`),
  'site.yml:4:13 error: "when" must be a condition, or a list of those, not a dictionary (quote a condition that holds ": ")',
  'site.yml:6:16 error: "retries" must be an integer, not "often"',
  "site.yml:7:17 error: Invalid variable name in 'register' specified: 'a-b' (variable names have letters, digits and underscores, and start with no digit)",
  'site.yml:8:20 error: "environment" must be a dictionary, or a list of those, not "PATH=x"',
  'site.yml:10:13 error: "name" must be a string, not a list',
  'site.yml:11:15 error: "notify" must be a list of strings, not a dictionary',
  'site.yml:12:13 error: "tags" must be a list of strings, not a dictionary',
  'site.yml:14:13 error: "loop" must be a list, not a string (write "{{ item }}" if this is a variable)',
  'site.yml:15:22 error: "loop_vra" is not a keyword of loop_control (did you mean "loop_var"?)',
  'site.yml:17:13 error: "loop" must be a list, not a dictionary (use "{{ ... | dict2items }}" to loop over a dictionary)',
  'site.yml:19:7 error: "with_items" has no value',
  'site.yml:22:7 error: a task has one loop',
);
test(
  'arguments',
  mistakes,
  tasks(`- debug: hello there
- command: true
- shell: "echo \\"a"
- shell: echo {{ a
- ping: [1]
- ping: {}
  args: x=1
- action: [ping]
- action: {src: a}
- local_action: "pign x=1"
`),
  'site.yml:3:14 error: "debug" takes no text: "hello there" is no argument (write arguments as "name=value" (quote values with spaces), or as a dictionary)',
  'site.yml:4:16 error: the arguments of "command" can not be a boolean (quote it to have it as text: "true")',
  'site.yml:5:14 error: can\'t take the arguments of "shell" apart (a quote or a brace "{{" is not closed; quote the whole line, or write the arguments as a dictionary)',
  'site.yml:6:14 error: can\'t take the arguments of "shell" apart (a quote or a brace "{{" is not closed; quote the whole line, or write the arguments as a dictionary)',
  'site.yml:7:13 error: the arguments of "ping" can not be a list',
  'site.yml:9:13 error: "args" must be a dictionary, not a string',
  'site.yml:10:15 error: "action" must be a module with its arguments, not a list',
  'site.yml:11:15 error: "action" names no module (write "module: NAME" in it)',
  'site.yml:12:22 error: unknown module "pign" (did you mean "ping"?)',
);
test(
  'lists of tasks',
  mistakes,
  '- hosts: all\n  tasks: {ping: }\n  pre_tasks: [text]\n  post_tasks:\n    - rescue: []\n',
  'site.yml:2:10 error: a list of tasks must stand here, not a dictionary (start each task with "- ")',
  'site.yml:3:15 error: a task must be a dictionary, not a string (write "module: arguments")',
  'site.yml:5:7 error: "rescue" can not stand without "block"',
);
test(
  'includes and imports',
  mistakes,
  tasks(`- include_tasks: x.yml a=1
- import_tasks: y.yml
- import_tasks: {file: site2.yml, apply: {}}
- import_role: {nam: x}
- include_role: {name: x, tasks_form: y}
- import_tasks: "{{ x }}"
- import_tasks: z.yml
  loop: [1]
- include_tasks: {file: x.yml, apply: {becom: yes}}
- meta: flush_handler
`),
  'site.yml:3:28 error: "a" is no argument of include_tasks (variables for what is brought in stand under "vars")',
  'site.yml:4:21 error: no task file "y.yml" (looked for ./y.yml)',
  'site.yml:5:39 error: "apply" is no argument of import_tasks (keywords beside import_tasks hold for the tasks inside)',
  'site.yml:6:7 error: import_role names no role (write "name: ROLE" under it)',
  'site.yml:6:21 error: "nam" is no argument of import_role (did you mean "name"?)',
  'site.yml:7:31 error: "tasks_form" is no argument of include_role (did you mean "tasks_from"?)',
  'site.yml:8:21 error: "{{ x }}" can not be known before hosts are (what is imported must have a fixed name; use include_tasks or include_role to have it chosen later)',
  'site.yml:9:21 error: no task file "z.yml" (looked for ./z.yml)',
  'site.yml:10:13 error: "import_tasks" can not be looped over (use "include_tasks")',
  'site.yml:11:29 error: no task file "x.yml" (looked for ./x.yml)',
  'site.yml:11:44 error: "becom" is not a keyword of a block (did you mean "become"?)',
  'site.yml:12:13 error: unknown meta task "flush_handler" (did you mean "flush_handlers"?)',
);
test(
  'files that import themselves',
  mistakes,
  {
    'site.yml': '- hosts: all\n  tasks: [{import_tasks: a.yml}]\n- import_playbook: site.yml\n',
    'a.yml': '- import_tasks: b.yml\n',
    'b.yml': '- import_tasks: a.yml\n',
  },
  'site.yml:3:20 error: "site.yml" imports itself',
  'b.yml:1:17 error: "a.yml" imports itself',
);
test(
  'roles',
  mistakes,
  {
    'site.yml': '- hosts: all\n  roles: [wbe, {vars: {}}, {role: web, loop: [1]}, [x], a]\n',
    'roles/web/tasks/main.yml': '- png:\n',
    'roles/web/handlers/main.yml': '- include_role: {name: x}\n- block: []\n  always: []\n',
    'roles/web/defaults/main.yml': '- x\n',
    'roles/web/meta/main.yml': 'dependencies: x\nallow_duplicate: yes\n',
    'roles/a/meta/main.yml': 'dependencies: [b]\n',
    'roles/b/meta/main.yml': 'dependencies: [a]\n',
  },
  'site.yml:2:11 error: no role "wbe" in ./roles, . (did you mean "web"?)',
  'site.yml:2:16 error: a role has no name (write "role: NAME")',
  'site.yml:2:40 error: a role in a list of roles can not be looped over (use include_role among the tasks)',
  'site.yml:2:52 error: a role must be a name or a dictionary, not a list',
  'roles/b/meta/main.yml:1:16 error: role "a" needs itself: a -> b -> a',
  "roles/web/defaults/main.yml:1:1 error: a role's defaults must be a dictionary, not a list",
  'roles/web/handlers/main.yml:1:3 error: include_role can not be a handler (notify a handler of the role instead)',
  'roles/web/handlers/main.yml:3:3 error: a block of handlers has no "always"',
  'roles/web/meta/main.yml:1:15 error: "dependencies" must be a list, not a string',
  'roles/web/meta/main.yml:2:1 error: "allow_duplicate" is not a keyword of role metadata (did you mean "allow_duplicates"?)',
  'roles/web/tasks/main.yml:1:3 error: unknown module "png" (did you mean "ping"?)',
);
test(
  "files of a role that aren't there",
  mistakes,
  {
    'site.yml': tasks('- import_role: {name: r, tasks_from: instal, vars_from: v}\n'),
    'roles/r/tasks/install.yml': '',
  },
  'site.yml:3:7 error: the role has no tasks/instal (did you mean "install"?)',
  'site.yml:3:7 error: the role has no vars/v',
);
test(
  'vars, vars_files, vars_prompt, module_defaults, import_playbook',
  mistakes,
  {
    'site.yml': `- import_playbook: other.yml
  become: true
  foo: 1
- import_playbook: missing.yml
- hosts: all
  vars: text
  vars_files: [{a: b}]
  vars_prompt: [{prompt: x}, {name: a-b, privat: yes}]
  module_defaults: {atp: {}, group/x: {}}
  user: a
  remote_user: b
`,
    'other.yml': '- hosts: all\n',
  },
  'site.yml:2:11 warning: "become" does nothing on import_playbook (write it in the plays)',
  'site.yml:3:3 error: "foo" is not a keyword of an import_playbook',
  "site.yml:4:20 error: can't read ./missing.yml: there is no such file",
  'site.yml:6:9 error: "vars" must be a dictionary, not a string',
  'site.yml:7:16 error: "vars_files" must be a list of file names, or of lists of those',
  'site.yml:8:17 error: a prompt has no name (write "name: VARIABLE")',
  'site.yml:8:37 error: "a-b" is not a valid variable name (variable names have letters, digits and underscores, and start with no digit)',
  'site.yml:8:42 error: "privat" is no key of a prompt (did you mean "private"?)',
  'site.yml:9:21 error: unknown module "atp"',
  'site.yml:9:30 error: there is no group of modules "x"',
  'site.yml:10:3 error: "user" is the old name of "remote_user", which stands here, too',
);
test(
  'notifications of handlers that are not there',
  mistakes,
  '- hosts: all\n  tasks:\n    - ping:\n      notify: [restart apache, reload, "{{ x }}"]\n  handlers:\n    - name: Restart apache\n      ping:\n    - ping:\n      listen: reload\n',
  'site.yml:4:16 warning: no handler is named "restart apache" or listens to it (did you mean "Restart apache"?)',
);
