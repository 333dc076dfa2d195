// The tests that need real hosts. Each file takes hosts of its own, so files can run side by side.
const build = process.env.TRUEUP_BUILD ?? 'dist';

export default {
  files: [`${build}/test/e2e/**/*.test.js`],
  concurrency: 2,
  timeout: '10m',
};
