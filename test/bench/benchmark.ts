import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Disappointment } from '../demo/own-lab.js';
import type { Programs } from '../demo/programs.js';
import { labFolder } from '../e2e/rig/lab.js';
import { Contestants, inventory, type ProcessorTime } from './contestants.js';
import { inTurns, median, type Times, verdict } from './measure.js';
import { agentPreamble, plainScript } from './recording.js';
import { measureScale } from './scale.js';
import { benchmarkTemplates } from './templates.js';

const RUNS = 5;
/** Round-trip times in milliseconds, and how many times the floor a converged run may take. */
const ROUND_TRIPS = [
  { milliseconds: 0, most: 2 },
  { milliseconds: 100, most: 1.2 },
] as const;
/** Milliseconds of processor time until the first byte goes to a host. */
const MOST_PROCESSOR_TIME = 150;

/** Boots a host, lets trueup set it up, and prints how long a converged run takes, and beside it what else was measured. */
export const benchmark = async (programs: Programs, say: (text: string) => void): Promise<void> => {
  const lab = async (...args: string[]): Promise<void> => {
    const { code, text } = await programs.run('test/lab/lab', args);
    if (code !== 0) throw new Disappointment(`lab ${args.join(' ')} ended with ${code}:\n${text}`);
  };
  const contestants = new Contestants(programs);
  const hasAnsible = await contestants.hasAnsible();

  say('Booting a host and applying playbooks/registry.yaml to it...');
  await lab('up', '1', ...(hasAnsible ? ['--python', '1'] : []));
  await lab('acme');
  await lab('mirror');
  await lab('trust', '1');
  mkdirSync(labFolder, { recursive: true });
  writeFileSync(join(labFolder, 'inventory.yaml'), inventory);
  await contestants.apply();

  const messages = await contestants.record();
  if (messages.length === 0) throw new Disappointment('no message to a host was recorded');
  const floor = contestants.floor(plainScript(messages, agentPreamble()));
  const compared = [floor, contestants.trueup, ...(hasAnsible ? [contestants.ansible] : [])];
  const sizes = messages.map(message => message.length).join(', ');
  say(`\nMessages of a converged run after the handshake: ${messages.length} (scripts: ${sizes})`);

  for (const { milliseconds, most } of ROUND_TRIPS) {
    await lab('netem', String(milliseconds));
    say(`\nRound-trip time ${milliseconds} ms, median of ${RUNS} runs in turns:`);
    report(await inTurns(compared, RUNS), most, say);
  }
  await lab('netem', '0');
  if (!hasAnsible) say('\nansible-playbook is not installed, so there is nothing to compare with.');

  const times: ProcessorTime[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await contestants.processorTime());
  const middle = (part: keyof ProcessorTime): number => median(times.map(time => time[part]));
  const firstByte = middle('firstByte');
  const milliseconds = (value: number): string => `${value.toFixed(0).padStart(6)} ms`;
  say(`\nProcessor time of trueup, median of ${RUNS} runs:`);
  say(`  until node has started           ${milliseconds(middle('start'))}`);
  say(
    `  until the first byte to the host ${milliseconds(firstByte)}  ${verdict(firstByte, MOST_PROCESSOR_TIME, ' ms')}`,
  );
  say(`  in all                           ${milliseconds(middle('total'))}`);
  await measureScale(programs, say);
  benchmarkTemplates(say);
};

const report = (times: readonly Times[], most: number, say: (text: string) => void): void => {
  const least = median(times[0]!.seconds);
  for (const [index, { name, seconds }] of times.entries()) {
    const middle = median(seconds);
    const ratio = middle / least;
    const spread = `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`;
    const judged = index === 1 ? `  ${verdict(ratio, most, 'x')}` : '';
    say(
      `  ${name.padEnd(18)} ${middle.toFixed(2).padStart(7)} s  (${spread})  ${ratio.toFixed(2)}x${judged}`,
    );
  }
};
