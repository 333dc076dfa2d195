import { BUILTIN_NAMES } from '../../src/modules/ansible-names.js';
import { loadModules, moduleNames, resolveModule } from '../../src/modules/index.js';
import { isOwnAction } from '../../src/playbook/actions.js';

/** Of Ansible's own modules those that trueup doesn't have. */
export const missingModules = (): readonly string[] =>
  BUILTIN_NAMES.filter(name => !isOwnAction(name) && resolveModule(name) === undefined);

/** The text of docs/modules.md, from the modules' definitions. */
export const modulesPage = async (): Promise<string> => {
  const modules = [...(await loadModules(moduleNames())).values()];
  const rows = modules.map(({ name, aliases = [], collection, description, kind }) => {
    const names = [`[${code(name)}](modules/${name}.md)`, ...aliases.map(code)].join(', ');
    return `| ${names} | ${code(collection)} | ${kind === 'control' ? 'runner' : 'host'} | ${description} |`;
  });
  return `# Modules

<!-- Written by scripts/docs from the definitions in src/modules: change those, then run it. -->

A module is called by its short name or with its collection: \`apt\` or \`ansible.builtin.apt\`. Options have the names, aliases,
defaults and meaning of Ansible's modules. What a module does not know, or a value that can't be, is refused with its place
before a host is connected. \`trueup\` as a collection marks what Ansible does not have. \`trueup modules NAME\` tells of one
what its page here does.

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
