import type { Setting, SettingTable } from '../../src/configuration/setting.js';
import { CHAPTERS } from '../../src/configuration/settings/index.js';
import { namesIn, UNUSED } from '../../src/configuration/unused.js';

/** The text of docs/configuration.md, from the table of settings. */
export const configurationPage = (): string => `# Configuration

<!-- Written by scripts/docs from src/configuration: change that, then run it. -->

Settings have Ansible's names and are read where Ansible reads them. A flag wins over a variable of the environment, that
over the configuration file, and that over the default; variables of hosts and keywords of plays and tasks win over them all.

The file is the first that there is of: what \`ANSIBLE_CONFIG\` names (a file, or a folder with an \`ansible.cfg\`),
\`ansible.cfg\` in the working directory unless everybody may write into that, \`~/.ansible.cfg\` and
\`/etc/ansible/ansible.cfg\`. Paths in it are relative to the file, those in the environment to the working directory; \`~\`,
\`$VARIABLE\` and \`{{CWD}}\` (the working directory) are expanded. \`ANSIBLE_HOME\` below is the setting \`home\`.

A value that makes no sense (a boolean like \`Flase\`, which Ansible takes for false) is an error that ends the run before a host
is connected, with the code 5. With \`-v\` the run says which file it reads, and in one line what in it and in the environment
means nothing here or is unknown.

${CHAPTERS.map(chapter).join('\n')}
## What means nothing here

${UNUSED.map(([reason, settings]) => `- ${reason} ${namesIn(settings).map(entryName).join(', ')}`).join('\n')}
`;

const chapter = ([title, settings]: readonly [string, SettingTable]): string => `## ${title}

| setting | environment | flag | default | what it does |
|---|---|---|---|---|
${Object.values(settings).map(row).join('\n')}
`;

const row = (setting: Setting): string => {
  const { ini, env, flag, description } = setting;
  const cells = [
    ini.map(entryName).join(', '),
    env.map(code).join(', '),
    flag === undefined ? '' : code(flag),
    shownDefault(setting),
    description,
  ];
  return `| ${cells.join(' | ')} |`;
};

const shownDefault = ({ default: text = '', choices }: Setting): string => {
  const value = text === '' ? '' : code(text.replaceAll('{{ANSIBLE_HOME}}', 'ANSIBLE_HOME'));
  return choices === undefined ? value : `${value} of ${choices.map(code).join(', ')}`;
};

/** `forks` for what stands in [defaults], `[diff] always` for all else. */
const entryName = (entry: string): string => {
  const [section, key = ''] = entry.split('.');
  return code(section === 'defaults' ? key : `[${section}] ${key}`);
};

const code = (text: string): string => `\`${text}\``;
