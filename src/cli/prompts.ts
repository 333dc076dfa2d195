import type { Field, Play, Playbook } from '../playbook/model.js';
import { mistake } from '../source/diagnostic.js';
import { isTemplateText } from '../source/yaml-node.js';
import { type Engine, toText } from '../template/index.js';
import { hashPassword } from '../template/password-hash.js';
import type { Secrets } from '../value/secrets.js';
import { Template, type Unrendered, type Value, type Variables } from '../value/value.js';
import type { Layer } from '../vars/scope.js';
import { LayeredScope } from '../vars/scope.js';

/** What asking needs. */
export interface Asking {
  readonly engine: Engine;
  /** Variables of the command line: what they give is not asked for. */
  readonly extra: Variables;
  readonly secrets: Secrets;
  /** Somebody is there to be asked. */
  readonly isInteractive: boolean;
  /** Asks a question; what is typed is shown or not. */
  ask(question: string, isShown: boolean): Promise<string>;
  /** Says something to whoever is asked, or would be. */
  say(text: string): void;
}

/** Asks for the `vars_prompt` of all plays, in their order. Throws DiagnosticErrors. */
export const askPrompts = async (
  playbooks: readonly Playbook[],
  asking: Asking,
): Promise<ReadonlyMap<Play, Layer>> => {
  const answers = new Map<Play, Layer>();
  let isWarned = false;
  for (const { plays } of playbooks)
    for (const play of plays) {
      const asked = new Map<string, Unrendered>();
      for (const field of play.keywords.get('vars_prompt')?.items ?? []) {
        const prompt = promptOf(play, field, asking);
        if (asking.extra.has(prompt.name)) continue;
        if (!asking.isInteractive && !isWarned) {
          asking.say('not asking for variables: standard input is no terminal');
          isWarned = true;
        }
        asked.set(prompt.name, await answerTo(prompt, field, asking));
      }
      answers.set(play, asked);
    }
  return answers;
};

interface Prompt {
  readonly name: string;
  readonly text: string;
  readonly fallback: Value | undefined;
  readonly isPrivate: boolean;
  readonly confirms: boolean;
  readonly isUnsafe: boolean;
  readonly encrypt: string | undefined;
  readonly salt: string | undefined;
  readonly saltSize: number | undefined;
}

const promptOf = (play: Play, field: Field, { engine, extra }: Asking): Prompt => {
  const vars = new Map([...play.vars].map(([name, { value }]) => [name, value] as const));
  const scope = new LayeredScope([extra, vars]);
  const settings = field.value as Map<Unrendered, Unrendered>;
  const get = (key: string): Value | undefined => {
    const value = settings.get(key);
    return value === undefined || value === null ? undefined : engine.renderDeep(value, scope);
  };
  const text = (key: string): string | undefined => {
    const value = get(key);
    return value === undefined ? undefined : toText(value);
  };
  const isOn = (key: string, otherwise: boolean): boolean => {
    const value = get(key);
    if (value === undefined) return otherwise;
    return typeof value === 'string' ? /^(y|yes|on|1|true|t)$/i.test(value.trim()) : engine.isTruthy(value);
  };
  const name = text('name')!;
  const size = text('salt_size');
  const encrypt = text('encrypt');
  return {
    name,
    text: text('prompt') ?? name,
    fallback: get('default'),
    isPrivate: isOn('private', true),
    confirms: isOn('confirm', false),
    isUnsafe: isOn('unsafe', false),
    encrypt: encrypt === undefined || encrypt === '' ? undefined : encrypt,
    salt: text('salt'),
    saltSize: size === undefined ? undefined : Number(size),
  };
};

const answerTo = async (prompt: Prompt, field: Field, asking: Asking): Promise<Unrendered> => {
  const { fallback, encrypt, salt, saltSize, isPrivate, isUnsafe } = prompt;
  const typed = asking.isInteractive ? await typedFor(prompt, asking) : '';
  // As in Ansible all answers are texts, even that of nobody.
  const unanswered = fallback === undefined ? (asking.isInteractive ? '' : 'None') : toText(fallback);
  const answer = typed === '' ? unanswered : typed;
  const keep = (secret: string): void => {
    if (isPrivate && typed !== '') asking.secrets.add(secret);
  };
  keep(answer);
  if (encrypt !== undefined) {
    const options = { ...(salt !== undefined && { salt }), ...(saltSize !== undefined && { saltSize }) };
    const hashed = hashedBy(answer, encrypt, options, field);
    keep(hashed);
    return hashed;
  }
  // What is typed may hold templates, unless the prompt says that it is to be taken as it is.
  if (!isUnsafe && isTemplateText(answer)) return new Template(answer, field.location);
  return answer;
};

const hashedBy = (
  password: string,
  type: string,
  options: { readonly salt?: string; readonly saltSize?: number },
  field: Field,
): string => {
  try {
    return hashPassword(password, type, options);
  } catch (error) {
    throw mistake(
      `can't encrypt what is typed: ${error instanceof Error ? error.message : error}`,
      field.location,
    );
  }
};

const typedFor = async (
  { text, fallback, isPrivate, confirms }: Prompt,
  { ask, say }: Asking,
): Promise<string> => {
  const question = fallback === undefined ? text : `${text} [${toText(fallback)}]`;
  for (;;) {
    const typed = await ask(question, !isPrivate);
    if (!confirms || typed === (await ask(`confirm ${question}`, !isPrivate))) return typed;
    say('***** VALUES ENTERED DO NOT MATCH ****');
  }
};
