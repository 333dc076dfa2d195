import test from 'ava';
import { localInventory, playOf, runIn } from './project.js';

// Of every way in which a secret comes into a run, one.
const SECRETS = [
  'vaulted-4711-a',
  'vaulted-4711-b',
  'hidden-4711-a',
  'hidden-4711-b',
  'hidden-4711-c',
  'hidden-4711-d',
  'hidden-4711-e',
  'hidden-4711-f',
  'hidden-4711-g',
  'option-4711-a',
];

// Made by `ansible-vault encrypt_string` with the password "right-4711": vaulted-4711-a and vaulted-4711-b.
const VAULTED_A = `$ANSIBLE_VAULT;1.1;AES256
62373466316534343464666533343439346333353337316639363564663830333931663063636538
6238393334336531373239343333313535623734343531340a626635616336366130663535666639
31633333376230656433646561626464646163643562386561643763316433373231383033303764
6634386334663731350a613437633065613336366530333232306462383233356437316332613065
6230
`;
const VAULTED_B = `$ANSIBLE_VAULT;1.1;AES256
65623062666165333461336335616530643032353434616365303933396230303263366363316437
3666363236373831623066346235663465656561663635360a613734623534393337616162643464
61646431363761376434326532303832356330316630326231653663613966343632396634323534
3431333432386262320a306463643230646465383762643034363132643336643233653265656538
6131
`;

const indented = (text: string): string => text.trim().replace(/^/gm, '      ');

const SITE = `- hosts: all
  gather_facts: false
  vars:
    first: !vault |
${indented(VAULTED_A)}
    port: !vault |
${indented(VAULTED_B)}
    file: "{{ playbook_dir }}/secret"
  tasks:
    - name: shown, looped, printed and put into files
      command: echo {{ first }} {{ first | b64encode }} {{ first | urlencode }}
      register: r
    - debug: var=r
    - debug: msg="{{ item }}"
      loop: ["{{ first }}"]
    - copy: {content: "x={{ first }}\\n", dest: "{{ file }}"}
      diff: true
    - lineinfile: {path: "{{ file }}", line: "y={{ first }}"}
      diff: true
    - name: called {{ first }}
      fail: msg="no {{ first }}"
      ignore_errors: true
    - wait_for: port={{ port }}
      ignore_errors: true
    - stat: path={{ first.nosuch }}
      ignore_errors: true
    - name: hidden
      no_log: true
      command: echo hidden-4711-a
    - no_log: true
      ignore_errors: true
      shell: echo hidden-4711-b >&2; exit 1
    - no_log: true
      command: echo {{ item }}
      loop: [hidden-4711-c]
    - no_log: true
      copy: {content: hidden-4711-d, dest: "{{ file }}"}
      diff: true
    - no_log: true
      ignore_errors: true
      wait_for: {port: "{{ 'hidden-4711-e' | string }}"}
    - no_log: true
      ignore_errors: true
      debug: msg="{{ 'hidden-4711-f' | int / 0 }}"
    - no_log: true
      ignore_errors: true
      command: sh -c 'echo hidden-4711-g; exit 1'
      register: tried
      until: tried is succeeded
      retries: 1
      delay: 0
    - name: a secret option, whose value stands in other tasks' results as well
      htpasswd: {path: "{{ file }}.users", name: alice, password: option-4711-a}
      diff: true
    - debug: msg="told option-4711-a"
`;

for (const args of [['-vvv', '--diff'], ['--check', '--diff', '-v'], []])
  test(`no secret is written: ${args.join(' ') || 'plain'}`, async t => {
    const { stdout, stderr, code } = await runIn(
      { 'hosts.json': localInventory('a'), 'site.yml': SITE, password: 'right-4711\n' },
      ['apply', 'site.yml', '-i', 'hosts.json', '--vault-password-file', 'password', ...args],
    );
    t.is(code, 0, stdout + stderr);
    const written = stdout + stderr;
    t.true(written.includes('********'));
    for (const secret of [...SECRETS, 'right-4711']) {
      t.false(written.includes(secret), `${secret}\n${written}`);
      t.false(written.includes(Buffer.from(secret).toString('base64').replace(/=*$/, '')), written);
    }
  });

test('no secret is written about a mistake beside it', async t => {
  const { stderr, code } = await runIn(
    {
      'hosts.json': localInventory('a'),
      'site.yml': playOf(
        `- debug: msg="{{ first | nosuch }} "
- wait_for: {port: !vault "$ANSIBLE_VAULT"}
`,
        `vars:\n  first: !vault |\n${indented(VAULTED_A)}\n`,
      ),
      password: 'right-4711\n',
    },
    ['apply', 'site.yml', '-i', 'hosts.json', '--vault-password-file', 'password', '-e', 'x=vaulted-4711-a'],
  );
  t.is(code, 4);
  t.regex(stderr, /unknown filter "nosuch"/);
  t.false(stderr.includes('vaulted-4711'), stderr);
});
