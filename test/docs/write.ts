import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../e2e/rig/repository.js';
import { configurationPage } from './configuration-page.js';
import { modulesPage } from './modules-page.js';

// What scripts/docs runs.
writeFileSync(join(repositoryRoot, 'docs/modules.md'), await modulesPage());
writeFileSync(join(repositoryRoot, 'docs/configuration.md'), configurationPage());
