import { createHmac, randomBytes } from 'node:crypto';

// How known_hosts files name hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).

/** A name as it stands in a file that does not tell whom it knows. */
export const hashName = (name: string, salt: Buffer = randomBytes(20)): string =>
  `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;

/** What says whether a host's name is among the names of a line: patterns with commas in between, or one hash. */
export const nameMatcher = (names: string): ((name: string) => boolean) => {
  const hash = /^\|1\|([^|]+)\|([^|]+)$/.exec(names);
  if (hash) return name => hashName(name, Buffer.from(hash[1]!, 'base64')) === names;
  const patterns = names.split(',').map(pattern => ({
    negated: pattern.startsWith('!'),
    expression: wildcard(pattern.replace(/^!/, '')),
  }));
  return name => {
    const matching = patterns.filter(({ expression }) => expression.test(name));
    return matching.length > 0 && !matching.some(({ negated }) => negated);
  };
};

const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .toLowerCase()
      .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replaceAll('?', '.')}$`,
    's',
  );
