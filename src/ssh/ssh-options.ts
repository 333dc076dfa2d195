import { userInfo } from 'node:os';
import type { Identity, SshOptions } from './options.js';
import {
  configFromWords,
  DEFAULT_IDENTITIES,
  expandPath,
  expandTokens,
  readSshConfig,
  type SshConfig,
} from './ssh-config.js';
import { TransportError } from './transport.js';

const CONNECT_TIMEOUT = 10;
const KEEPALIVE_INTERVAL = 20;
const KEEPALIVE_COUNT = 3;

/**
 * How ssh would reach a host, by ssh_config and words of its command line; its jump hosts included.
 * @param target the host as it would stand on the command line
 * @param depth how many jump hosts ask
 * @throws TransportError
 */
export const sshOptions = async (
  target: string,
  words: readonly string[],
  depth = 0,
): Promise<SshOptions> => {
  if (depth > 8) throw new TransportError(`the jump hosts of ${target} lead in a circle`);
  const config = (await readSshConfig(target, words)) ?? configFromWords(target, words);
  const one = (name: string): string | undefined => {
    const value = config.get(name)?.[0];
    return value === undefined || value === 'none' ? undefined : value;
  };
  const host = one('hostname') ?? target;
  const user = one('user') ?? userInfo().username;
  const port = Number(one('port') ?? 22);
  const files = (name: string, fallback: string): string[] =>
    (config.get(name)?.[0] ?? fallback)
      .split(' ')
      .filter(file => file !== 'none' && file !== '')
      .map(file => expandPath(file, host, user));
  const jump = one('proxyjump');
  const proxyCommand = one('proxycommand');
  const interval = Number(one('serveraliveinterval') ?? 0);
  const alias = one('hostkeyalias');
  const agentSocket = agentSocketOf(config, host, user);
  return {
    kind: 'ssh',
    host,
    port,
    user,
    ...(alias !== undefined && { hostKeyAlias: alias }),
    hostKeyChecking: CHECKING.get((one('stricthostkeychecking') ?? 'ask').toLowerCase()) ?? 'strict',
    userKnownHostsFiles: files('userknownhostsfile', '~/.ssh/known_hosts ~/.ssh/known_hosts2'),
    globalKnownHostsFiles: files(
      'globalknownhostsfile',
      '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2',
    ),
    hashKnownHosts: one('hashknownhosts') === 'yes',
    identities: identitiesOf(config, host, user),
    identitiesOnly: one('identitiesonly') === 'yes',
    ...(agentSocket !== undefined && { agentSocket }),
    connectTimeout: Number(one('connecttimeout') ?? CONNECT_TIMEOUT) || CONNECT_TIMEOUT,
    keepaliveInterval: interval > 0 ? interval : KEEPALIVE_INTERVAL,
    keepaliveCount: interval > 0 ? Number(one('serveralivecountmax') ?? KEEPALIVE_COUNT) : KEEPALIVE_COUNT,
    compression: one('compression') === 'yes',
    jumps: jump === undefined ? [] : await jumpOptions(jump, depth),
    ...(proxyCommand !== undefined && {
      proxyCommand: expandTokens(proxyCommand, { '%': '%', h: host, p: String(port), r: user, n: target }),
    }),
  };
};

const CHECKING: ReadonlyMap<string, SshOptions['hostKeyChecking']> = new Map([
  ['accept-new', 'accept-new'],
  ['no', 'off'],
  ['off', 'off'],
  ['false', 'off'],
]);

/** The keys of ssh_config; those that are not OpenSSH's default were asked for. */
const identitiesOf = (config: SshConfig, host: string, user: string): Identity[] => {
  const named = (config.get('identityfile') ?? []).map(file => expandPath(unquoted(file), host, user));
  // ssh prints the default files as if they had been named.
  if (named.length > 0 && !DEFAULT_IDENTITIES.every(file => named.includes(file)))
    return named.map(file => ({ file, requested: true }));
  return DEFAULT_IDENTITIES.map(file => ({ file, requested: false }));
};

/** The SSH agent's socket; IdentityAgent may name it, another variable than SSH_AUTH_SOCK, or none. */
const agentSocketOf = (config: SshConfig, host: string, user: string): string | undefined => {
  const named = config.get('identityagent')?.[0] ?? 'SSH_AUTH_SOCK';
  if (named === 'none') return undefined;
  const variable = named === 'SSH_AUTH_SOCK' ? named : /^\$\{?(\w+)\}?$/.exec(named)?.[1];
  const socket = variable === undefined ? expandPath(named, host, user) : process.env[variable];
  return socket === '' ? undefined : socket;
};

/** Each jump host by what ssh_config says of it, as `ssh -J` does; a key for the target is not one for them. */
const jumpOptions = async (jump: string, depth: number): Promise<SshOptions[]> => {
  const hops = await Promise.all(
    jump.split(',').map(text => {
      const match = /^(?:ssh:\/\/)?(?:(.+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text.trim());
      if (!match) throw new TransportError(`"${text}" is no jump host`);
      const [, user, host, port] = match;
      const words = [
        ...(user === undefined ? [] : ['-l', user]),
        ...(port === undefined ? [] : ['-p', port]),
      ];
      return sshOptions(host!.replace(/^\[|\]$/g, ''), words, depth + 1);
    }),
  );
  // The first one may itself be behind others.
  return hops.flatMap((hop, index) => (index === 0 ? [...hop.jumps, hop] : [hop]));
};

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');
