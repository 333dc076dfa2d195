import type { Files } from '../project.js';

/** Inventories of all kinds; each is `hosts`, with what lies beside it. */
export const INVENTORIES: {
  readonly [what: string]: { readonly files: Files; readonly args?: readonly string[] };
} = {
  'groups and hosts in YAML': {
    files: {
      'hosts.yml': `all:
  hosts:
    alone: {a: 1}
  children:
    web:
      hosts: {"w[1:3]": , outside: {own: text}}
      vars: {port: 80, list: [1, two, {three: 3}]}
    db:
      hosts: {w1: {from_db: true}, d1: }
      children: {deep: {hosts: {d2: {x: null}}}}
  vars:
    everywhere: "{{ port | default(1) }}"
`,
    },
  },
  'types of YAML': {
    files: {
      'hosts.yml': `web:
  hosts:
    h:
      integer: 1
      octal: 0644
      large: 12345678901234567890
      float: 1.0
      small: 1.5e-7
      truth: yes
      nothing:
      text: "yes"
      empty: ""
      lines: "a\\nb\\n"
      tail: "  a "
      quotes: "it's \\"so\\""
      unicode: "Grüße ☃"
      template: "{{ x }}"
      unsafe: !unsafe "{{ x }}"
      nested: {b: {d: 1, c: [], e: {}}, a: [[1, 2], [3]]}
      numbers: {10: a, 9: b}
      long: "some words that go on and on, well over the eighty columns at which YAML's writer breaks its lines, and on"
`,
    },
  },
  'depths and priorities': {
    files: {
      'hosts.yml': `all:
  children:
    top: {children: {middle: {children: {bottom: {hosts: {h: }, vars: {v: bottom}}}, vars: {v: middle, m: 1}}}, vars: {v: top, t: 1}}
    rival: {hosts: {h: }, vars: {v: rival, r: 1, ansible_group_priority: 10}}
    other: {hosts: {h: }, vars: {r: other}}
    empty:
    vars_only: {vars: {x: 1}}
`,
    },
  },
  'a group under several parents': {
    files: {
      'hosts.yml': `a: {children: {shared: }, vars: {v: a}}
b: {children: {shared: }, vars: {v: b}}
shared: {hosts: {s1: , s2: {x: 1}}, vars: {w: shared}}
`,
    },
  },
  'INI with its own types': {
    files: {
      'hosts.ini': `alone ansible_host=10.0.0.1 n=5 f=1.0 t=True l="[1, 'a']" d="{'k': [1, 2]}" s='two words' none=None # comment
db[01:03].example.com:2222

[web]
w1 x=1 # y=2
w[a:c] x=0x10
alone

[web:vars]
port=80
text="80"
spaced = one two
list=['a', {'b': None}]
t=true

[all:vars]
everywhere=1

[parent:children]
web
leaf

[leaf]
[parent:vars]
v={{ everywhere }}
`,
    },
  },
  'variable files beside it': {
    files: {
      'hosts.yml': 'web: {hosts: {h1: {a: host}, h2: }, vars: {a: group, b: group}}\ndb: {hosts: {h2: }}\n',
      'group_vars/all.yml': 'all_var: 1\nb: of all\n',
      'group_vars/web/main.yml': 'b: file\nc: {d: 1}\n',
      'group_vars/web/more.yml': 'c: {e: 2}\n',
      'group_vars/ungrouped.yml': 'u: 1\n',
      'host_vars/h1.yaml': 'a: host file\n',
      'host_vars/h2.json': '{"j": [1, 2.0]}',
    },
  },
  'variable files where it is started': {
    files: {
      'inventory/hosts.yml': 'web: {hosts: {h1: }, vars: {a: group}}\n',
      'group_vars/web.yml': 'a: of the playbook\n',
      'host_vars/h1.yml': 'b: 1\n',
      'other/group_vars/all.yml': 'other: 1\n',
    },
    args: ['-i', 'inventory/hosts.yml'],
  },
  'variable files of a playbook': {
    files: {
      'inventory/hosts.yml': 'web: {hosts: {h1: }, vars: {a: group}}\n',
      'group_vars/web.yml': 'a: of the folder\n',
      'other/group_vars/web.yml': 'a: of the playbook\n',
      'other/host_vars/h1.yml': 'b: 1\n',
    },
    args: ['-i', 'inventory/hosts.yml', '--playbook-dir', 'other'],
  },
  'several sources': {
    files: {
      'a.yml': 'web: {hosts: {h1: {v: a}, h2: }, vars: {g: a}}\n',
      'b.ini': '[db]\nh3\n[web]\nh1 v=b\nh4\n[web:vars]\ng=b\n',
    },
    args: ['-i', 'a.yml', '-i', 'b.ini', '-i', 'h5,h6:22'],
  },
  'a folder of sources': {
    files: {
      'inventory/01.yml': 'web: {hosts: {h1: {v: 1}}}\n',
      'inventory/02': '[web]\nh2\n[db]\nh1 v=2\n',
      'inventory/group_vars/web.yml': 'g: 1\n',
      'inventory/readme.md': 'nothing\n',
    },
    args: ['-i', 'inventory'],
  },
  'a program': {
    files: {
      hosts: `#!/bin/sh
cat <<'END'
{"web": {"hosts": ["h1", "h2"], "vars": {"a": 1, "t": "{{ x }}"}, "children": ["sub"]}, "sub": ["h3"],
 "_meta": {"hostvars": {"h1": {"v": [1, null, true], "t": "{{ y }}"}}}}
END
`,
    },
    args: ['-i', 'hosts'],
  },
  'a program that is asked for each host': {
    files: {
      hosts: `#!/bin/sh
if [ "$1" = --host ]; then echo "{\\"name\\": \\"$2\\"}"; else echo '{"g": ["h1", "h2"], "empty": {}}'; fi
`,
    },
    args: ['-i', 'hosts'],
  },
  'a list of hosts': { files: {}, args: ['-i', 'h1,h2:2222,'] },
  'variables of the command line': {
    files: { 'hosts.yml': 'web: {hosts: {h1: {a: 1}, h2: }}\n' },
    args: ['-i', 'hosts.yml', '-e', 'a=2 b=x', '-e', '{"c": [1, {"d": null}]}'],
  },
  'vaulted values without a password': {
    files: {
      'hosts.yml': `web:
  hosts:
    h1:
      secret: !vault |
        $ANSIBLE_VAULT;1.1;AES256
        34646437633936373563666531316661353637356362373531613433343166353734646265333535
        6662386633613432616234313434306537653264646331620a303131343866626230363931346331
      nested:
        list:
          - !vault |
            $ANSIBLE_VAULT;1.2;AES256;prod
            3464
          - inner: !vault |
              $ANSIBLE_VAULT;1.1;AES256
              3465
`,
    },
  },
  'names that are unusual': {
    files: {
      'hosts.yml':
        'all: {hosts: {"10.0.0.1": , "::1": , "host-1.example.com": }, children: {g_1: {hosts: {"a_b": }}}}\n',
    },
  },
  'the local machine': { files: { 'hosts.yml': 'all: {hosts: {localhost: {ansible_connection: local}}}\n' } },
};
