/** Ansible's own names of groups of modules in collections. Of those modules only Docker's are there. */
const SHORT: ReadonlySet<string> = new Set([
  ...['acme', 'aws', 'azure', 'cpm', 'docker', 'gcp', 'k8s', 'os', 'ovirt', 'vmware'],
]);

const shortName = (group: string): string => group.replace(/^ansible\.(?:builtin|legacy)\./, '');

/** Whether there may be a group of that name: one of Ansible's, or one of a collection. */
export const isActionGroup = (group: string): boolean => {
  const name = shortName(group);
  return SHORT.has(name) || /^\w+\.\w+\.\w+$/.test(name);
};

/** Whether defaults for a group, under `group/NAME` in `module_defaults`, are for a module. */
export const isInGroup = (module: string, group: string): boolean =>
  ['docker', 'community.docker.docker'].includes(shortName(group)) &&
  /^(?:community\.docker\.)?docker_/.test(module);
