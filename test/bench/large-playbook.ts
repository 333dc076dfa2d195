import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Tasks as roles have them, of all sorts: what they are for is to be parsed and checked. */
const TASKS: readonly ((role: string, index: number) => string)[] = [
  (role, index) => `- name: Install package ${index}
  apt:
    name: "{{ ${role}_packages + ['extra${index}'] }}"
    state: present
    update_cache: true
  when: ${role}_install | bool and ansible_os_family == 'Debian'
`,
  (role, index) => `- name: Write configuration ${index}
  template:
    src: settings.conf.j2
    dest: "/etc/${role}/{{ item.name }}-${index}.conf"
    owner: root
    group: root
    mode: "0644"
  loop: "{{ ${role}_sites }}"
  loop_control:
    label: "{{ item.name }}"
  notify: Restart ${role}
`,
  (role, index) => `- name: Set option ${index}
  lineinfile:
    path: /etc/${role}/main.conf
    regexp: '^\\s*option${index}\\s*='
    line: "option${index} = {{ ${role}_options.option${index} | default(${role}_port + ${index}) }}"
  register: ${role}_line${index}
  tags: [${role}, options]
`,
  (role, index) => `- name: Ask for version ${index}
  command: ${role} --version --number ${index} --port {{ ${role}_port }}
  register: ${role}_version${index}
  changed_when: false
  failed_when: ${role}_version${index}.rc not in [0, 1]
`,
  (role, index) => `- name: Together ${index}
  when: ${role}_version${index - 1} is defined and ${role}_version${index - 1}.stdout is version('1.2', '>=')
  block:
    - copy:
        content: |
          # {{ ansible_managed }}
          {% for site in ${role}_sites %}
          {{ site.name }}: {{ site.root | default('/var/www/' ~ site.name) }}
          {% endfor %}
        dest: /etc/${role}/sites${index}
        validate: ${role} -t -c %s
      become: true
  rescue:
    - debug:
        msg: "{{ ansible_failed_task.name }} did not work for {{ inventory_hostname }}"
`,
];

/** How many of the tasks above, blocks counted by what is in them, a role with so many entries has. */
export interface Size {
  readonly roles: number;
  readonly tasks: number;
}

/** Writes a playbook of so many tasks in so many roles into a folder, as site.yml. */
export const writeLargePlaybook = (folder: string, { roles, tasks }: Size): void => {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const names = Array.from({ length: roles }, (_, index) => `service${index}`);
  write(
    'site.yml',
    `- hosts: all\n  become: true\n  roles:\n${names.map(name => `    - ${name}\n`).join('')}`,
  );
  for (const role of names) {
    let text = '';
    for (let count = 0; count < tasks; count++) {
      // A block has two tasks.
      const index = count % TASKS.length;
      text += TASKS[index === TASKS.length - 1 && count === tasks - 1 ? 0 : index]!(role, count);
      if (index === TASKS.length - 1) count++;
    }
    write(`roles/${role}/tasks/main.yml`, text);
    write(
      `roles/${role}/handlers/main.yml`,
      `- name: Restart ${role}\n  service:\n    name: ${role}\n    state: restarted\n`,
    );
    write(
      `roles/${role}/defaults/main.yml`,
      `${role}_packages: [${role}, ${role}-common]
${role}_install: true
${role}_port: 8080
${role}_options: {}
${role}_sites:
  - name: one
    root: "/srv/{{ ${role}_port }}"
  - name: two
`,
    );
    write(
      `roles/${role}/templates/settings.conf.j2`,
      `# {{ ansible_managed }}\nlisten {{ ${role}_port }}\nroot {{ item.root | default('/var/www') }}\n`,
    );
  }
};
