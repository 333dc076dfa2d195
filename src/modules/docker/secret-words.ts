import { mistake } from '../../source/diagnostic.js';
import type { Services } from '../module.js';

/**
 * Throws for an argument of which a part is known to be a secret: docker's program takes it as a word of its command line, where every
 * account of the host can read it.
 */
export const refuseSecrets = (
  services: Services,
  module: string,
  option: string,
  entries: readonly (readonly [string, string])[] | undefined,
): void => {
  const found = entries?.find(([, text]) => services.secrets.redact(text) !== text);
  if (found !== undefined)
    throw mistake(
      `argument ${option} of the (${module}) module: ${found[0]} holds a secret, which docker could only be given where every account of the host can read it`,
      services.locate(option),
    );
};
