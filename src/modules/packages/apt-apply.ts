import { type Output, quote, type Script, shellFunction } from '../../agent/protocol.js';
import { splitLines } from '../../value/lines.js';
import { streams } from '../commands/output.js';
import type { Conclusion } from '../module.js';
import { aptGetArguments, type Request } from './apt-request.js';
import { DEB_WORDS, deb, errorLines } from './apt-state.js';

const prepare = shellFunction(import.meta.url, 'apt_prepare');
export const update = shellFunction(import.meta.url, 'apt_update');
const policy = shellFunction(import.meta.url, 'apt_policy');

/** What is to be done on a host, in this order. */
export interface Work {
  readonly clean: boolean;
  readonly update: boolean;
  /** Carry out the request's operation with these packages. */
  readonly run: readonly string[] | undefined;
  /** Mark these as wanted for their own sake. */
  readonly manual: readonly string[];
}

/** The sh that does the work. It prints on standard error, after a NUL, the step at which it failed, and when the lists were fetched before and after. */
export const applyScript = (request: Request, work: Work): Script => {
  const { args, operation } = request;
  const lines = [
    'export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical LANG=C.UTF-8 LC_ALL=C.UTF-8',
    FINISH,
  ];
  const uses = [prepare];
  if (work.clean) lines.push('step=clean', 'apt-get clean || exit');
  if (work.update) {
    uses.push(update);
    const [tries, pause] = [Math.max(1, args.update_cache_retries), args.update_cache_retry_max_delay];
    lines.push('step=update', `apt_update ${tries} ${pause} ${args.lock_timeout} || exit`);
  }
  if (work.run !== undefined) {
    lines.push('step=prepare', `apt_prepare ${args.lock_timeout} || exit`);
    if (args.policy_rc_d !== undefined) {
      uses.push(policy);
      lines.push(`apt_policy ${args.policy_rc_d} || exit`);
    }
    if (operation === 'deb') {
      uses.push(deb);
      lines.push(`apt_deb ${request.debs.map(quote).join(' ')} >/dev/null`, DEB_WORDS);
    } else lines.push(['set --', ...work.run.map(quote)].join(' '));
    const options = aptGetArguments(request).map(quote).join(' ');
    lines.push('step=run', `apt-get -q -o DPkg::Lock::Timeout=${args.lock_timeout} ${options} "$@" || exit`);
  }
  if (work.manual.length > 0)
    lines.push('step=mark', `apt-mark manual ${work.manual.map(quote).join(' ')} || exit`);
  return { text: `${lines.join('\n')}\nstep=\n`, uses };
};

const FINISH = `fetched() {
  stat -c %Y /var/lib/apt/periodic/update-success-stamp 2>/dev/null || stat -c %Y /var/lib/apt/lists
}
finish() {
  code=$?
  trap - EXIT
  [ -z "\${folder-}" ] || rm -rf "$folder"
  [ -z "\${policy-}" ] || apt_policy_end
  printf '\\000%s %s %s' "\${step:-done}" "$before" "$(fetched)" >&2
  exit "$code"
}
before=$(fetched)
trap finish EXIT
trap 'exit 143' HUP INT TERM`;

/** How the work ended. `alone`: fetching the lists is all that was asked. */
export const concludeApply =
  (request: Request, work: Work, alone: boolean) =>
  (output: Output): Conclusion => {
    const mark = output.stderr.lastIndexOf(0);
    const stderr = output.stderr.subarray(0, mark < 0 ? undefined : mark).toString();
    const [step = '', before, after] = (mark < 0 ? '' : output.stderr.subarray(mark + 1).toString()).split(
      ' ',
    );
    const stdout = output.stdout.toString();
    const result = {
      ...streams(stdout, stderr),
      rc: output.code,
      cache_updated: work.update,
      cache_update_time: Number(after ?? 0),
    };
    if (output.code !== 0)
      return { kind: 'failed', message: explain(request, work, step, `${stdout}${stderr}`), result };
    const ran = work.run !== undefined && !isIdle(request, stdout);
    const changed = ran || work.clean || work.manual.length > 0 || (alone && before !== after);
    return { kind: changed ? 'changed' : 'unchanged', result };
  };

/** apt-get found nothing to do. */
const isIdle = ({ operation }: Request, stdout: string): boolean => {
  if (operation === 'autoclean') return !/^Del /m.test(stdout);
  return (
    /^0 upgraded, 0 newly installed, (?:0 reinstalled, )?0 to remove/m.test(stdout) &&
    !/not fully installed|set to manually installed/.test(stdout)
  );
};

const explain = (request: Request, work: Work, step: string, printed: string): string => {
  const lines = splitLines(printed);
  const broken = lines.flatMap((line, index) =>
    line.startsWith('dpkg: error processing') ? [`${line} ${(lines[index + 1] ?? '').trim()}`] : [],
  );
  const fetches = lines.filter(line => /^(?:W|E): (?:Failed to fetch|The repository)/.test(line));
  const reasons = [...new Set([...broken, ...fetches.map(line => line.slice(3)), ...errorLines(lines)])].join(
    '; ',
  );
  if (step === 'update') return `Failed to update apt cache: ${reasons}`;
  if (step === 'prepare') return `'dpkg --configure -a' failed: ${reasons}`;
  if (step === 'clean') return `apt-get clean failed: ${reasons}`;
  if (step === 'mark') return `'apt-mark manual ${work.manual.join(' ')}' failed: ${reasons}`;
  const operation = request.operation === 'deb' ? 'install' : (request.operation ?? '');
  const what = [operation, ...(request.operation === 'deb' ? request.debs : (work.run ?? []))].join(' ');
  return `'apt-get ${what}' failed: ${reasons}`;
};
