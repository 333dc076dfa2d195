import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModules, moduleNames } from '../../src/modules/index.js';
import { repositoryRoot } from '../e2e/rig/repository.js';
import { configurationPage } from './configuration-page.js';
import { modulePage } from './module-page.js';
import { modulesPage } from './modules-page.js';

// What scripts/docs runs.
writeFileSync(join(repositoryRoot, 'docs/modules.md'), await modulesPage());
writeFileSync(join(repositoryRoot, 'docs/configuration.md'), configurationPage());

const folder = join(repositoryRoot, 'docs/modules');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [name, module] of await loadModules(moduleNames()))
  writeFileSync(join(folder, `${name}.md`), modulePage(module));
