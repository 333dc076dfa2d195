import test from 'ava';
import { DiagnosticError, formatDiagnostic, mistake, within } from '../../src/source/diagnostic.js';
import { SourceFile } from '../../src/source/file.js';

const file = new SourceFile('site.yml', '- hosts: all\n\ttasks: [atp]\n\nlong');

test('a diagnostic is shown with its place, its line, the spot and a hint', t => {
  const start = file.text.indexOf('atp');
  t.is(
    formatDiagnostic({
      severity: 'error',
      message: 'unknown module "atp"',
      location: { file, start, end: start + 3 },
      hint: 'did you mean "apt"?',
      context: ['in task "x"', 'on host web1'],
    }),
    [
      'site.yml:2:10: error: unknown module "atp"',
      '  2 | \ttasks: [atp]',
      '    | \t        ^^^',
      '  in task "x"',
      '  on host web1',
      '  hint: did you mean "apt"?',
    ].join('\n'),
  );
});

test('the mark stays on its line and is never empty', t => {
  const show = (start: number, end: number): string =>
    formatDiagnostic({ severity: 'warning', message: 'm', location: { file, start, end } });
  t.is(show(2, 30), 'site.yml:1:3: warning: m\n  1 | - hosts: all\n    |   ^^^^^^^^^^');
  t.is(show(2, 2), 'site.yml:1:3: warning: m\n  1 | - hosts: all\n    |   ^');
  t.is(show(12, 12), 'site.yml:1:13: warning: m\n  1 | - hosts: all\n    |             ^');
});

test('without a place, or on an empty line, there is only the message', t => {
  t.is(formatDiagnostic({ severity: 'error', message: 'm' }), 'error: m');
  t.is(
    formatDiagnostic({ severity: 'error', message: 'm', location: { file, start: 27, end: 27 } }),
    'site.yml:3:1: error: m',
  );
  const secret = new SourceFile('vault.yml', 'password: x', true);
  t.is(
    formatDiagnostic({ severity: 'error', message: 'm', location: { file: secret, start: 10, end: 11 } }),
    'vault.yml:1:11: error: m',
  );
});

test('an error carries its diagnostics and gains context from the inside out', t => {
  const error = within(within(mistake('m', undefined, 'h'), 'in task'), 'on host');
  t.deepEqual(error.diagnostics, [
    { severity: 'error', message: 'm', hint: 'h', context: ['in task', 'on host'] },
  ]);
  t.is(error.message, 'm');
  t.deepEqual(mistake('m').diagnostics, [{ severity: 'error', message: 'm' }]);
  const several = new DiagnosticError(...mistake('a').diagnostics, ...mistake('b').diagnostics);
  t.is(several.message, 'a; b');
});
