import test, { type ExecutionContext } from 'ava';
import fc, { type Arbitrary } from 'fast-check';
import { anyExpression } from './expressions.js';
import { Oracle, type QuestionKind } from './oracle.js';
import { agree, answerOf } from './outcome.js';
import { anyTemplate } from './templates.js';

/**
 * TRUEUP_GENERATED_SEED: another seed, so other sources. TRUEUP_GENERATED_SECONDS: for how long each kind is tried; without it a number of
 * sources that takes some seconds, the same ones each time.
 */
const { TRUEUP_GENERATED_SECONDS: given, TRUEUP_GENERATED_SEED: chosen } = process.env;
const seconds = Number(given ?? 10);
const seed = Number(chosen ?? 21);
const most = given === undefined ? 1500 : Number.MAX_SAFE_INTEGER;

const oracle = new Oracle();
test.after.always(() => oracle.close());

/** Asks Ansible and the engine about one source after another; the shortest that they don't agree on fails the test. */
const compare = async (
  t: ExecutionContext,
  kind: QuestionKind,
  sources: Arbitrary<string>,
): Promise<void> => {
  let asked = 0;
  const property = fc.asyncProperty(sources, async source => {
    asked++;
    const ansible = await oracle.ask(kind, source);
    const ours = answerOf(kind, source);
    if (agree(ansible, ours)) return;
    throw new Error(`${source}\n  Ansible: ${JSON.stringify(ansible)}\n  trueup:  ${JSON.stringify(ours)}`);
  });
  const { failed, errorInstance, counterexample } = await fc.check(property, {
    seed,
    numRuns: most,
    interruptAfterTimeLimit: seconds * 1000,
    markInterruptAsFailure: false,
  });
  t.log(`${asked} sources, seed ${seed}`);
  if (failed)
    t.fail(`seed ${seed}: ${errorInstance instanceof Error ? errorInstance.message : counterexample}`);
  t.pass();
};

test.serial('expressions give what Ansible makes of them, or are refused by both', t =>
  compare(t, 'expression', anyExpression),
);

test.serial("texts of a playbook give Ansible's text, or are refused by both", t =>
  compare(
    t,
    'string',
    fc.tuple(anyExpression, anyExpression).map(([a, b]) => `<{{ ${a} }}|{{ ${b} }}>`),
  ),
);

test.serial("template files give Ansible's text, or are refused by both", t =>
  compare(t, 'template', anyTemplate),
);
