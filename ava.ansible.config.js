// What is made up by chance and compared with the ansible-core that is installed.
const build = process.env.TRUEUP_BUILD ?? 'dist';

export default {
  files: [`${build}/test/template/generated/*.test.js`],
  timeout: '15m',
};
