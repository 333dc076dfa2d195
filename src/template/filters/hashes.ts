import { createHash, getHashes } from 'node:crypto';
import { aliased, type Filter, filters } from '../define.js';
import { hashPassword } from '../password-hash.js';
import { Fault, type Runtime } from '../runtime.js';
import { toInteger } from '../values/numbers.js';
import { toBytes, toText } from '../values/text.js';

const digest = (value: Runtime, algorithm: string): string => {
  const name = algorithm
    .toLowerCase()
    .replace(/^sha3_/, 'sha3-')
    .replace(/^blake2([bs])$/, (_, kind) => (kind === 'b' ? 'blake2b512' : 'blake2s256'));
  if (!getHashes().includes(name))
    throw new Fault(`unknown hash "${algorithm}"`, 'md5, sha1, sha224, sha256, sha384 or sha512');
  return createHash(name).update(toBytes(value)).digest('hex');
};

const ANSIBLE_NAMESPACE = '361E6D51-FAEC-444A-9079-341386DA8E2E';

/** A version 5 UUID: the SHA-1 of a namespace and a name. */
const uuid5 = (name: string, namespace: string): string => {
  const digits = namespace.replace(/^urn:uuid:|[{}-]/g, '');
  if (!/^[\da-f]{32}$/i.test(digits)) throw new Fault(`"${namespace}" is no UUID`);
  const bytes = createHash('sha1').update(Buffer.from(digits, 'hex')).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

const optional = (value: Runtime | undefined): Runtime | undefined => (value === null ? undefined : value);

/** Filters that hash. */
export const hashFilters: [string, Filter][] = aliased(
  filters({
    hash: [['hashtype'], (value, [type = 'sha1']) => digest(value, toText(type))],
    md5: [[], value => digest(value, 'md5')],
    sha1: [[], value => digest(value, 'sha1')],
    password_hash: [
      ['hashtype', 'salt', 'salt_size', 'rounds', 'ident'],
      (value, [type = 'sha512', ...rest]) => {
        const [salt, size, rounds, ident] = rest.map(optional);
        return hashPassword(toText(value), toText(type), {
          ...(salt !== undefined && { salt: toText(salt) }),
          ...(size !== undefined && { saltSize: toInteger(size, 'salt_size') }),
          ...(rounds !== undefined && { rounds: toInteger(rounds, 'rounds') }),
          ...(ident !== undefined && { ident: toText(ident) }),
        });
      },
    ],
    to_uuid: [
      ['namespace'],
      (value, [namespace = ANSIBLE_NAMESPACE]) => uuid5(toText(value), toText(namespace)),
    ],
  }),
  { checksum: 'sha1' },
);
