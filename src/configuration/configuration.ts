import { dirname } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../source/diagnostic.js';
import { type Location, SourceFile } from '../source/file.js';
import { type ConfigurationFile, readConfigurationFile } from './file.js';
import type { Setting, SettingTypes, SettingValue } from './setting.js';
import { SETTINGS } from './settings/index.js';
import { BadValue, settingValue } from './value.js';

export type SettingName = keyof typeof SETTINGS;

/** Settings make no sense. Ansible has an exit code of its own for it. */
export class ConfigurationError extends DiagnosticError {}

/** A setting as somebody has set it. */
interface Found {
  readonly value: SettingTypes[keyof SettingTypes];
  readonly location: Location;
}

/** Ansible's settings: from the environment, then the configuration file, then their defaults. */
export class Configuration {
  /** Undefined where there is no file. */
  readonly file: ConfigurationFile | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** What is doubtful about where it was looked for. */
  readonly warnings: readonly Diagnostic[];
  readonly #found = new Map<string, Found>();

  /** Throws a ConfigurationError that tells of all settings that make no sense. */
  constructor(
    environment: NodeJS.ProcessEnv,
    file: ConfigurationFile | undefined,
    warnings: readonly Diagnostic[] = [],
  ) {
    this.environment = environment;
    this.file = file;
    this.warnings = warnings;
    const wrong: Diagnostic[] = [];
    for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
      const found = this.#find(name, setting, wrong);
      if (found) this.#found.set(name, found);
    }
    if (wrong.length > 0) throw new ConfigurationError(...wrong);
  }

  /** What a setting comes to. */
  readonly get = <Name extends SettingName>(name: Name): SettingValue<(typeof SETTINGS)[Name]> => {
    const value = this.#found.get(name)?.value ?? this.#default(SETTINGS[name]);
    return value as SettingValue<(typeof SETTINGS)[Name]>;
  };

  /** Whether a setting does not have its default. */
  isSet(name: SettingName): boolean {
    return this.#found.has(name);
  }

  /** Where a setting was set, for a diagnostic. */
  placeOf(name: SettingName): Pick<Diagnostic, 'location'> {
    const found = this.#found.get(name);
    return found ? { location: found.location } : {};
  }

  #default(setting: Setting): SettingTypes[keyof SettingTypes] | undefined {
    if (setting.default === undefined) return undefined;
    const text = setting.default.includes('{{ANSIBLE_HOME}}')
      ? setting.default.replace('{{ANSIBLE_HOME}}', this.get('home'))
      : setting.default;
    return settingValue(setting, text, { folder: '/', environment: this.environment });
  }

  #find(name: string, setting: Setting, wrong: Diagnostic[]): Found | undefined {
    const read = (text: string, location: Location, folder: string): Found | undefined => {
      try {
        return { value: settingValue(setting, text, { folder, environment: this.environment }), location };
      } catch (error) {
        if (!(error instanceof BadValue)) throw error;
        const hint = error.hint === undefined ? {} : { hint: error.hint };
        wrong.push({ severity: 'error', message: `${name} ${error.message}`, location, ...hint });
        return undefined;
      }
    };
    const variable = setting.env.findLast(candidate => this.environment[candidate] !== undefined);
    const text = variable === undefined ? undefined : this.environment[variable];
    // A variable that is set to nothing sets no number and no path.
    const isSet = text !== '' || (setting.type !== 'integer' && setting.type !== 'path');
    if (variable !== undefined && text !== undefined && isSet)
      return read(text, placeIn(variable, text), process.cwd());
    const written = setting.ini.map(entry => this.#inFile(entry)).findLast(entry => entry !== undefined);
    return written && this.file && read(written.text, written.location, dirname(this.file.path));
  }

  #inFile(entry: string): { readonly text: string; readonly location: Location } | undefined {
    const [section = '', key = ''] = entry.split('.');
    return this.file?.sections.get(section)?.get(key);
  }
}

const placeIn = (variable: string, text: string): Location => ({
  file: new SourceFile(`environment: ${variable}`, text),
  start: 0,
  end: text.length,
});

/**
 * Reads the configuration that Ansible would.
 * @param folder the working directory
 * @throws ConfigurationError
 */
export const readConfiguration = (environment: NodeJS.ProcessEnv, folder: string): Configuration => {
  try {
    const warnings: Diagnostic[] = [];
    return new Configuration(environment, readConfigurationFile({ environment, folder, warnings }), warnings);
  } catch (error) {
    if (error instanceof DiagnosticError) throw new ConfigurationError(...error.diagnostics);
    throw error;
  }
};
