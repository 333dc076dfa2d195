import test from 'ava';
import { play, playEnd, reporting, runEnd, runStart, Sink } from './events.js';

const terminal = (): Sink => Object.assign(new Sink(), { isTTY: true });

/** Whether the live list is used, and whether colours are. */
const used = async (options: Parameters<typeof reporting>[0]): Promise<string> => {
  const { reporter, stream } = reporting({ form: 'auto', ...options });
  const shown = options?.stream instanceof Sink ? options.stream : stream;
  for (const event of [runStart, play('p'), playEnd, runEnd({ h: { ok: 1 } })]) reporter.report(event);
  await reporter.close();
  const form = shown.text.includes('in 0.0 s') ? 'tasks' : 'plain';
  return shown.text.includes('\x1b[0;32mok=1') ? `${form} in colour` : form;
};

const cases: { readonly [title: string]: readonly [() => Parameters<typeof reporting>[0], string] } = {
  'a pipe': [() => ({}), 'plain'],
  'a terminal': [() => ({ stream: terminal() }), 'tasks in colour'],
  'a terminal in CI': [() => ({ stream: terminal(), environment: { CI: 'true' } }), 'plain in colour'],
  'a dumb terminal': [() => ({ stream: terminal(), environment: { TERM: 'dumb' } }), 'plain'],
  'a terminal with NO_COLOR': [() => ({ stream: terminal(), environment: { NO_COLOR: '1' } }), 'tasks'],
  'a terminal with -v': [() => ({ stream: terminal(), verbosity: 1 }), 'plain in colour'],
  'plain on a terminal': [() => ({ form: 'plain', stream: terminal() }), 'plain in colour'],
  'the list in a pipe': [() => ({ form: 'tasks' }), 'tasks'],
  'colours in a pipe': [() => ({ color: true }), 'plain in colour'],
};

for (const [title, [options, expected]] of Object.entries(cases))
  test(title, async t => t.is(await used(options()), expected));
