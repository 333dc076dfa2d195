import test from 'ava';
import { dockerNetwork } from '../../../src/modules/docker/docker_network.js';
import type { Plain } from '../../../src/value/value.js';
import { changed, inspected, output, planOf, script } from './planning.js';

const there = {
  Name: 'n',
  Driver: 'bridge',
  Scope: 'local',
  EnableIPv6: false,
  Internal: false,
  Attachable: false,
  Labels: { a: 'b' },
  Options: {},
  IPAM: { Driver: 'default', Options: {}, Config: [{ Subnet: '172.29.0.0/16', Gateway: '172.29.0.1' }] },
  Containers: { '1': { Name: 'one' }, '2': { Name: 'two' } },
};
const gone = output('[]\n', 'Error: No such network: n\n', 1);
const plan = (args: Plain, probed = inspected(there)) =>
  planOf(dockerNetwork, { name: 'n', ...(args as object) }, probed);

test('a network that is as asked is left alone, whatever else it has', async t => {
  for (const args of [
    {},
    { driver: 'bridge', internal: false, enable_ipv6: false, attachable: false, scope: 'local' },
    { ipam_config: [{ subnet: '172.29.0.0/16' }], ipam_driver: 'default', labels: { a: 'b' } },
    { connected: ['two', 'one'] },
    { connected: ['one'], appends: true },
  ])
    t.is((await plan(args)).kind, 'same', JSON.stringify(args));
  t.is((await plan({ state: 'absent' }, gone)).kind, 'same');
});

test('a network is made as it is asked for', async t => {
  const made = await plan(
    {
      driver_options: { 'com.docker.network.bridge.name': 'br' },
      labels: { a: 'b c' },
      internal: true,
      attachable: true,
      enable_ipv6: true,
      ipam_config: [
        {
          subnet: '10.1.0.0/16',
          iprange: '10.1.2.0/24',
          gateway: '10.1.0.1',
          aux_addresses: { nas: '10.1.0.9' },
        },
      ],
      connected: ['one'],
    },
    gone,
  );
  t.deepEqual(changed(made), ['state', 'connected']);
  t.true(
    script(made).includes(
      "docker network create --driver=bridge --opt=com.docker.network.bridge.name=br '--label=a=b c' --attachable --ipv6 --internal --subnet=10.1.0.0/16 --ip-range=10.1.2.0/24 --gateway=10.1.0.1 --aux-address=nas=10.1.0.9 n",
    ),
    script(made),
  );
  t.regex(script(made), /docker network connect n one/);
});

test('one that must be made anew is left by its containers, which join the new one', async t => {
  for (const [args, name] of [
    [{ internal: true }, 'internal'],
    [{ labels: { a: 'c' } }, 'labels.a'],
    [{ driver_options: { x: 'y' } }, 'driver_options.x'],
    [{ ipam_config: [{ subnet: '172.30.0.0/16' }] }, 'ipam_config.0'],
    [{ force: true }, 'force'],
  ] as const) {
    const anew = await plan(args);
    t.deepEqual(changed(anew), [name]);
    t.regex(
      script(anew),
      /disconnect n one [\s\S]*disconnect n two [\s\S]*network rm n [\s\S]*network create [\s\S]*connect n one [\s\S]*connect n two /,
    );
  }
});

test('containers are put in and taken out', async t => {
  const moved = await plan({ connected: ['one', 'three'] });
  t.deepEqual(changed(moved), ['connected']);
  t.regex(script(moved), /network connect n three/);
  t.regex(script(moved), /network disconnect n two/);
  t.notRegex(script(moved), / one\b|network (?:rm|create)/);
  const added = script(await plan({ connected: ['three'], appends: true }));
  t.regex(added, /network connect n three/);
  t.notRegex(added, /disconnect/);
});
