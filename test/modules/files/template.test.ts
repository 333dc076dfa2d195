import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { template } from '../../../src/modules/files/template.js';
import type { Services } from '../../../src/modules/module.js';
import type { TemplateOptions } from '../../../src/template/index.js';
import { converge, localServices, perform, SHELLS, temporaryFolder } from '../rig.js';

for (const shell of SHELLS)
  test(`${shell}: a rendered template is put in place once`, async t => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'templates'));
    mkdirSync(join(folder, 'dest'));
    writeFileSync(join(folder, 'templates/site.j2'), 'Server {{ name }}\n');
    chmodSync(join(folder, 'templates/site.j2'), 0o640);
    const services = localServices(folder, { name: 'ä$(id)`' });
    const args = {
      src: 'site.j2',
      dest: join(folder, 'dest'),
      mode: 'preserve',
      validate: 'grep -q Server %s',
    };
    const { check, first, second } = await converge(template, args, { shell, services });
    t.is(check.kind, 'change');
    t.is(first.kind, 'changed', first.message);
    t.like(first.result, {
      dest: join(folder, 'dest/site.j2'),
      mode: '0640',
      src: join(folder, 'templates/site.j2'),
    });
    t.is(readFileSync(join(folder, 'dest/site.j2'), 'utf8'), 'Server ä$(id)`\n');
    t.is(second.kind, 'same');
  });

test('its options reach the engine', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 't'), '');
  let given: TemplateOptions | undefined;
  const services: Services = {
    ...localServices(folder),
    renderTemplate: (_, options) => {
      given = options;
      return '';
    },
  };
  const args = {
    src: 't',
    dest: join(folder, 'out'),
    newline_sequence: '\\r\\n',
    variable_start_string: '[%',
    variable_end_string: '%]',
    block_start_string: '<%',
    block_end_string: '%>',
    comment_start_string: '<#',
    comment_end_string: '#>',
    trim_blocks: false,
    lstrip_blocks: true,
  };
  t.is((await perform(template, args, { services })).kind, 'changed');
  t.deepEqual(given, {
    newlineSequence: '\r\n',
    variableStart: '[%',
    variableEnd: '%]',
    blockStart: '<%',
    blockEnd: '%>',
    commentStart: '<#',
    commentEnd: '#>',
    trimBlocks: false,
    lstripBlocks: true,
  });
});

test('the result is written in the encoding asked for, or refused', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 't'), 'größe {{ sign }}');
  const put = (output_encoding: string, sign = '') =>
    perform(
      template,
      { src: 't', dest: join(folder, 'out'), output_encoding },
      { services: localServices(folder, { sign }) },
    );
  t.is((await put('ISO_8859-1')).kind, 'changed');
  t.deepEqual(readFileSync(join(folder, 'out')), Buffer.from('größe ', 'latin1'));
  await t.throwsAsync(put('latin-1', '€'), { message: /holds "€", which latin-1 has not/ });
  await t.throwsAsync(put('ascii'), { message: /holds "ö"/ });
  await t.throwsAsync(put('koi8-r'), { message: /koi8-r is not supported/ });
});

test('force false leaves what is there', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 't'), 'new');
  writeFileSync(join(folder, 'out'), 'mine');
  const args = { src: 't', dest: join(folder, 'out'), force: false };
  t.is((await perform(template, args, { services: localServices(folder) })).kind, 'same');
  t.is(readFileSync(join(folder, 'out'), 'utf8'), 'mine');
});
