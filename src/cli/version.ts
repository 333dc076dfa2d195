import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version that package.json names; it stands above the compiled files, however deep they are. */
export const version = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    try {
      return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
    } catch {
      const above = dirname(folder);
      if (above === folder) return 'unknown';
      folder = above;
    }
  }
};
