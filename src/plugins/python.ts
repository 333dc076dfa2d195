import { readFileSync } from 'node:fs';
import type { PluginFile } from './files.js';

/** Whether trueup can't run a module. */
export const isForeign = ({ language }: PluginFile): boolean =>
  language === 'Python' || language === 'PowerShell';

/** Whether a program's first line says that Python runs it. */
export const isPythonProgram = (path: string): boolean =>
  /^#![^\n]*\bpython[\d.]*(?:\s|$)/.test(readFileSync(path, 'latin1'));

/**
 * The names of the filters or tests that a plugin in Python defines: the keys of what its method `filters` or `tests` returns. Read as
 * text, since nothing here runs Python: it serves to name the plugin where one of them is used.
 */
export const pythonNames = ({ path, kind }: PluginFile): readonly string[] => {
  const text = readFileSync(path, 'utf8');
  const method = new RegExp(`^([ \\t]*)def ${kind}s\\(self.*\\n((?:(?:\\1[ \\t]+.*)?\\n?)*)`, 'm').exec(text);
  const body = method?.[2] ?? '';
  return [
    ...[...body.matchAll(/(['"])([\w.]+)\1\s*:/g)].map(([, , name = '']) => name),
    ...[...body.matchAll(/\bdict\(([^)]*)\)/g)].flatMap(([, entries = '']) =>
      [...entries.matchAll(/(\w+)\s*=/g)].map(([, name = '']) => name),
    ),
  ];
};
