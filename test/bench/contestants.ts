import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Disappointment } from '../demo/own-lab.js';
import type { Programs } from '../demo/programs.js';
import { keyFile, knownHostsFile, labFolder, labNet } from '../e2e/rig/lab.js';
import { recapIn } from '../e2e/rig/play-output.js';
import { buildFolder, program, repositoryRoot } from '../e2e/rig/repository.js';
import type { RecordedStep } from './recording.js';

const PLAYBOOK = 'playbooks/registry.yaml';
const ANSIBLE_PLAYBOOK = 'test/bench/ansible.yaml';
const ADDRESS = `${labNet}.0.11`;

const inventoryFile = join(labFolder, 'inventory.yaml');
const resultFile = join(labFolder, 'result.json');
const environment = {
  REGISTRY_PASSWORD: 'the password of the benchmark',
  // What it writes stays in the lab's folder.
  ANSIBLE_HOME: join(labFolder, 'ansible'),
  ANSIBLE_SSH_CONTROL_PATH_DIR: join(labFolder, 'ansible', 'control'),
  ANSIBLE_PIPELINING: 'true',
};

/** The host that is measured, for trueup and for ansible-playbook. */
export const inventory = `registry:
  hosts:
    server:
      ansible_host: ${ADDRESS}
      ansible_user: deploy
      ansible_ssh_private_key_file: ${keyFile}
      ansible_ssh_common_args: -o UserKnownHostsFile=${knownHostsFile}
      registry_domain: docker1.lab.test
      registry_users:
        - name: alice
          password: "{{ lookup('env', 'REGISTRY_PASSWORD') }}"
      certbot_server: https://acme.lab.test:14000/dir
`;

/** Milliseconds of processor time on all cores since the start of node. */
export interface ProcessorTime {
  /** When node has set itself up. */
  readonly start: number;
  /** When the first byte goes to the host. */
  readonly firstByte: number;
  readonly total: number;
}

/** A way to find a host as it should be. */
export interface Contestant {
  readonly name: string;
  run(): Promise<void>;
}

/** The programs that are compared, on the one host of the lab. */
export class Contestants {
  readonly #programs: Programs;

  constructor(programs: Programs) {
    this.#programs = programs;
  }

  /** Applies the registry playbook. Returns how many tasks have changed something. */
  async apply(start: readonly string[] = [program]): Promise<number> {
    const { code, text } = await this.#programs.run(
      process.execPath,
      [...start, 'apply', PLAYBOOK, '-i', inventoryFile],
      { env: { ...environment, BENCH_FILE: resultFile } },
    );
    return changes('trueup', code, text);
  }

  /** The messages of a converged run. */
  async record(): Promise<RecordedStep[][]> {
    return this.#measured([benchFile('recorded-run.js')]);
  }

  /** The processor time of a converged run. */
  async processorTime(): Promise<ProcessorTime> {
    return this.#measured(['--require', benchFile('first-byte.cjs'), program]);
  }

  readonly trueup: Contestant = {
    name: 'trueup apply',
    run: async () => expectConverged('trueup', await this.apply()),
  };

  readonly ansible: Contestant = {
    name: 'ansible-playbook',
    run: async () => {
      const { code, text } = await this.#programs.run(
        'ansible-playbook',
        [ANSIBLE_PLAYBOOK, '-i', inventoryFile],
        { env: environment },
      );
      expectConverged('ansible-playbook', changes('ansible-playbook', code, text));
    },
  };

  /** The ssh program, which feeds root's shell with a script. */
  floor(script: string): Contestant {
    const options = ['-F', 'none', '-i', keyFile, '-o', `UserKnownHostsFile=${knownHostsFile}`];
    const strict = ['-o', 'IdentitiesOnly=yes', '-o', 'StrictHostKeyChecking=yes', '-o', 'BatchMode=yes'];
    return {
      name: 'ssh host sudo sh',
      run: async () => {
        const { code, text } = await this.#programs.run(
          'ssh',
          [...options, ...strict, `deploy@${ADDRESS}`, 'sudo sh'],
          { input: `${script}\necho the end of the probes\n` },
        );
        if (code !== 0 || !text.endsWith('the end of the probes\n'))
          throw new Disappointment(`the probes alone ended with ${code}:\n${text}`);
      },
    };
  }

  /** Whether there is an ansible-playbook to compare with. */
  async hasAnsible(): Promise<boolean> {
    const { code } = await this.#programs.run('sh', ['-c', 'command -v ansible-playbook']);
    return code === 0;
  }

  /** What a converged run that is started like this has written down. */
  async #measured<Result>(start: readonly string[]): Promise<Result> {
    rmSync(resultFile, { force: true });
    expectConverged('trueup', await this.apply(start));
    if (!existsSync(resultFile)) throw new Disappointment(`${start.join(' ')} measured nothing`);
    return JSON.parse(readFileSync(resultFile, 'utf8'));
  }
}

/** A compiled file of the benchmark. */
export const benchFile = (name: string): string => join(repositoryRoot, buildFolder, 'test/bench', name);

const changes = (name: string, code: number, text: string): number => {
  const changed = recapIn(text).server?.changed;
  if (code !== 0 || changed === undefined) throw new Disappointment(`${name} ended with ${code}:\n${text}`);
  return changed;
};

const expectConverged = (name: string, changed: number): void => {
  if (changed > 0)
    throw new Disappointment(`${name} changed ${changed} tasks on a host that is as it should be`);
};
