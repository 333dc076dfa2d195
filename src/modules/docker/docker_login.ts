import type { Output } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import type { Plain } from '../../value/value.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import type { Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { at } from './inspect.js';
import { attribute, concludeSteps, stepsScript, words } from './object.js';

/** The name that Docker keeps the account at Docker Hub under. */
const HUB = 'https://index.docker.io/v1/';

const options = {
  registry_url: {
    type: 'str',
    default: HUB,
    aliases: ['registry', 'url'],
    description: 'The registry: its name, with a port if need be.',
  },
  username: { type: 'str', description: 'The account.' },
  password: { type: 'str', noLog: true, description: 'Its password.' },
  reauthorize: {
    type: 'bool',
    default: false,
    aliases: ['reauth'],
    description: 'Log in each time, even with a password that is kept already.',
  },
  state: {
    type: 'str',
    default: 'present',
    choices: ['present', 'absent'],
    description: 'Whether the password is kept on the host.',
  },
  config_path: {
    type: 'path',
    default: '~/.docker/config.json',
    aliases: ['dockercfg_path'],
    description: "Where it is kept: a file named config.json, as docker's program reads no other.",
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** What the host keeps of a registry's account. */
type Kept =
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'read'; readonly account: string | undefined };

/** Registries as they are compared: Docker writes the host's name down, whatever was typed. */
const registryName = (url: string): string =>
  /^https?:\/\/(?:index\.)?docker\.io(?:\/|$)|^(?:index\.)?docker\.io$/.test(url)
    ? HUB
    : url.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

/** `user:password` as the configuration keeps it for a registry, or why that can't be known. */
const accountIn = (config: Plain, registry: string): Kept => {
  const helper = at(config, 'credHelpers', registryName(registry)) ?? at(config, 'credsStore');
  if (typeof helper === 'string' && helper !== '')
    return {
      kind: 'failed',
      reason: `the host keeps passwords by the program docker-credential-${helper}, which this module does not ask`,
    };
  const auths = at(config, 'auths');
  const names = auths !== null && typeof auths === 'object' ? Object.keys(auths) : [];
  const name = names.find(each => registryName(each) === registryName(registry));
  const auth = name === undefined ? undefined : at(auths, name, 'auth');
  return {
    kind: 'read',
    account: typeof auth === 'string' ? Buffer.from(auth, 'base64').toString() : undefined,
  };
};

const parseKept = (output: Output, registry: string): Kept => {
  if (output.code !== 0) return { kind: 'failed', reason: output.stderr.toString().trim() };
  const text = output.stdout.toString();
  if (text.trim() === '') return { kind: 'read', account: undefined };
  try {
    return accountIn(JSON.parse(text), registry);
  } catch {
    return { kind: 'failed', reason: "docker's configuration on the host is no JSON" };
  }
};

/** Logs in to a registry. */
export const dockerLogin = defineModule<Args, Args, Kept>({
  name: 'docker_login',
  collection: 'community.docker',
  description:
    'Logs the host in to a registry, or out. The password goes to docker on standard input. It is asked of the registry only where the host keeps another one, or none.',
  options,
  constraints: { requiredIf: [{ option: 'state', value: 'present', requires: ['username', 'password'] }] },
  returns: { login_result: { type: 'dict', description: "The registry's answer, if it was asked." } },
  examples: `- name: Let the host pull from our registry
  community.docker.docker_login:
    registry_url: registry.example.com
    username: builds
    password: "{{ registry_password }}"
`,
  prepare: (args, services) => {
    if (!args.config_path.endsWith('/config.json'))
      throw mistake(
        'argument config_path of the (docker_login) module must end in /config.json: docker reads no other file',
        services.locate('config_path'),
      );
    return args;
  },
  probe: ({ config_path }) => {
    const { setup, words: expanded } = expand([config_path]);
    return { text: `${setup}config=${expanded[0]}\n[ ! -e "$config" ] || cat <"$config"` };
  },
  parse: (output, args) => parseKept(output, args.registry_url),
  plan: (args, kept): Plan => {
    if (kept.kind === 'failed') return { kind: 'failed', message: kept.reason };
    const { username = '', password = '', registry_url: registry } = args;
    const { setup, words: expanded } = expand([args.config_path.slice(0, -'/config.json'.length)]);
    const docker = `${setup}docker --config ${expanded[0]}`;
    const subject = `account at ${registryName(registry)}`;
    // Docker Hub is the registry that docker's program takes if none is named.
    const named = registryName(registry) === HUB ? [] : [registry];
    if (args.state === 'absent') {
      if (kept.account === undefined) return { kind: 'same', result: {} };
      return {
        kind: 'change',
        result: {},
        differences: attribute(subject, 'state', 'present', 'absent'),
        apply: { text: stepsScript([['log out', `${docker} ${words('logout', named)} >/dev/null`]]) },
        conclude: concludeSteps(() => ({ kind: 'changed', result: {} })),
      };
    }
    const isKept = kept.account === `${username}:${password}`;
    if (isKept && !args.reauthorize) return { kind: 'same', result: { login_result: {} } };
    const [before] = kept.account?.split(':') ?? [];
    const differences =
      kept.account === undefined
        ? attribute(subject, 'state', 'absent', 'present')
        : before !== username
          ? attribute(subject, 'username', before, username)
          : attribute(subject, isKept ? 'reauthorize' : 'password', 'kept', 'asked for anew');
    const login = `${docker} ${words('login', `--username=${username}`, '--password-stdin', named)} >/dev/null`;
    return {
      kind: 'change',
      result: {},
      differences,
      apply: {
        text: stepsScript([[`log in as ${username}`, `${login}`]]),
        payload: [password],
      },
      conclude: concludeSteps(() => ({
        kind: 'changed',
        result: { login_result: { Status: 'Login Succeeded' } },
      })),
    };
  },
});
