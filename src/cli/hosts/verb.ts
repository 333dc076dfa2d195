import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InventoryExport } from '../../inventory/export.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Host } from '../../inventory/members.js';
import { limitHosts, selectHosts } from '../../inventory/pattern.js';
import { VariableFiles } from '../../inventory/variable-files.js';
import { type Diagnostic, mistake } from '../../source/diagnostic.js';
import { didYouMean } from '../../source/suggest.js';
import type { Vault } from '../../source/vault.js';
import { MASK, type Secrets } from '../../value/secrets.js';
import type { Variables } from '../../value/value.js';
import { announce } from '../configuration.js';
import { readExtraVars } from '../extra-vars.js';
import { openInventory } from '../inventory.js';
import { printDiagnostics, UsageError } from '../mistakes.js';
import { commonOptions, type Flags, text, texts } from '../options.js';
import { openVault } from '../vault.js';
import type { Verb } from '../verb.js';
import { HOSTS_FLAGS } from './flags.js';
import { type Format, jsonFormat, yamlFormat } from './format.js';
import { graphLines } from './graph.js';

/** `trueup hosts`: what ansible-inventory tells, or a plain list of the hosts that a pattern names. */
export const HOSTS: Verb = {
  usage: 'hosts [pattern]',
  describe: 'List the hosts of the inventory, their groups and variables',
  epilogue:
    "The pattern is one of Ansible's; without one all hosts are listed.\n" +
    '--list, --host and --graph print what ansible-inventory prints.',
  flags: HOSTS_FLAGS,
  run: async (flags, secrets) => {
    const [pattern = 'all', more] = texts(flags, '_');
    if (more !== undefined) throw new UsageError(`one pattern is enough: ${more}`);
    const asked = ['list', 'host', 'graph'].filter(
      name => flags[name] !== undefined && flags[name] !== false,
    );
    if (asked.length > 1) throw new UsageError(`--${asked[0]} and --${asked[1]} exclude one another`);
    const [action] = asked;
    const told = await open(flags, secrets);
    if (action === 'list') return print(list(told), flags, secrets);
    if (action === 'host') return print(hostVariables(told, text(flags, 'host')!), flags, secrets);
    if (action === 'graph') return print(graph(told, pattern), flags, secrets);
    const lines = plain(told, pattern, secrets);
    print(lines.join(''), flags, secrets);
    return lines.length === 0 ? 1 : 0;
  },
};

/** What all forms of the list are made of. */
interface Told {
  readonly flags: Flags;
  readonly inventory: Inventory;
  readonly extra: Variables;
  readonly vault: Vault | undefined;
  includes(host: Host): boolean;
}

const open = async (flags: Flags, secrets: Secrets): Promise<Told> => {
  const options = commonOptions(flags);
  const vault = await openVault(options, secrets);
  const extra = readExtraVars(options.extraVars, vault);
  await announce(options.configuration, options.verbosity, secrets);
  const inventory = openInventory(options, vault, secrets);
  const warnings: Diagnostic[] = [];
  const limit = options.limit === undefined ? undefined : limitHosts(inventory, options.limit, warnings);
  printDiagnostics(warnings, secrets);
  return { flags, inventory, extra, vault, includes: host => limit?.has(host) ?? true };
};

const exportOf = (
  { flags, inventory, extra, vault, includes }: Told,
  { vaulted, unsafe }: Pick<Format, 'vaulted' | 'unsafe'>,
): InventoryExport => {
  const folder = text(flags, 'playbook-dir');
  // Without a playbook's folder Ansible takes the one where it is started for that, where a host's variables are put together.
  const files = new VariableFiles(resolve(folder ?? '.'), 'playbook', vault, []);
  return new InventoryExport(inventory, {
    own: flags.export === true,
    extra,
    playbook: { all: [files], own: folder === undefined ? [] : [files] },
    includes,
    vaulted,
    unsafe,
  });
};

const formatOf = ({ flags }: Told): Format => (flags.yaml === true ? yamlFormat() : jsonFormat());

const list = (told: Told): string => {
  const format = formatOf(told);
  const exported = exportOf(told, format);
  return format.print(told.flags.yaml === true ? exported.tree() : exported.list());
};

const hostVariables = (told: Told, name: string): string => {
  const [host, another] = selectHosts(told.inventory, name, { warnings: [] });
  if (host === undefined || another !== undefined)
    throw mistake(
      host === undefined ? `there is no host ${name}` : `${name} is more than one host`,
      undefined,
      host === undefined ? didYouMean(name, told.inventory.hosts.keys()) : undefined,
    );
  const format = formatOf(told);
  return format.print(exportOf(told, format).host(host));
};

const graph = (told: Told, pattern: string): string => {
  const group = told.inventory.groups.get(pattern);
  if (!group)
    throw mistake(
      `there is no group ${pattern}`,
      undefined,
      didYouMean(pattern, told.inventory.groups.keys()) ?? '--graph is drawn of a group',
    );
  const shown = { vaulted: () => MASK, unsafe: (text: string) => text };
  const variables = told.flags.vars === true ? exportOf(told, shown) : undefined;
  return `${graphLines(group, { variables, includes: told.includes }).join('\n')}\n`;
};

const plain = ({ inventory, includes }: Told, pattern: string, secrets: Secrets): readonly string[] => {
  const warnings: Diagnostic[] = [];
  const hosts = selectHosts(inventory, pattern, { warnings }).filter(includes);
  printDiagnostics(warnings, secrets);
  const width = Math.max(0, ...hosts.map(host => host.name.length));
  return hosts.map(host => {
    const groups = host.groups().map(group => group.name);
    return `${`${host.name.padEnd(width)}  ${groups.sort().join(', ')}`.trimEnd()}\n`;
  });
};

const print = (content: string, flags: Flags, secrets: Secrets): number => {
  const output = text(flags, 'output');
  const shown = secrets.redact(content);
  if (output === undefined) process.stdout.write(shown);
  else
    try {
      writeFileSync(output, shown);
    } catch (error) {
      throw mistake(`can't write ${output}: ${error instanceof Error ? error.message : error}`);
    }
  return 0;
};
