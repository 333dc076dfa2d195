import { loadModules, moduleNames, resolveModule } from '../../src/modules/index.js';
import { isOwnAction } from '../../src/playbook/actions.js';

/** The modules of ansible.builtin in ansible-core 2.14 (`ansible-doc -l`), those apart that stand among plays or are gone. */
const BUILTIN = `
  add_host apt apt_key apt_repository assemble assert async_status blockinfile command copy cron debconf debug dnf
  dpkg_selections expect fail fetch file find gather_facts get_url getent git group group_by hostname import_role
  import_tasks include_role include_tasks include_vars iptables known_hosts lineinfile meta package package_facts pause
  ping pip raw reboot replace rpm_key script service service_facts set_fact set_stats setup shell slurp stat subversion
  systemd systemd_service sysvinit tempfile template unarchive uri user validate_argument_spec wait_for
  wait_for_connection yum yum_repository`
  .trim()
  .split(/\s+/);

/** Of Ansible's own modules those that trueup doesn't have. */
export const missingModules = (): readonly string[] =>
  BUILTIN.filter(name => !isOwnAction(name) && resolveModule(name) === undefined);

/** The text of docs/modules.md, from the modules' definitions. */
export const modulesPage = async (): Promise<string> => {
  const modules = [...(await loadModules(moduleNames())).values()];
  const rows = modules.map(({ name, aliases = [], collection, description, kind }) => {
    const names = [name, ...aliases].map(code).join(', ');
    return `| ${names} | ${code(collection)} | ${kind === 'control' ? 'runner' : 'host'} | ${description} |`;
  });
  return `# Modules

<!-- Written by scripts/docs from the definitions in src/modules: change those, then run it. -->

A module is called by its short name or with its collection: \`apt\` or \`ansible.builtin.apt\`. Options have the names, aliases,
defaults and meaning of Ansible's modules. What a module does not know, or a value that can't be, is refused with its place
before a host is connected. \`trueup\` as a collection marks what Ansible does not have.

| name | collection | runs on | what it does |
|---|---|---|---|
${rows.join('\n')}

The language's own actions are there as well: \`include_tasks\`, \`import_tasks\`, \`include_role\`, \`import_role\` and \`meta\`
([differences.md](differences.md) has its forms).

## Not there yet

Of ansible.builtin in ansible-core 2.14: ${missingModules().map(code).join(', ')}.

Of other collections only what the table has. [plugins.md](plugins.md) says how modules of your own are added.
`;
};

const code = (text: string): string => `\`${text}\``;
