// Runs in a thread of its own: the tests of the CSAF validator, except those that call the network (6.3.6, 6.3.7) or
// start a program (6.3.8). Loading them compiles schemas for seconds, which no request may wait behind.
import { parentPort } from 'node:worker_threads';
import * as mandatory20 from '@secvisogram/csaf-validator-lib/basic.js';
import * as optional20 from '@secvisogram/csaf-validator-lib/optionalTests.js';

export type CsafQuestion = { readonly number: number; readonly edition: '2.0' | '2.1'; readonly document: unknown };
export type CsafAnswer = { readonly number: number; readonly findings: readonly CsafFinding[] };
/** `mustFix`: the document is not valid; otherwise it is advice of the standard. */
export type CsafFinding = {
  readonly test: string;
  readonly mustFix: boolean;
  readonly at: string;
  readonly message: string;
};

type Tests = Readonly<Record<string, unknown>>;
type Result = {
  readonly isValid?: boolean;
  readonly errors?: readonly Entry[];
  readonly warnings?: readonly Entry[];
};
type Entry = { readonly instancePath?: string; readonly message?: string };

async function testsOf(edition: CsafQuestion['edition']): Promise<Tests> {
  if (edition === '2.0') return { ...mandatory20, ...optional20 };
  return { ...(await import('@secvisogram/csaf-validator-lib/csaf_2_1/basic.js')) };
}

async function examine({ edition, document }: CsafQuestion): Promise<CsafFinding[]> {
  const findings: CsafFinding[] = [];
  for (const [test, run] of Object.entries(await testsOf(edition))) {
    if (typeof run !== 'function') continue;
    // The package brings no types; its tests give this shape (README, “Testing functions”).
    const { isValid = true, errors = [], warnings = [] } = (await run(document)) as Result;
    const told = [...errors, ...warnings].map(({ instancePath = '', message = '' }) => ({
      test,
      mustFix: !isValid,
      at: instancePath,
      message,
    }));
    findings.push(...told);
    if (!isValid && told.length === 0) findings.push({ test, mustFix: true, at: '', message: 'failed' });
  }
  return findings;
}

parentPort?.on('message', (question: CsafQuestion) => {
  void examine(question).then(findings => parentPort?.postMessage({ number: question.number, findings }));
});
