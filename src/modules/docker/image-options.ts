import type { OptionSchema, OptionsOf } from '../options.js';

const build = {
  path: {
    type: 'path',
    required: true,
    description: 'The folder on the host that it is built from, or a URL.',
  },
  dockerfile: { type: 'str', description: 'The Dockerfile, if it has another name.' },
  args: { type: 'dict', description: 'Arguments of the build. They never stand on a command line.' },
  cache_from: { type: 'list', elements: 'str', description: 'Images whose layers may be used.' },
  container_limits: {
    type: 'dict',
    description: 'Limits of the containers that build it.',
    options: {
      memory: { type: 'int', description: 'Memory, in bytes.' },
      memswap: { type: 'int', description: 'Memory and swap, in bytes; -1 for no limit.' },
      cpushares: { type: 'int', description: 'Its share of processors.' },
      cpusetcpus: { type: 'str', description: 'The processors it may use.' },
    },
  },
  etc_hosts: { type: 'dict', description: 'Names and addresses that /etc/hosts has while it is built.' },
  network: { type: 'str', description: 'The network of RUN.' },
  nocache: { type: 'bool', default: false, description: 'Build all of it anew.' },
  platform: { type: 'str', description: 'What it is built for: os/arch.' },
  pull: { type: 'bool', default: false, description: 'Look for a newer image to build on.' },
  rm: { type: 'bool', default: true, description: 'Remove the containers that have built it.' },
  target: { type: 'str', description: 'The stage to stop at.' },
} as const satisfies OptionSchema;

export const options = {
  name: { type: 'str', required: true, description: 'The image, with or without a tag, or its id.' },
  tag: { type: 'str', default: 'latest', description: 'The tag, where the name has none.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the host has it.',
  },
  source: {
    type: 'str',
    choices: ['build', 'load', 'pull', 'local'],
    description: 'Where it is from if the host does not have it; with `local` it must be there.',
  },
  build: { type: 'dict', description: 'How it is built.', options: build },
  pull: {
    type: 'dict',
    description: 'How it is pulled.',
    options: { platform: { type: 'str', description: 'For which platform: os/arch.' } },
  },
  load_path: { type: 'path', description: 'The archive on the host that it is loaded from.' },
  archive_path: { type: 'path', description: 'Keep it in this archive on the host.' },
  force_source: { type: 'bool', default: false, description: 'Pull, build or load it even if it is there.' },
  force_absent: { type: 'bool', default: false, description: 'Remove it with all its tags.' },
  force_tag: { type: 'bool', default: false, description: 'Tag it even if another image has that tag.' },
  repository: { type: 'str', description: 'A further name for it.' },
  push: { type: 'bool', default: false, description: 'Push it under that name, or its own.' },
} as const satisfies OptionSchema;

export type ImageArguments = OptionsOf<typeof options>;
