// The cases that ansible-playbook and trueup play against each other.
const build = process.env.TRUEUP_BUILD ?? 'dist';

export default {
  files: [`${build}/test/differential/cases.test.js`],
  timeout: '10m',
};
