// Loaded ahead of trueup (`node --require`): writes to the file that BENCH_FILE names how much memory, in megabytes, the process had at most.

process.on('exit', () =>
  process
    .getBuiltinModule('node:fs')
    .writeFileSync(process.env.BENCH_FILE!, String(process.resourceUsage().maxRSS / 1024)),
);
