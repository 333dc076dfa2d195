import { isIPv4, isIPv6 } from 'node:net';
import { quote } from '../../agent/protocol.js';

/** States of TCP connections as /proc/net/tcp numbers them. */
const STATES: { readonly [name: string]: string } = {
  ESTABLISHED: '01',
  SYN_SENT: '02',
  SYN_RECV: '03',
  FIN_WAIT1: '04',
  FIN_WAIT2: '05',
  TIME_WAIT: '06',
};

interface Question {
  readonly host: string;
  readonly port?: number | undefined;
  readonly active_connection_states: readonly string[];
  readonly exclude_hosts?: readonly string[] | undefined;
}

/**
 * sh that is true while there are active connections from a port.
 * @param refuse makes the error for an argument that can't be used
 */
export const activeCheck = (
  { host, port = 0, active_connection_states: states, exclude_hosts: excluded = [] }: Question,
  refuse: (argument: string, message: string) => Error,
): string => {
  const numbers = states.map(state => {
    const number = STATES[state];
    if (number === undefined)
      throw refuse('active_connection_states', `unknown active_connection_state (${state}) defined`);
    return number;
  });
  const addresses = (argument: string, names: readonly string[]) =>
    names.flatMap(name => {
      const words = procAddresses(name);
      if (words === undefined)
        throw refuse(argument, `${name} must be given as an address for state=drained`);
      return words;
    });
  const own = host === '0.0.0.0' || host === '::' ? ['any'] : addresses('host', [host]);
  const others = addresses(
    'exclude_hosts',
    excluded.flatMap(names => names.split(',')),
  );
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return `tcp_active ${quote(numbers.join(' '))} ${hexPort} ${quote(own.join(' '))} ${quote(others.join(' '))}`;
};

/** An address in the forms in which /proc/net/tcp and tcp6 write it; undefined if it is none. */
const procAddresses = (name: string): readonly string[] | undefined => {
  if (name === 'localhost') return [...procAddresses('127.0.0.1')!, ...procAddresses('::1')!];
  if (isIPv4(name)) {
    const word = littleEndian(name.split('.').map(Number));
    return [word, `0000000000000000FFFF0000${word}`];
  }
  if (!isIPv6(name)) return undefined;
  const [head = '', tail] = name.split('::').map(part => part.split(':').filter(group => group !== ''));
  const groups = [...head];
  if (tail !== undefined)
    groups.push(...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail);
  const bytes = groups.flatMap(group => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 255];
  });
  return [[0, 4, 8, 12].map(at => littleEndian(bytes.slice(at, at + 4))).join('')];
};

const littleEndian = (bytes: readonly number[]): string =>
  bytes
    .toReversed()
    .map(byte => byte.toString(16).toUpperCase().padStart(2, '0'))
    .join('');
