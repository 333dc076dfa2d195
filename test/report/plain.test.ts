import test from 'ava';
import { allDone, banner, play, playEnd, progress, reported, runEnd, runStart, task } from './events.js';

test('a play, its tasks and the recap have the shape of Ansible', async t => {
  const change = task([0], 'web : Install');
  const handler = task([1, 0], 'Restart', { handler: true });
  const { stdout } = await reported([
    runStart,
    play('Web', 'b', 'a'),
    progress(0),
    change.result('a', 'ok'),
    change.result('b', 'changed'),
    progress(1),
    handler.result('b', 'changed'),
    allDone,
    playEnd,
    runEnd({ b: { ok: 2, changed: 2 }, a: { ok: 1 } }),
  ]);
  t.is(
    stdout,
    `${banner('PLAY [Web]')}${banner('TASK [web : Install]')}ok: [a]
changed: [b]
${banner('RUNNING HANDLER [Restart]')}changed: [b]
${banner('PLAY RECAP')}a                          : ok=1    changed=0    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0   
b                          : ok=2    changed=2    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0   

`,
  );
});
