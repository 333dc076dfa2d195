import { type Configuration, readConfiguration } from '../configuration/configuration.js';
import type { Secrets } from '../value/secrets.js';
import { printDiagnostics } from './mistakes.js';

let own: Configuration | undefined;

/** The configuration of this program, read when it is first asked for. Throws a ConfigurationError. */
export const ownConfiguration = (): Configuration => {
  own ??= readConfiguration(process.env, process.cwd());
  return own;
};

/** Says what is doubtful about the configuration, and with `-v` which file it is from and what in it is not read. */
export const announce = async (
  configuration: Configuration,
  verbosity: number,
  secrets: Secrets,
): Promise<void> => {
  printDiagnostics(configuration.warnings, secrets);
  if (verbosity === 0) return;
  const { file } = configuration;
  process.stdout.write(
    file === undefined ? 'No config file found; using defaults\n' : `Using ${file.path} as config file\n`,
  );
  const { notRead } = await import('../configuration/unused.js');
  const { unused, unknown } = notRead(configuration);
  const parts = [
    ...(unused.length > 0 ? [`settings that mean nothing here: ${unused.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`unknown settings: ${unknown.join(', ')}`] : []),
  ];
  if (parts.length > 0) process.stderr.write(`${secrets.redact(parts.join('; '))}\n`);
};
