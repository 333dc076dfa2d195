// A runner that is killed in the middle of an apply: node doomed-runner.js SHELL SCRIPT. Prints the process group of its agent and
// then what the script prints.
import { ShellAgent } from '../../src/agent/agent.js';
import { direct } from '../../src/agent/login.js';
import { LocalTransport } from '../../src/ssh/local.js';

const [shell = '', text = ''] = process.argv.slice(2);
const transport = new LocalTransport();
const agent = new ShellAgent({
  open: command => transport.open(command),
  login: () => direct(shell),
  shell,
  traffic: { messages: 0, steps: 0 },
});
const onOutput = (chunk: Buffer): void => {
  process.stdout.write(chunk);
};
agent.run([
  { kind: 'probe', script: { text: 'cat /proc/self/stat' }, onOutput },
  { kind: 'apply', script: { text }, onOutput },
]);
