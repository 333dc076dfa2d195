import { writeFileSync } from 'node:fs';
import { ShellAgent } from '../../src/agent/agent.js';
import type { Step } from '../../src/agent/protocol.js';
import { main } from '../../src/cli/main.js';
import { type RecordedStep, recordedStep } from './recording.js';

// trueup as it is before it is bundled, which writes all messages that go to agents to the file that BENCH_FILE names.

const messages: RecordedStep[][] = [];
const { run } = ShellAgent.prototype;
ShellAgent.prototype.run = function (this: ShellAgent, steps: readonly Step[]) {
  messages.push(steps.map(recordedStep));
  return run.call(this, steps);
};
process.exitCode = await main(process.argv.slice(2));
writeFileSync(process.env.BENCH_FILE!, JSON.stringify(messages));
