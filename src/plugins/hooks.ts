import { readFileSync } from 'node:fs';
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { stripTypes } from './strip.js';

// Runs in Node's thread for module hooks, and only once a plugin is to be loaded.

/** What a plugin that imports `trueup` is given: the running program's own, wherever the plugin lies. */
const VIRTUAL = 'trueup:api';

/** Under which the running program has left what it gives. */
export const API = 'trueup.api';

let names: readonly string[] = [];

/** Is told the names that `trueup` exports. */
export const initialize: InitializeHook<readonly string[]> = given => {
  names = given;
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  if (specifier === 'trueup') return { url: VIRTUAL, format: 'module', shortCircuit: true };
  try {
    return await next(specifier, context);
  } catch (error) {
    // TypeScript's compilers want `./other.js` written where the file is other.ts.
    const isTypeScript = /\.m?js$/.test(specifier) && /\.m?ts$/.test(context.parentURL ?? '');
    if (!isTypeScript) throw error;
    try {
      return await next(specifier.replace(/js$/, 'ts'), context);
    } catch {
      throw error;
    }
  }
};

export const load: LoadHook = async (url, context, next) => {
  if (url === VIRTUAL)
    return {
      format: 'module',
      shortCircuit: true,
      source: `export const { ${names.join(', ')} } = globalThis[Symbol.for('${API}')];`,
    };
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return next(url, context);
  const path = fileURLToPath(url);
  if (/\.m?ts$/.test(path)) {
    return { format: 'module', shortCircuit: true, source: javaScriptOf(path) };
  }
  // Beside a playbook there is no package.json that says that .js is a module.
  if (path.endsWith('.js') && (context.format === undefined || context.format === null))
    return { format: 'module', shortCircuit: true, source: readFileSync(path, 'utf8') };
  return next(url, context);
};

const javaScriptOf = (path: string): string => {
  try {
    return stripTypes(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SyntaxError((error as { readonly message?: string }).message ?? 'this is no TypeScript');
  }
};
