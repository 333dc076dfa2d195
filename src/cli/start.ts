import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { CompiledCode } from './compiled-code.js';

// What bin/trueup.cjs loads: it starts the program, which scripts/bundle.js has put into one file beside this one.

/** What tells this bundle from all others; scripts/bundle.js puts it here. */
declare const BUNDLE_ID: string;

const code = new CompiledCode(fileURLToPath(new URL('main.cjs', import.meta.url)), BUNDLE_ID, process.env);
const { importBy, main } = code.load(createRequire(import.meta.url)) as typeof import('./main.js');
importBy(url => import(url));

const line = process.argv.slice(2);
void main(line).then(exitCode => {
  process.exitCode = exitCode;
  // A run over hosts has compiled what the next one needs.
  if (exitCode === 0 && (line[0] === 'apply' || line[0] === 'check')) code.keep();
});
