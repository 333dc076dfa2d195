import test from 'ava';
import { evaluate } from './support.js';

/** 'secret' under the password 'sesame' with the salt 'salt', by ansible-core 2.14. */
const FROM_ANSIBLE = `$ANSIBLE_VAULT;1.1;AES256
37333631366337340a65343836316565613931663831613066386661316165313764306161313835
3766393565336432663339316566393861383063336533383166623038623835300a343239393934
6261326539366238333164656639643832613865363333656134
`;

test('vault hides a text and unvault opens it', t => {
  const hidden = evaluate("{{ 'secret' | vault('sesame') }}") as string;
  t.regex(hidden, /^\$ANSIBLE_VAULT;1\.2;AES256;filter_default\n/);
  t.is(evaluate("{{ hidden | unvault('sesame') }}", { hidden }), 'secret');
  t.throws(() => evaluate("{{ hidden | unvault('other') }}", { hidden }), { message: /no vault password/ });
  t.is(evaluate("{{ 'plain' | unvault('sesame') }}"), 'plain');
  t.throws(() => evaluate("{{ 'secret' | vault(5) }}"), { message: /the secret must be a text, not int/ });
});

test('with a salt the text is always the same one, and the one that Ansible writes', t => {
  const source = "{{ 'secret' | vault('sesame', salt='salt', vaultid='default') }}";
  t.is(evaluate(source), evaluate(source));
  t.is(evaluate("{{ hidden | unvault('sesame') }}", { hidden: FROM_ANSIBLE }), 'secret');
  t.is(evaluate(source), FROM_ANSIBLE);
});
