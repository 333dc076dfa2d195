import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { unreadSettings } from '../../src/cli/configuration.js';

const withFile = (text: string): { readonly path: string; readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'trueup-configuration-'));
  const path = join(folder, 'ansible.cfg');
  writeFileSync(path, text);
  return { path, remove: () => rmSync(folder, { recursive: true }) };
};

test('settings that would change a run are named, with what says the same', t => {
  const { path, remove } = withFile(
    '[defaults]\nremote_user = deploy\n# forks = 3\nnocows=1\n[privilege_escalation]\nbecome=True\n',
  );
  t.teardown(remove);
  const [warning, ...others] = unreadSettings({ ANSIBLE_CONFIG: path });
  t.is(others.length, 0);
  t.is(warning?.message, `${path} is not read; it sets remote_user, become`);
  t.is(warning?.hint, 'in its place: -u, -b');
});

test('so are variables of the environment, but for those that are read', t => {
  const { path, remove } = withFile('');
  t.teardown(remove);
  const environment = {
    ANSIBLE_CONFIG: path,
    ANSIBLE_BECOME: '1',
    ANSIBLE_INVENTORY: 'x',
    ANSIBLE_NOCOWS: '1',
  };
  t.deepEqual(
    unreadSettings(environment).map(({ message }) => message),
    ['not read from the environment: ANSIBLE_BECOME'],
  );
});
