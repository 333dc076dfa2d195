import test from 'ava';
import { applyMode } from '../../../src/modules/files/mode.js';

// Answers of Ansible's AnsibleModule._symbolic_mode_to_octal under umask 022.
const CASES: readonly (readonly [mode: string, current: number, isDirectory: boolean, result: number])[] = [
  ['u=rwX,go=rX', 0o600, false, 0o644],
  ['u=rwX,go=rX', 0o700, false, 0o755],
  ['u=rwX,go=rX', 0o600, true, 0o755],
  ['+x', 0o644, false, 0o755],
  ['a+w', 0o644, false, 0o666],
  ['+w', 0o444, false, 0o644],
  ['=r', 0o777, false, 0o444],
  ['u+s', 0o755, false, 0o4755],
  ['g+s', 0o755, true, 0o2755],
  ['o+t', 0o777, true, 0o1777],
  ['a+t', 0o777, true, 0o1777],
  ['+t', 0o777, true, 0o1777],
  ['g=u', 0o640, false, 0o660],
  ['o=g,g=u', 0o640, false, 0o664],
  ['u-x,g-w,o-rwx', 0o777, false, 0o650],
  ['u=rw-x+X', 0o711, false, 0o711],
  ['ug=rwx,o=', 0o4755, false, 0o770],
  ['g=', 0o2755, true, 0o705],
  ['=', 0o777, false, 0],
  ['u=rw,u+x', 0, false, 0o700],
  ['go-rwx', 0o7777, true, 0o7700],
  ['a=rX', 0o640, false, 0o444],
  ['u=g', 0o057, false, 0o557],
  ['0644', 0o777, false, 0o644],
  ['644', 0, false, 0o644],
  ['04755', 0, false, 0o4755],
];

for (const [mode, current, isDirectory, result] of CASES)
  test(`${mode} on ${current.toString(8)}${isDirectory ? ' of a folder' : ''}`, t => {
    t.is(applyMode(mode, current, isDirectory).toString(8), result.toString(8));
  });
