import { statSync } from 'node:fs';
import { quote, type Script } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { conditionProbe, readCondition } from '../commands/execution.js';
import { expand } from '../commands/words.js';
import { defineModule } from '../define.js';
import { chmodDigits } from '../files/common.js';
import { applyMode, NEW_FILE } from '../files/mode.js';
import type { Conclusion, Plan, Services } from '../module.js';
import { type Answer, readAnswer } from './uri-answer.js';
import { type UriArguments, uriConstraints, uriOptions } from './uri-options.js';
import { curlConfig, curlPaths, type Request, toForm, toJson } from './uri-request.js';

/** How long a request may take to connect that is made ahead of its time, in seconds. */
const HASTE = 5;

type State =
  | { readonly skipped: 'creates' | 'removes' }
  | { readonly answer: Answer }
  /** Nothing was asked yet. */
  | undefined;

/**
 * Talks to a web server from the host, by its curl. A request that only reads is a probe: it is made in check mode too, and what it
 * answers is the result. If it takes too long to be made ahead of time, it is made again, with all the time it is given, when its
 * turn has come.
 */
export const uri = defineModule<UriArguments, Request, State>({
  name: 'uri',
  collection: 'ansible.builtin',
  description: 'Talks to web servers.',
  options: uriOptions,
  constraints: uriConstraints,
  returns: {
    status: { type: 'int', description: 'The status code; -1 if there was no answer.' },
    url: { type: 'str', description: 'The URL that answered, after redirects.' },
    redirected: { type: 'bool', description: 'Whether there were redirects.' },
    content: { type: 'str', description: 'The body, if return_content is set.' },
    json: { type: 'raw', description: 'The body as data, if it is JSON.' },
    elapsed: { type: 'int', description: 'Seconds that it took.' },
    cookies: { type: 'dict', description: 'Cookies that the server set.' },
    cookies_string: { type: 'str', description: 'The same as the value of a Cookie header.' },
    path: { type: 'str', description: 'The file that the answer was stored in, if dest is set.' },
    msg: { type: 'str', description: "The server's words. Its headers are returned by their names, too." },
  },
  examples: `- name: The registry asks for a password
  uri:
    url: https://registry.example.com/v2/
    status_code: 401`,
  prepare: prepare,
  probe: (request, { checkMode }): Script | undefined => {
    const condition = conditionProbe(request.args);
    if (!request.reads) return condition;
    const { timeout } = request.args;
    const script = curlScript(request, checkMode ? timeout : Math.min(timeout, HASTE));
    if (!condition) return script;
    return {
      ...script,
      text: `unmet=$(\n${condition.text})\n[ -z "$unmet" ] || { echo "$unmet"; exit; }\n${script.text}`,
    };
  },
  parse: (output, request) => {
    const skipped = readCondition(output);
    if (skipped !== undefined) return { skipped };
    return request.reads ? { answer: readAnswer(request, output) } : undefined;
  },
  plan: (request, state, { checkMode }): Plan => {
    const { args } = request;
    if (state && 'skipped' in state) {
      const why =
        state.skipped === 'creates' ? `'${args.creates}' exists` : `'${args.removes}' does not exist`;
      return { kind: 'same', result: { stdout: `skipped, since ${why}` } };
    }
    if (state && !(state.answer.timeout && !checkMode && args.timeout > HASTE)) {
      const { problem, result } = state.answer;
      return problem === undefined ? { kind: 'same', result } : { kind: 'failed', message: problem, result };
    }
    return {
      kind: 'action',
      apply: curlScript(request, args.timeout),
      conclude: (output): Conclusion => {
        const { problem, result, changed } = readAnswer(request, output);
        if (problem !== undefined) return { kind: 'failed', message: problem, result };
        return { kind: changed ? 'changed' : 'unchanged', result };
      },
    };
  },
});

