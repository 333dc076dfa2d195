// Bundles the program that tsc has compiled to the folder named as the first argument into its `bin`: main.cjs, all of it in one file, and
// start.cjs, which loads that. Starting then reads a few files in place of some four hundred. Beside them are api.js, which packages may
// import, and hooks.js, which lets plugins import it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { steadyShapes } from './steady-shapes.js';

const compiled = process.argv[2];
const bin = join(compiled, 'bin');

/** Parts of packages that trueup never calls and that cost time at every start. */
const NEVER_CALLED = /ssh2[/\\]lib[/\\](server|keygen|http-agents)\.js$|make-dir[/\\]index\.js$/;

/** yargs and listr2 measure text by ours: the package's sets up Unicode tables when it is loaded. */
const WIDTH = `export { textWidth as default } from './src/report/width.js';`;

const leaner = {
  name: 'leaner',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^string-width$/ }, () => ({ path: 'string-width', namespace: 'width' }));
    onLoad({ filter: /.*/, namespace: 'width' }, () => ({ contents: WIDTH, resolveDir: compiled }));
    onLoad({ filter: NEVER_CALLED }, () => ({ contents: 'module.exports = {};' }));
  },
};

const bundle = (entry, name, define = {}) =>
  build({
    entryPoints: [join(compiled, 'src/cli', entry)],
    outfile: join(bin, name),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // The file is read as Latin-1.
    charset: 'ascii',
    minifyWhitespace: true,
    external: ['cpu-features', '*.node'],
    define: { 'import.meta.url': 'bundleUrl', ...define },
    banner: { js: "const bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
    plugins: [leaner, steadyShapes],
    logLevel: 'warning',
  });

await bundle('main.js', 'main.cjs');
const id = createHash('sha256')
  .update(readFileSync(join(bin, 'main.cjs')))
  .digest('hex')
  .slice(0, 16);
await bundle('start.js', 'start.cjs', { BUNDLE_ID: JSON.stringify(id) });

for (const name of ['api.js', 'hooks.js'])
  await build({
    entryPoints: [join(compiled, 'src/plugins', name)],
    outfile: join(bin, name),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
