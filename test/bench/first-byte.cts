// Loaded ahead of trueup (`node --require`): writes to the file that BENCH_FILE names how much processor time, in
// milliseconds, had passed since the start of node when it was loaded, when the first byte went to a host, and at the end.

(() => {
  const fs = process.getBuiltinModule('node:fs');
  const net = process.getBuiltinModule('node:net');
  const used = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };

  const start = used();
  let firstByte: number | undefined;
  const { write } = net.Socket.prototype;
  net.Socket.prototype.write = new Proxy(write, {
    apply(target, socket: InstanceType<typeof net.Socket>, words) {
      // Standard output may be a socket, too: one to nowhere.
      if (firstByte === undefined && (socket.connecting || socket.remoteAddress !== undefined)) {
        firstByte = used();
        net.Socket.prototype.write = write;
      }
      return Reflect.apply(target, socket, words);
    },
  });
  process.on('exit', () =>
    fs.writeFileSync(process.env.BENCH_FILE!, JSON.stringify({ start, firstByte, total: used() })),
  );
})();
