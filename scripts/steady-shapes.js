import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';

/**
 * js-yaml makes its parser's state anew for each file by an object that begins with a spread. V8 (node 20) gives each of these a shape of its
 * own, and throws away what it has compiled for the one before. Spelt out as assignments all states have one shape, and YAML is read in half the time.
 */
export const steadyShapes = {
  name: 'steady-shapes',
  setup({ onLoad }) {
    onLoad({ filter: /js-yaml[/\\]dist[/\\][^/\\]+\.m?js$/ }, async ({ path }) => {
      const supported = { 'object-rest-spread': false };
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'js', supported });
      return { contents: code };
    });
  },
};
