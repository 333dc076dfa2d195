import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Diagnostic, mistake } from '../source/diagnostic.js';
import { SourceFile } from '../source/file.js';
import { type IniSections, readIni } from '../source/ini.js';
import { expandPath } from './paths.js';

/** The configuration file of a run. */
export interface ConfigurationFile {
  readonly path: string;
  readonly sections: IniSections;
}

/** Where a configuration is looked for. */
export interface Place {
  readonly environment: NodeJS.ProcessEnv;
  /** The working directory. */
  readonly folder: string;
  /** Takes what is doubtful. */
  readonly warnings: Diagnostic[];
}

/**
 * The first file that there is of those that Ansible looks for: what ANSIBLE_CONFIG names, `ansible.cfg` in the working directory,
 * `~/.ansible.cfg`, `/etc/ansible/ansible.cfg`. Undefined if there is none.
 * @throws DiagnosticError for one that can't be read as INI
 */
export const readConfigurationFile = (place: Place): ConfigurationFile | undefined => {
  const path = findFile(place);
  if (path === undefined) return undefined;
  if (!/\.(?:cfg|ini)$/.test(path))
    throw mistake(`the configuration file ${path} must end in .cfg or .ini`, undefined, 'it is read as INI');
  return { path, sections: readIni(SourceFile.read(path)) };
};

const findFile = ({ environment, folder, warnings }: Place): string | undefined => {
  const { ANSIBLE_CONFIG: named } = environment;
  const paths: string[] = [];
  if (named !== undefined) {
    const path = expandPath(named, { folder, environment });
    paths.push(isFolder(path) ? join(path, 'ansible.cfg') : path);
  }
  const beside = join(folder, 'ansible.cfg');
  // Whoever may write into the folder could have put it there.
  const isOpen = isOpenToAll(folder);
  if (!isOpen) paths.push(beside);
  paths.push(join(homedir(), '.ansible.cfg'), '/etc/ansible/ansible.cfg');
  const found = paths.find(isReadable);
  if (isOpen && existsSync(beside) && !(named !== undefined && found === paths[0]))
    warnings.push({
      severity: 'warning',
      message: `${beside} is not read: everybody may write into its folder`,
      hint: 'name it by ANSIBLE_CONFIG if it is to be read all the same',
    });
  return found;
};

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const isOpenToAll = (folder: string): boolean => {
  try {
    return (statSync(folder).mode & 0o002) !== 0;
  } catch {
    return true;
  }
};

const isReadable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK);
    return !isFolder(path);
  } catch {
    return false;
  }
};
