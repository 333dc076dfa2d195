// TRUEUP_BUILD names another folder of compiled output, so that two builds of one tree can be tested side by side.
const build = process.env.TRUEUP_BUILD ?? 'dist';

export default {
  files: [
    `${build}/test/**/*.test.js`,
    `!${build}/test/e2e/**`,
    `!${build}/test/differential/cases.test.js`,
    `!${build}/test/template/generated/**`,
  ],
  timeout: '2m',
};
