import { relative } from 'node:path';
import type { Refusal } from '../template/index.js';
import type { PluginFile } from './files.js';

/**
 * Why a plugin that is used can't be.
 * @param builtin what can be called in its place
 */
export const refusalOf = ({ kind, language, path }: PluginFile, name: string, builtin?: string): Refusal => {
  const near = relative(process.cwd(), path);
  const instead = builtin === undefined ? '' : `, or call trueup's own: ${builtin}`;
  return {
    message: `${kind} "${name}" is written in ${language}, which trueup does not run: ${near.startsWith('..') ? path : near}`,
    hint: `write it in JavaScript${kind === 'module' ? ' or shell' : ''}, as docs/plugins.md shows${instead}`,
  };
};
