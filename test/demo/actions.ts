import { program } from '../e2e/rig/repository.js';
import { CLIENT, PASSWORD, SERVER } from './inventory.js';
import { Disappointment } from './own-lab.js';
import type { Ended, Programs } from './programs.js';
import type { Stage } from './stage.js';

const MARK = '/run/demo-mark';

/** What those who take part in the demo do, shown on the stage. */
export class Actions {
  readonly #stage: Stage;
  readonly #programs: Programs;
  readonly #password: string;

  /** @param password of the registry's user; trueup gets it in its environment, and docker on its standard input */
  constructor(stage: Stage, programs: Programs, password: string) {
    this.#stage = stage;
    this.#programs = programs;
    this.#password = password;
  }

  /** A command of the lab, and what it says. */
  async lab(...args: readonly string[]): Promise<void> {
    const { code } = await this.#programs.run('test/lab/lab', args, {
      output: text => this.#stage.quote(text.replaceAll(/^lab: /gm, '')),
    });
    if (code !== 0) throw new Disappointment(`lab ${args.join(' ')} ended with ${code}`);
  }

  /** A user runs trueup. */
  trueup(verb: 'apply' | 'check', playbook: string, inventory: string): Promise<Ended> {
    const words = [verb, playbook, '-i', inventory];
    this.#stage.command('$', `trueup ${words.join(' ')}`);
    return this.#programs.show(process.execPath, [program, ...words], { [PASSWORD]: this.#password });
  }

  /** A user logs in to a registry on the client. Returns the exit code. */
  login(user: string, domain: string): Promise<number> {
    return this.client(`docker login --username ${user} --password-stdin ${domain}`, this.#password);
  }

  /** A user runs a command on the client. Returns the exit code. */
  async client(command: string, input = ''): Promise<number> {
    this.#stage.command('client#', command);
    const { code, text } = await this.#on(CLIENT, command, input);
    this.#stage.quote(text);
    return code;
  }

  /** Somebody does harm to the server. */
  async harm(what: string, command: string): Promise<void> {
    this.#stage.command('server#', command, what);
    await this.#ask(SERVER, command);
  }

  /** Takes images away from the client, unseen. */
  async forget(...images: readonly string[]): Promise<void> {
    await this.#ask(CLIENT, `docker image rm ${images.join(' ')}`);
  }

  /** What an application of the playbook must not replace: the container, and Apache's process. */
  services(): Promise<string> {
    return this.#ask(
      SERVER,
      "docker inspect --format '{{.Id}}' registry && systemctl show --property MainPID apache2",
    );
  }

  /** From here on, `changedFiles` tells what is changed on the server. */
  async mark(): Promise<void> {
    await this.#ask(SERVER, `touch ${MARK}`);
  }

  /** The files that were changed since `mark`, sorted: less logs, and folders, which change with what is in them. */
  async changedFiles(): Promise<string[]> {
    const find = `find / -xdev -path /var/log -prune -o ! -type d -cnewer ${MARK} -print`;
    return (await this.#ask(SERVER, find)).split('\n').filter(Boolean).sort();
  }

  /** What a command prints, unseen. */
  async #ask(host: number, command: string): Promise<string> {
    const { code, text } = await this.#on(host, command);
    if (code !== 0) throw new Disappointment(`on host ${host}, ${command} ended with ${code}:\n${text}`);
    return text.trim();
  }

  #on(host: number, command: string, input = ''): Promise<Ended> {
    return this.#programs.run('test/lab/lab', ['ssh', String(host), command], {
      env: { LAB_USER: 'root' },
      input,
    });
  }
}
