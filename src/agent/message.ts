import { toUtf8, utf8Length } from '../value/utf8.js';
import type { Payload, Script, ShellFunction, Step } from './protocol.js';
import { TAKE } from './text.js';

/** A message as it is sent: the code behind its size, then the payloads in order. */
export interface Message {
  readonly code: Buffer;
  readonly payloads: readonly Payload[];
}

/** Composes messages for one agent: knows which functions it has been sent. */
export class MessageWriter {
  readonly #sent = new Map<string, ShellFunction>();
  #functionBytes = 0;

  /**
   * A message of steps.
   * @param first the number of the first step; the others follow
   * @throws Error for what sh can't take: NUL in a text, a variable without a proper name, two functions of one name
   */
  write(steps: readonly Step[], first: number): Message {
    // Checked before anything is noted as sent.
    const texts = steps.map(step => exports(step.environment) + step.script.text);
    const words = texts.map(quoted);
    const lines: string[] = [];
    const payloads: Payload[] = [];
    steps.forEach((step, index) => {
      const definitions = this.#define(step.script);
      if (definitions !== '') lines.push(`agent_define ${quoted(definitions)}`);
      const payload = step.script.payload ?? [];
      const size = payload.reduce((sum, piece) => sum + payloadSize(piece), 0);
      if (size > 0) payloads.push(...payload);
      const start = `agent_${step.kind} ${first + index} ${size} ${words[index]}`;
      lines.push(
        step.kind === 'apply' ? `${start} ${this.#functionBytes + utf8Length(texts[index]!)}` : start,
      );
    });
    const code = lines.join('\n');
    const bytes = toUtf8(code);
    return { code: Buffer.concat([Buffer.from(`${bytes.length}\n`), bytes]), payloads };
  }

  /** The definitions that a script needs and the agent doesn't have, those that are called first. */
  #define(script: Script): string {
    let text = '';
    const visit = (definition: ShellFunction): void => {
      const known = this.#sent.get(definition.name);
      if (known === definition) return;
      if (known !== undefined && known.text !== definition.text)
        throw new Error(`two shell functions have the name ${definition.name}`);
      this.#sent.set(definition.name, definition);
      definition.uses?.forEach(visit);
      if (known === undefined) text += `${definition.text}\n`;
    };
    for (const definition of [TAKE, ...(script.uses ?? [])]) visit(definition);
    this.#functionBytes += Buffer.byteLength(text);
    return text;
  }
}

/** The size of a piece of payload, in bytes. */
export const payloadSize = (payload: Payload): number => {
  if (typeof payload === 'string') return utf8Length(payload);
  return Buffer.isBuffer(payload) ? payload.length : payload.size;
};

const exports = (environment: Step['environment']): string => {
  const assignments = Object.entries(environment ?? {}).map(([name, value]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw new Error(`"${name}" is no name for an environment variable of a shell`);
    return `${name}=${quoted(value)}`;
  });
  return assignments.length > 0 ? `export ${assignments.join(' ')}\n` : '';
};

const quoted = (text: string): string => {
  if (text.includes('\0')) throw new Error('a shell script cannot hold a NUL character');
  return `'${text.replaceAll("'", "'\\''")}'`;
};