function prepare(args: UriArguments, services: Services): Request {
  const method = args.method.toUpperCase();
  if (!/^[A-Z]+$/.test(method))
    throw mistake(
      `method must be a single word like GET or POST, not ${args.method}`,
      services.locate('method'),
    );
  if (!/^https?:\/\/[^\s/]/i.test(args.url))
    throw mistake(`url must begin with http:// or https://: ${args.url}`, services.locate('url'));
  const body = bodyOf(args, services);
  const path = args.src === undefined || args.remote_src ? undefined : services.findFile('files', args.src);
  return {
    args,
    method,
    body,
    file: path === undefined ? undefined : { file: path, size: statSync(path).size },
    status: args.status_code ?? [200],
    reads: ['GET', 'HEAD', 'OPTIONS'].includes(method) && args.dest === undefined && path === undefined,
  };
}

const bodyOf = ({ body, body_format: format }: UriArguments, services: Services): string | undefined => {
  if (body === undefined || typeof body === 'string') return body;
  if (format !== 'form-urlencoded') return toJson(body);
  const form = toForm(body);
  if (form === undefined)
    throw mistake('body must be a mapping or a list of pairs for form-urlencoded', services.locate('body'));
  return form;
};

/** The sh that makes the request. curl reads what to do from standard input: a command line can be seen by every account. */
const curlScript = (request: Request, patience: number): Script => {
  const { args, file } = request;
  const config = `printf '%s\\n' ${quote(curlConfig(request, patience))}`;
  const curl = `curl -K - -w '\\n%{http_code} %{size_header} %{time_total} %{url_effective}' "$@"`;
  const call = file
    ? `take ${file.size} | { exec 5<&0; ${config} | ${curl} --data-binary @/dev/fd/5; }`
    : `${config} | ${curl}`;
  const lines = ['command -v curl >/dev/null || exit 127', curlPaths(request)];
  if (args.dest === undefined) lines.push(call);
  else lines.push(...storing(request, call));
  return { text: `${lines.join('\n')}\n`, payload: file ? [file] : [] };
};

/** The sh that stores an answer: the destination is its old content or all of the new one. */
const storing = ({ args, status }: Request, call: string): readonly string[] => {
  const { setup, words } = expand([args.dest ?? '']);
  const name =
    /^[^?#]*\/([^/?#]+)(?:[?#]|$)/.exec(args.url.replace(/^https?:\/\/[^/]*/i, ''))?.[1] ?? 'index.html';
  const owner = `${args.owner ?? ''}:${args.group ?? ''}`;
  const mode = args.mode === undefined ? undefined : chmodDigits(applyMode(args.mode, NEW_FILE, false));
  return [
    `${setup}dest=${words[0]}`,
    `[ ! -d "$dest" ] || dest=\${dest%/}/${quote(name)}`,
    'umask 077',
    `temporary=$(mktemp -- "$dest.trueup.XXXXXX") || exit`,
    `trap 'rm -f -- "$temporary"' EXIT`,
    `trap 'exit 143' HUP INT TERM`,
    `set -- "$@" -o "$temporary"`,
    `answer=$(${call}) || { code=$?; printf '%s' "$answer"; exit "$code"; }`,
    `printf '%s' "$answer"`,
    `status=\${answer##*"
"}`,
    `case \${status%% *} in ${status.join(' | ')}) ;; *) exit 0 ;; esac`,
    ...(owner === ':' ? [] : [`chown ${quote(owner)} -- "$temporary" || exit`]),
    mode === undefined
      ? `chmod "$(stat -c %a -- "$dest" 2>/dev/null || echo 644)" "$temporary" || exit`
      : `chmod ${mode} "$temporary" || exit`,
    `seen='%a %u %g'`,
    `if cmp -s -- "$temporary" "$dest" && [ "$(stat -c "$seen" -- "$temporary")" = "$(stat -c "$seen" -- "$dest")" ]; then`,
    `  printf '\\nsame %s' "$dest"`,
    'else',
    `  mv -fT -- "$temporary" "$dest" && printf '\\nchanged %s' "$dest"`,
    'fi',
  ];
};
