import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';

// Loaded ahead of trueup (`node --import`): writes to the file that BENCH_FILE names how much processor time, in
// milliseconds, had passed since the start of node when the first byte went to a host, and at the end.

const used = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

let firstByte: number | undefined;
const { write } = Socket.prototype;
Socket.prototype.write = new Proxy(write, {
  apply(target, socket: Socket, words) {
    // Standard output may be a socket, too: one to nowhere.
    if (firstByte === undefined && (socket.connecting || socket.remoteAddress !== undefined)) {
      firstByte = used();
      Socket.prototype.write = write;
    }
    return Reflect.apply(target, socket, words);
  },
});
process.on('exit', () =>
  writeFileSync(process.env.BENCH_FILE!, JSON.stringify({ firstByte, total: used() })),
);
