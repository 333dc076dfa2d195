import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { YamlFiles } from '../playbook/files.js';
import { filesIn } from '../playbook/role-files.js';
import { type Diagnostic, DiagnosticError } from '../source/diagnostic.js';
import { describeNode } from '../source/yaml-node.js';
import { toUnrendered } from '../source/yaml-values.js';
import { Template, type Unrendered } from '../value/value.js';

/** What is wrong with the files in `group_vars` and `host_vars` of some folders, whichever hosts they are for. */
export const variableFileMistakes = (
  folders: Iterable<string>,
  files: YamlFiles,
  checkTemplate: (template: Template) => readonly Diagnostic[],
): readonly Diagnostic[] => {
  const diagnostics: Diagnostic[] = [];
  const check = (value: Unrendered): void => {
    if (value instanceof Template) diagnostics.push(...checkTemplate(value));
    else if (Array.isArray(value)) for (const item of value) check(item);
    else if (value instanceof Map) for (const entry of value.values()) check(entry);
  };
  for (const folder of folders)
    for (const name of ['group_vars', 'host_vars']) {
      const path = join(folder, name);
      for (const file of existsSync(path) ? filesIn(path) : [])
        try {
          const node = files.read(file, undefined, diagnostics);
          if (node && node.kind !== 'mapping')
            diagnostics.push({
              severity: 'error',
              message: `a file of variables must hold a dictionary, not ${describeNode(node)}`,
              location: node.location,
            });
          // What is vaulted is no template, whatever it holds.
          else if (node) check(toUnrendered(node, { decrypt: () => '' }));
        } catch (error) {
          if (!(error instanceof DiagnosticError)) throw error;
          diagnostics.push(...error.diagnostics);
        }
    }
  return diagnostics;
};
