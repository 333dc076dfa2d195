import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actions } from './actions.js';
import {
  CLIENT,
  clientInventory,
  DOMAIN,
  IMAGE,
  PASSWORD,
  SERVER,
  serverInventory,
  USER,
} from './inventory.js';
import { changedOnScreen, changesInRecap, driftedOnScreen } from './screen.js';
import type { Stage } from './stage.js';

const PLAYBOOK = 'playbooks/registry.yaml';
const CLIENT_PLAYBOOK = 'test/demo/client.yaml';

/** What is damaged: how, the task that looks after it, and the files that mending it changes. */
const DAMAGES = [
  {
    what: 'the vhost is edited',
    command:
      "sed -i 's/ProxyPreserveHost On/ProxyPreserveHost Off/' /etc/apache2/sites-available/registry.conf",
    task: 'Describe the sites',
    files: ['/etc/apache2/sites-available/registry.conf'],
  },
  {
    what: 'the container is stopped',
    command: 'docker stop registry',
    task: 'Run the registry',
    files: [],
  },
  {
    what: 'a module of Apache is disabled, without which it will not start again',
    command: 'a2dismod --quiet headers',
    task: 'Enable the modules of Apache that the proxy needs',
    files: ['/etc/apache2/mods-enabled/headers.load', '/var/lib/apache2/module/enabled_by_admin/headers'],
  },
  {
    what: 'everybody on the server may read the hashed passwords',
    command: 'chmod 644 /etc/apache2/registry.htpasswd',
    task: 'Let in these users and nobody else',
    files: ['/etc/apache2/registry.htpasswd'],
  },
] as const;

const DAMAGED_TASKS = DAMAGES.map(({ task }) => task).sort();
/** What follows from mending Apache's files. */
const HANDLER = 'Reload Apache';
const DAMAGED_FILES = DAMAGES.flatMap(({ files }) => files).sort();

/** Plays the whole demo in a lab that is empty. `folder` is where the inventory is kept. */
export const story = async (stage: Stage, actions: Actions, folder: string): Promise<void> => {
  const inventory = join(folder, 'inventory.yaml');
  await boot(stage, actions);
  writeInventory(stage, inventory);
  await setUp(stage, actions, inventory);
  await use(stage, actions, join(folder, 'clients.yaml'));
  await damage(stage, actions);
  await check(stage, actions, inventory);
  await mend(stage, actions, inventory);
  await repeat(stage, actions, inventory);
};

const boot = async (stage: Stage, actions: Actions): Promise<void> => {
  stage.scene('Two Debian hosts');
  stage.say('A server and a client, with systemd and sshd and without Python, for as long as the demo runs.');
  await stage.step('two hosts are up', () => actions.lab('up', '2'));
  await stage.step('a certificate authority is up, in place of Let’s Encrypt', () => actions.lab('acme'));
  await stage.step('a mirror of Docker Hub is up', () => actions.lab('mirror'));
  await stage.step('both hosts trust the authority', () =>
    Promise.all([SERVER, CLIENT].map(host => actions.lab('trust', String(host)))),
  );
};

const writeInventory = (stage: Stage, inventory: string): void => {
  stage.scene('The inventory');
  mkdirSync(join(inventory, '..'), { recursive: true });
  writeFileSync(inventory, serverInventory);
  stage.say(`${inventory}; the password comes from the environment:`);
  stage.quote(serverInventory);
};

const setUp = async (stage: Stage, actions: Actions, inventory: string): Promise<void> => {
  stage.scene('A registry, from nothing');
  stage.say(`${PASSWORD} is set, to a password that was made up just now.`);
  await stage.step('the registry is set up', async () => {
    const { code } = await actions.trueup('apply', PLAYBOOK, inventory);
    stage.expect('exit code 0', code, 0);
  });
};

const use = async (stage: Stage, actions: Actions, clients: string): Promise<void> => {
  stage.scene('A client uses it');
  writeFileSync(clients, clientInventory);
  await stage.step('the client has Docker', async () => {
    const { code } = await actions.trueup('apply', CLIENT_PLAYBOOK, clients);
    stage.expect('exit code 0', code, 0);
  });
  await stage.step('an image went to the registry and back, over TLS', async () => {
    stage.expect('the client is logged in', await actions.login(USER, DOMAIN), 0);
    stage.expect('it has an image', await actions.client(`docker pull --quiet hello:1`), 0);
    stage.expect('named for the registry', await actions.client(`docker tag hello:1 ${IMAGE}`), 0);
    stage.expect('the image is pushed', await actions.client(`docker push ${IMAGE}`), 0);
    await actions.forget('hello:1', IMAGE);
    stage.expect('pulled again, it runs', await actions.client(`docker run --rm ${IMAGE}`), 0);
  });
};

const damage = async (stage: Stage, actions: Actions): Promise<void> => {
  stage.scene('Damage');
  await stage.step('four things are not as they should be', async () => {
    for (const { what, command } of DAMAGES) await actions.harm(what, command);
    stage.expect('the client gets nothing', (await actions.client(`docker pull ${IMAGE}`)) === 0, false);
  });
};

const check = async (stage: Stage, actions: Actions, inventory: string): Promise<void> => {
  stage.scene('What has drifted?');
  await stage.step('the drift is found', async () => {
    const { code, text } = await actions.trueup('check', PLAYBOOK, inventory);
    stage.expect('exit code 2: there is drift', code, 2);
    stage.expect('it names the four damages, and nothing else', driftedOnScreen(text), DAMAGED_TASKS);
  });
};

const mend = async (stage: Stage, actions: Actions, inventory: string): Promise<void> => {
  stage.scene('Mending');
  const services = await actions.services();
  await actions.mark();
  await stage.step('the drift is mended', async () => {
    const { code, text } = await actions.trueup('apply', PLAYBOOK, inventory);
    stage.expect('exit code 0', code, 0);
    stage.expect(
      'just these four are changed, and Apache is reloaded',
      changedOnScreen(text),
      [...DAMAGED_TASKS, HANDLER].sort(),
    );
  });
  stage.expect('on its disk, just the damaged files are', await actions.changedFiles(), DAMAGED_FILES);
  stage.expect(
    'the container was started, not replaced; Apache was reloaded, not restarted',
    await actions.services(),
    services,
  );
  stage.expect('the client is served again', await actions.client(`docker pull ${IMAGE}`), 0);
};

const repeat = async (stage: Stage, actions: Actions, inventory: string): Promise<void> => {
  stage.scene('Once more');
  await actions.mark();
  await stage.step('a run that changes nothing', async () => {
    const { code, text } = await actions.trueup('apply', PLAYBOOK, inventory);
    stage.expect('exit code 0', code, 0);
    stage.expect('nothing is changed', changesInRecap(text, 'server'), 0);
  });
  stage.expect('on its disk, no file is', await actions.changedFiles(), []);
};
