import { type Output, quote } from '../../agent/protocol.js';
import { mistake } from '../../source/diagnostic.js';
import { defineModule } from '../define.js';
import type { Conclusion } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';

const options = {
  name: { type: 'str', required: true, description: 'The module, as a2enmod knows it.' },
  state: {
    type: 'str',
    choices: ['present', 'absent'],
    default: 'present',
    description: 'Whether it is enabled.',
  },
  force: {
    type: 'bool',
    default: false,
    description: "Disables a module even if Debian says that it shouldn't be (a2dismod -f).",
  },
  identifier: {
    type: 'str',
    description:
      'What `apache2ctl -M` calls it, `NAME_module` if absent. Only asked for where a module comes without a file in mods-available, as those do that are compiled in.',
  },
  ignore_configcheck: {
    type: 'bool',
    default: false,
    description:
      "Leaves the module as asked even if Apache's configuration is broken with it. Otherwise it is put back and the task fails.",
  },
  warn_mpm_absent: {
    type: 'bool',
    default: true,
    description: 'Warns where no MPM module is enabled any more.',
  },
} as const satisfies OptionSchema;

type Apache2ModuleArguments = OptionsOf<typeof options>;

/** What the host has of a module. */
export interface Apache2ModuleState {
  readonly enabled: boolean;
  /** The MPM that is enabled runs threads. */
  readonly threaded: boolean;
}

// A module is enabled if its files in mods-available are linked in mods-enabled. Reading that is a hundred times cheaper than `apache2ctl -M`,
// and it works while the configuration is broken. What is compiled in has no such files.
const probe = ({ name, identifier }: Apache2ModuleArguments): string => `name=${quote(name)}
conf=\${APACHE_CONFDIR:-/etc/apache2}
if [ -e "$conf/mods-available/$name.load" ] || [ -e "$conf/mods-enabled/$name.load" ]; then
  if [ -e "$conf/mods-enabled/$name.load" ] &&
    { [ -e "$conf/mods-enabled/$name.conf" ] || [ ! -e "$conf/mods-available/$name.conf" ]; }; then echo enabled; fi
elif command -v apache2ctl >/dev/null; then
  apache2ctl -M 2>/dev/null | while read -r module _; do
    [ "$module" != ${quote(identifier ?? `${name}_module`)} ] || echo enabled
  done
fi
for mpm in event worker; do [ ! -e "$conf/mods-enabled/mpm_$mpm.load" ] || echo threaded; done`;

const apply = ({ name, state, force, ignore_configcheck }: Apache2ModuleArguments): string => {
  const tool = state === 'present' ? 'a2enmod' : 'a2dismod';
  const forth = `${tool} -q${state === 'absent' && force ? ' -f' : ''} ${quote(name)}`;
  const back = state === 'present' ? 'a2dismod -q -f' : 'a2enmod -q';
  const lines = [
    `command -v ${tool} >/dev/null || { echo 'no tool'; exit 1; }`,
    `${forth} </dev/null >&2 || exit 1`,
  ];
  // A configuration that was broken before is not this module's fault: it may be one of several that are being put right.
  if (!ignore_configcheck)
    lines.push(
      'if ! reason=$(apache2ctl configtest 2>&1); then',
      `  ${back} ${quote(name)} >/dev/null 2>&1`,
      '  ! apache2ctl configtest >/dev/null 2>&1 || { echo broken; printf "%s\\n" "$reason" >&2; exit 1; }',
      `  ${forth} >/dev/null 2>&1 || exit 1`,
      'fi',
    );
  lines.push(
    `conf=\${APACHE_CONFDIR:-/etc/apache2}`,
    `mpm=no; for file in "$conf"/mods-enabled/mpm_*.load; do [ ! -e "$file" ] || mpm=yes; done; echo "mpm $mpm"`,
  );
  return lines.join('\n');
};

const NO_MPM =
  'no MPM module is enabled: Apache cannot be started or reloaded, nor its modules be listed, until one is';

/** Enables and disables modules of Apache on Debian and its kin. */
export const apache2Module = defineModule<Apache2ModuleArguments, Apache2ModuleArguments, Apache2ModuleState>(
  {
    name: 'apache2_module',
    collection: 'community.general',
    description: "Enables or disables a module of Apache with Debian's a2enmod and a2dismod.",
    options,
    returns: { result: { type: 'str', description: 'What was done.' } },
    examples: `- name: Enable TLS
  community.general.apache2_module:
    name: ssl
`,
    prepare: (args, services) => {
      if (!/^[\w.+-]+$/.test(args.name))
        throw mistake(`"${args.name}" is no name of an Apache module`, services.locate('name'));
      return args;
    },
    probe: args => ({ text: probe(args) }),
    parse: output => {
      const words = output.stdout.toString().split('\n');
      return { enabled: words.includes('enabled'), threaded: words.includes('threaded') };
    },
    plan: (args, { enabled, threaded }) => {
      const { name, state } = args;
      const wanted = state === 'present';
      const words = ['disabled', 'enabled'] as const;
      const result = { result: `Module ${name} ${words[Number(wanted)]}` };
      if (name === 'cgi' && threaded)
        return {
          kind: 'failed',
          message: "Apache's MPM runs threads, and the module cgi does not work with those; use cgid",
        };
      if (enabled === wanted) return { kind: 'same', result };
      return {
        kind: 'change',
        result,
        differences: [
          {
            kind: 'attribute',
            subject: `Apache module ${name}`,
            name: 'state',
            before: words[Number(enabled)],
            after: words[Number(wanted)],
          },
        ],
        apply: { text: apply(args) },
        conclude: output => conclude(args, output, result.result),
      };
    },
  },
);

const conclude = (args: Apache2ModuleArguments, output: Output, result: string): Conclusion => {
  const { name, state, warn_mpm_absent } = args;
  const said = output.stdout.toString();
  const reason = output.stderr
    .toString()
    .split('\n')
    .map(line => line.replace(/^(ERROR|WARNING): /, '').trim())
    .filter(line => line !== '' && !/^Action '.*' failed\.|^The Apache error log may/.test(line))
    .join('\n');
  const verb = state === 'present' ? 'enable' : 'disable';
  if (reason.includes("'Yes, do as I say!'"))
    return {
      kind: 'failed',
      message: `could not disable the Apache module ${name}: Debian counts it among the essential ones; force: true disables it all the same`,
    };
  if (output.code === 0)
    return {
      kind: 'changed',
      result: { result, ...(warn_mpm_absent && said.includes('mpm no') && { warnings: [NO_MPM] }) },
    };
  const message = said.includes('no tool')
    ? `a2${state === 'present' ? 'en' : 'dis'}mod is not on the host: is Apache installed, and is this Debian or a kin of it?`
    : said.includes('broken')
      ? `with the Apache module ${name} ${verb}d the configuration is broken, so it was put back: ${reason}`
      : `could not ${verb} the Apache module ${name}: ${reason}`;
  return { kind: 'failed', message };
};
