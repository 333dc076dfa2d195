import type { OptionSchema, OptionsOf } from '../options.js';

export const pipOptions = {
  name: {
    type: 'list',
    elements: 'str',
    description: 'Packages, maybe with versions: `a==1.0`, or their URLs.',
  },
  version: { type: 'str', description: 'The version of the one package.' },
  requirements: { type: 'str', description: 'A file on the host that lists packages.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'forcereinstall', 'latest', 'present'],
    description:
      'Whether the packages are there; latest: the newest are, forcereinstall: they are installed anew.',
  },
  virtualenv: { type: 'path', description: 'The virtual environment; it is made if it is not there.' },
  virtualenv_site_packages: {
    type: 'bool',
    default: false,
    description: 'Let the virtual environment have what the host has.',
  },
  virtualenv_command: {
    type: 'path',
    default: 'virtualenv',
    description: 'What makes the virtual environment, such as `python3 -m venv`.',
  },
  virtualenv_python: { type: 'str', description: 'The Python for the virtual environment.' },
  extra_args: { type: 'str', description: 'Further arguments for pip.' },
  editable: { type: 'bool', default: false, description: 'Install packages as they stand in their folders.' },
  chdir: { type: 'path', description: 'The folder that pip runs in.' },
  executable: { type: 'path', description: 'The pip to use.' },
  umask: { type: 'str', description: 'The umask meanwhile, octal digits.' },
} as const satisfies OptionSchema;

export type PipArguments = OptionsOf<typeof pipOptions>;
