import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import type { SshOptions } from './options.js';
import { TransportError } from './transport.js';

/**
 * Connects to a host's SSH port.
 * @throws TransportError saying why there is no connection
 */
export const connectSocket = ({ host, port, connectTimeout }: SshOptions): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(
        new TransportError(`${host} port ${port} does not answer (waited ${connectTimeout} s)`, undefined, {
          passing: true,
        }),
      );
    }, connectTimeout * 1000);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(new TransportError(describe(error, host, port), undefined, { passing: true }));
    });
  });

/** Runs a program whose input and output are the connection (ssh_config's ProxyCommand). */
export const proxySocket = (command: string): Duplex => {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  const socket = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', error => socket.destroy(error));
  socket.on('close', () => child.kill());
  return socket;
};

const describe = (error: NodeJS.ErrnoException, host: string, port: number): string => {
  const reason = REASONS.get(error.code ?? '');
  return reason ? reason(host, port) : `cannot connect to ${host} port ${port}: ${error.message}`;
};

const REASONS: ReadonlyMap<string, (host: string, port: number) => string> = new Map([
  ['ECONNREFUSED', (host, port) => `${host} refuses connections on port ${port}`],
  ['ENOTFOUND', host => `there is no host named ${host}`],
  ['EAI_AGAIN', host => `the name ${host} cannot be looked up: the name server does not answer`],
  ['ETIMEDOUT', (host, port) => `${host} port ${port} does not answer`],
  ['EHOSTUNREACH', host => `there is no way to ${host} (no route to host)`],
  ['ENETUNREACH', host => `there is no way to ${host} (network is unreachable)`],
]);
