/** Hosts from which on the memory of a run is worth more than the time that collecting garbage takes. */
const MANY_HOSTS = 100;

/**
 * Lets the heap of a run over many hosts grow by a fifth at a time. By itself V8 lets it grow to several times what is alive before it collects
 * what is not.
 */
export const restrainHeap = (hosts: number): void => {
  if (hosts >= MANY_HOSTS)
    process.getBuiltinModule('node:v8').setFlagsFromString('--heap-growing-percent=20');
};
