import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';
import { systemReason } from '../source/system-reason.js';
import type { RunContext } from './context.js';

/** Notes the hosts that were lost in a playbook, so that `--limit @FILE` names them. */
export const writeRetryFile = (run: RunContext, playbook: string, lost: Iterable<string>): void => {
  const hosts = [...lost].sort();
  if (run.retryFiles === undefined || hosts.length === 0) return;
  const folder = run.retryFiles.folder ?? dirname(resolve(playbook));
  const path = join(folder, `${parse(playbook).name}.retry`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, hosts.map(host => `${host}\n`).join(''));
    run.emit({ kind: 'retry-file', path });
  } catch (error) {
    const message = `the hosts to retry are not noted in ${path}: ${systemReason(error)}`;
    run.emit({ kind: 'diagnostic', diagnostic: { severity: 'warning', message } });
  }
};
