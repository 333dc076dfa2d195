import { defineModule } from '../define.js';
import type { Plan } from '../module.js';
import { Fields } from '../shell/fields.js';

type Service = { [key: string]: string };

/** The host's services by their names. */
type Services = { [name: string]: Service };

/** What the services are, as facts. */
export const serviceFacts = defineModule<object & Record<string, unknown>, undefined, Services>({
  name: 'service_facts',
  collection: 'ansible.builtin',
  description: 'Tells what services there are and how they are, as the fact `services`.',
  options: {},
  returns: {
    ansible_facts: {
      type: 'dict',
      description: 'services: for each name a dict with name, state, status (of systemd) and source.',
    },
  },
  examples: `- service_facts:

- debug:
    msg: nginx runs
  when: ansible_facts.services['nginx.service'].state | default('') == 'running'`,
  prepare: () => undefined,
  probe: () => ({
    text: `! command -v service >/dev/null || command -v chkconfig >/dev/null || command -v rc-status >/dev/null ||
service --status-all 2>/dev/null
printf '\\0'
grep -q systemd /proc/1/comm && command -v systemctl >/dev/null || exit 0
units=$(systemctl list-units --no-pager --type service --all)
files=$(systemctl list-unit-files --no-pager --type service --all)
printf '%s\\0%s\\0' "$units" "$files"
set -f
# shellcheck disable=SC2086,SC2116 # blanks alone between the words
words=" $(echo $units) "
set --
for name in $(printf '%s\\n' "$files" | sed -n 's/^\\([^ *?]*\\.service\\) .*/\\1/p'); do
case $name in
*@.service) ;;
*) case $words in *" $name "*) ;; *) set -- "$@" "$name" ;; esac ;;
esac
done
[ $# -eq 0 ] || systemctl show --no-pager -p Id,Names,ActiveState -- "$@"
printf '\\0'
`,
  }),
  parse: output => {
    const fields = new Fields(output.stdout);
    const services = sysvServices(fields.text());
    if (fields.ended) return services;
    addUnits(services, fields.text());
    const files = fields.text();
    addUnitFiles(services, files, statesOf(fields.text()));
    return services;
  },
  plan: (_, services): Plan =>
    Object.keys(services).length === 0
      ? {
          kind: 'skipped',
          result: {
            msg: 'Failed to find any services. This can be due to privileges or some other configuration issue.',
          },
        }
      : { kind: 'same', result: { ansible_facts: { services } } },
});

/** What `service --status-all` prints. */
const sysvServices = (text: string): Services => {
  const services: Services = Object.create(null);
  for (const [, mark, name] of text.matchAll(/^\s*\[ ([+-]) \]\s+(.+)$/gm))
    services[name!] = { name: name!, state: mark === '+' ? 'running' : 'stopped', source: 'sysv' };
  return services;
};

const BAD = ['not-found', 'masked', 'failed'];

const addUnits = (services: Services, text: string): void => {
  for (const line of text.split('\n')) {
    if (!line.includes('.service')) continue;
    let fields = line.trim().split(/\s+/);
    const bad = BAD.find(word => fields.includes(word));
    const status = bad ?? fields[2];
    if (bad !== undefined) fields = fields.slice(1);
    const name = fields[0] ?? '';
    const state = fields[3] === 'running' ? 'running' : 'stopped';
    services[name] = { name, state, status: status ?? 'unknown', source: 'systemd' };
  }
};

const addUnitFiles = (services: Services, text: string, states: ReadonlyMap<string, string>): void => {
  for (const line of text.split('\n')) {
    if (!line.includes('.service')) continue;
    const [name = '', status = ''] = line.trim().split(/\s+/);
    const known = services[name];
    if (known === undefined)
      services[name] = { name, state: states.get(name) ?? 'unknown', status, source: 'systemd' };
    else if (!BAD.includes(known.status ?? '')) known.status = status;
  }
};

/** The states of units by all their names. */
const statesOf = (text: string): ReadonlyMap<string, string> => {
  const states = new Map<string, string>();
  for (const unit of text.split('\n\n')) {
    const state = /^ActiveState=(.*)$/m.exec(unit)?.[1];
    const names = `${/^Names=(.*)$/m.exec(unit)?.[1] ?? ''} ${/^Id=(.*)$/m.exec(unit)?.[1] ?? ''}`;
    if (state !== undefined) for (const name of names.trim().split(/\s+/)) states.set(name, state);
  }
  return states;
};
