import type { HostModule } from '../modules/module.js';
import type { OptionSchema, OptionType } from '../modules/options.js';
import { type Diagnostic, DiagnosticError } from '../source/diagnostic.js';
import type { Location } from '../source/file.js';
import { didYouMean } from '../source/suggest.js';
import type { FilterPlugin, LookupPlugin, TestPlugin } from './definitions.js';
import type { PluginFile, PluginKind } from './files.js';
import { placeOf, wholeFile } from './import.js';

/** What a plugin's file can export. */
export type Plugin = HostModule | FilterPlugin | TestPlugin | LookupPlugin;

/** The function that makes each kind, and the kind as an exported plugin has it. */
const MAKERS: { readonly [kind in PluginKind]: readonly [maker: string, kind: Plugin['kind']] } = {
  module: ['defineModule', 'host'],
  filter: ['defineFilter', 'filter'],
  test: ['defineTest', 'test'],
  lookup: ['defineLookup', 'lookup'],
};

const PARTS: { readonly [kind in PluginKind]: readonly string[] } = {
  module: ['prepare', 'parse', 'plan'],
  filter: ['apply'],
  test: ['apply'],
  lookup: ['find'],
};

/**
 * The plugins that a file exports: one for a module or a lookup, which are called by the file's name, any number of filters and tests.
 * @throws DiagnosticError with all that is wrong with them
 */
export const pluginsOf = (
  { kind, name, path }: PluginFile,
  exported: { readonly [name: string]: unknown },
): readonly Plugin[] => {
  const [maker, wanted] = MAKERS[kind];
  const found = [...new Set(Object.values(exported))].filter(value => isPlugin(value));
  const plugins = found.filter(plugin => plugin.kind === wanted);
  const diagnostics: Diagnostic[] = [];
  const complain = (message: string, location: Location, hint?: string): void => {
    diagnostics.push({ severity: 'error', message, location, ...(hint !== undefined && { hint }) });
  };
  if (plugins.length === 0) {
    const other = found[0] && KINDS[found[0].kind];
    complain(
      other === undefined ? `this file exports no ${kind}` : `this file exports a ${other} and no ${kind}`,
      wholeFile(path),
      `export what ${maker}({ name: '${name}', ... }) gives`,
    );
  }
  const single = kind === 'module' || kind === 'lookup';
  if (single && plugins.length > 1) complain(`this file exports more than one ${kind}`, wholeFile(path));
  for (const plugin of plugins) {
    if (typeof plugin.name !== 'string' || !/^\w+$/.test(plugin.name))
      complain(`a ${kind} has no name`, placeOf(path, maker), `write name: '${name}'`);
    else if (single && plugin.name !== name)
      complain(
        `this ${kind} is called "${name}" by its file, not "${plugin.name}"`,
        nameIn(path, plugin.name),
        `write name: '${name}', or call the file after it`,
      );
    for (const part of PARTS[kind])
      if (typeof (plugin as unknown as { readonly [part: string]: unknown })[part] !== 'function')
        complain(`the ${kind} "${plugin.name}" has no function "${part}"`, placeOf(path, maker));
    if (plugin.kind === 'host') checkOptions(plugin.options, complain, text => placeOf(path, text));
  }
  if (diagnostics.length > 0) throw new DiagnosticError(...diagnostics);
  return plugins;
};

const KINDS: { readonly [kind in Plugin['kind']]: PluginKind } = {
  host: 'module',
  filter: 'filter',
  test: 'test',
  lookup: 'lookup',
};

const isPlugin = (value: unknown): value is Plugin =>
  typeof value === 'object' && value !== null && 'kind' in value && String(value.kind) in KINDS;

const nameIn = (path: string, name: string): Location => {
  const quoted = ["'", '"', '`'].map(mark => placeOf(path, `${mark}${name}${mark}`));
  return quoted.find(({ start }) => start > 0) ?? wholeFile(path);
};

const TYPES: ReadonlySet<string> = new Set<OptionType>([
  'str',
  'path',
  'bool',
  'int',
  'float',
  'list',
  'dict',
  'mode',
  'bytes',
  'raw',
]);

const checkOptions = (
  options: OptionSchema | undefined,
  complain: (message: string, location: Location, hint?: string) => void,
  place: (text: string | RegExp) => Location,
): void => {
  if (typeof options !== 'object' || options === null) {
    complain(
      'the module has no options',
      place('defineModule'),
      'write options: {} if it takes no arguments',
    );
    return;
  }
  for (const [name, option] of Object.entries(options)) {
    const { type } = option ?? {};
    if (typeof type !== 'string' || !TYPES.has(type))
      complain(
        `the option "${name}" has ${type === undefined ? 'no type' : `the type "${String(type)}", which there is not`}`,
        place(new RegExp(`(?<![\\w$])['"]?${name}['"]?(?=\\s*:)`)),
        (typeof type === 'string' && didYouMean(type, TYPES)) || `types are ${[...TYPES].join(', ')}`,
      );
    else if (option.options) checkOptions(option.options, complain, place);
  }
};
