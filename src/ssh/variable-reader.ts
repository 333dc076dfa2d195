import type { Value } from '../value/value.js';
import { TransportError } from './transport.js';

/** By use, the variables that connections read; of several names for one thing the last that is set counts, as in Ansible. */
export const NAMES = {
  connection: ['ansible_connection'],
  host: ['ansible_host', 'ansible_ssh_host'],
  port: ['ansible_port', 'ansible_ssh_port'],
  user: ['ansible_user', 'ansible_ssh_user'],
  password: ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'],
  privateKeyFile: ['ansible_private_key_file', 'ansible_ssh_private_key_file'],
  hostKeyChecking: ['ansible_host_key_checking', 'ansible_ssh_host_key_checking'],
  timeout: ['ansible_timeout', 'ansible_ssh_timeout'],
  retries: ['ansible_ssh_retries'],
  sshArgs: ['ansible_ssh_args'],
  commonArgs: ['ansible_ssh_common_args'],
  extraArgs: ['ansible_ssh_extra_args'],
} as const;

/** Takes values out of a host's variables, with a message that names the variable where one makes no sense. */
export class VariableReader {
  readonly #host: string;
  readonly #variables: ReadonlyMap<string, Value>;

  constructor(host: string, variables: ReadonlyMap<string, Value>) {
    this.#host = host;
    this.#variables = variables;
  }

  text(use: keyof typeof NAMES): string | undefined {
    const found = this.#find(use);
    if (!found) return undefined;
    const [name, value] = found;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    throw this.#mistake(name, 'a string');
  }

  number(use: keyof typeof NAMES): number | undefined {
    const text = this.text(use);
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text.trim())) throw this.#mistake(this.#find(use)![0], 'a number');
    return Number(text);
  }

  boolean(use: keyof typeof NAMES): boolean | undefined {
    const found = this.#find(use);
    if (!found) return undefined;
    const [name, value] = found;
    const text = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && /^(?:true|yes|on|y|t|1)$/i.test(text)) return true;
    if (typeof text === 'string' && /^(?:false|no|off|n|f|0)$/i.test(text)) return false;
    throw this.#mistake(name, 'a boolean');
  }

  #find(use: keyof typeof NAMES): [string, Value] | undefined {
    const name = NAMES[use].findLast(candidate => {
      const value = this.#variables.get(candidate);
      return value !== undefined && value !== null && value !== '';
    });
    return name === undefined ? undefined : [name, this.#variables.get(name)!];
  }

  #mistake(name: string, expected: string): TransportError {
    return new TransportError(`${this.#host}: ${name} must be ${expected}`);
  }
}
