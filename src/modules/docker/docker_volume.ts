import { defineModule } from '../define.js';
import type { Plan } from '../module.js';
import type { OptionSchema, OptionsOf } from '../options.js';
import { at, type Observed } from './inspect.js';
import {
  attribute,
  changeOf,
  entryDifferences,
  inspectProbe,
  objectsOf,
  parseObject,
  textEntries,
  words,
} from './object.js';
import { refuseSecrets } from './secret-words.js';

const options = {
  volume_name: { type: 'str', required: true, aliases: ['name'], description: 'The volume.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether it is there.',
  },
  driver: { type: 'str', default: 'local', description: 'The driver that keeps it.' },
  driver_options: { type: 'dict', description: 'Options of the driver.' },
  labels: { type: 'dict', description: 'Labels.' },
  recreate: {
    type: 'str',
    default: 'never',
    choices: ['always', 'never', 'options-changed'],
    description: 'When a volume that is there is replaced by a new, empty one. What it held is lost.',
  },
} as const satisfies OptionSchema;

type Args = OptionsOf<typeof options>;

/** Manages Docker's volumes. */
export const dockerVolume = defineModule<Args, Args, Observed>({
  name: 'docker_volume',
  collection: 'community.docker',
  description: 'Manages a volume of Docker.',
  options,
  returns: { volume: { type: 'dict', description: 'The volume as `docker volume inspect` shows it.' } },
  examples: `- name: A volume for the database
  community.docker.docker_volume:
    name: database
    labels: {team: builds}
`,
  prepare: (args, services) => {
    refuseSecrets(services, 'docker_volume', 'driver_options', textEntries(args.driver_options));
    refuseSecrets(services, 'docker_volume', 'labels', textEntries(args.labels));
    return args;
  },
  probe: ({ volume_name }) => ({ text: inspectProbe('volume', volume_name) }),
  parse: parseObject,
  plan: (args, state): Plan => {
    if (state.kind === 'failed')
      return { kind: 'failed', message: `docker does not answer: ${state.reason}` };
    const name = args.volume_name;
    const volume = objectsOf(state).find(each => at(each, 'Name') === name);
    const subject = `volume ${name}`;
    const remove = ['remove the volume', `${words('docker', 'volume', 'rm', name)} >/dev/null`] as const;
    if (args.state === 'absent') {
      if (volume === undefined) return { kind: 'same', result: {} };
      const differences = attribute(subject, 'state', 'present', 'absent');
      return changeOf('volume', differences, [remove]);
    }
    const drift = [
      ...attribute(subject, 'driver', at(volume, 'Driver'), args.driver),
      ...entryDifferences(subject, 'driver_options', at(volume, 'Options'), textEntries(args.driver_options)),
      ...entryDifferences(subject, 'labels', at(volume, 'Labels'), textEntries(args.labels)),
    ];
    const isReplaced =
      args.recreate === 'always' || (args.recreate === 'options-changed' && drift.length > 0);
    if (volume !== undefined && !isReplaced) return { kind: 'same', result: { volume } };
    const create = words(
      ['docker', 'volume', 'create', `--driver=${args.driver}`],
      (textEntries(args.driver_options) ?? []).map(([key, text]) => `--opt=${key}=${text}`),
      (textEntries(args.labels) ?? []).map(([key, text]) => `--label=${key}=${text}`),
      name,
    );
    const differences =
      volume === undefined
        ? attribute(subject, 'state', 'absent', 'present')
        : drift.length > 0
          ? drift
          : attribute(subject, 'recreate', false, true);
    return changeOf(
      'volume',
      differences,
      [...(volume === undefined ? [] : [remove]), ['create the volume', `${create} >/dev/null`]],
      words('docker', 'volume', 'inspect', name),
    );
  },
});
