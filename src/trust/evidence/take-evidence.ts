// Takes evidence: the product's checks by the clock, and what somebody on the security team vouches for.
import { type Actor, actorId } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Check } from '../../core/module.ts';
import { productVersion } from '../../core/product-version.ts';
import type { Job } from '../../core/work/jobs.ts';
import { runChecks } from '../../core/work/run-checks.ts';
import type { Control, Day } from '../content/content.ts';
import { endOf } from '../content/day.ts';
import { forgetPage } from '../kept-page.ts';
import { vouchedSubject } from './control-status.ts';
import { type EvidenceRecord, hashOfEvidence, signEvidence } from './evidence-record.ts';
import { addEvidence, listNewestTexts, lockEvidence } from './evidence-store.ts';

export const TAKE_EVIDENCE = 'take-evidence';

/** Four times a day: a claim that a check stands behind is never much older than six hours. */
export const takeEvidenceJob = (checks: () => readonly Check[]): Job => ({
  name: TAKE_EVIDENCE,
  every: '35 */6 * * *',
  run: kernel => takeEvidence(kernel, checks()),
});

/** Runs the checks and keeps what each found, good or bad. */
async function takeEvidence(kernel: Kernel, checks: readonly Check[]): Promise<void> {
  const results = await runChecks(kernel, checks);
  const collectedAt = kernel.clock.now().toISOString();
  await keep(
    kernel,
    results.map(({ name, claim, ok, detail }) => ({
      kind: 'check',
      subject: name,
      claim,
      result: ok ? 'pass' : 'fail',
      detail,
      collectedAt,
      validUntil: null,
    })),
  );
}

export type Vouching = {
  readonly result: 'pass' | 'fail';
  /** What was looked at and found; everybody reads it when it is good. */
  readonly words: string;
  /** The last day on which it counts. */
  readonly until: Day;
};

/** Keeps what a person vouches for. */
export async function vouch(kernel: Kernel, actor: Actor, control: Control, vouching: Vouching): Promise<void> {
  await kernel.transaction(async kernel => {
    await keep(kernel, [
      {
        kind: 'person',
        subject: vouchedSubject(control.id),
        claim: control.statement,
        result: vouching.result,
        detail: vouching.words,
        collectedAt: kernel.clock.now().toISOString(),
        validUntil: endOf(vouching.until).toISOString(),
      },
    ]);
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'trust.vouch',
      subject: control.id,
      details: { result: vouching.result, until: vouching.until },
    });
  });
}

/** Asks for the checks to be run soon, as a job. */
export async function askForEvidence(kernel: Kernel, actor: Actor): Promise<void> {
  await kernel.transaction(async kernel => {
    await kernel.enqueue(kernel, TAKE_EVIDENCE, {});
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'trust.run-checks',
      subject: 'checks',
    });
  });
}

type Found = Omit<EvidenceRecord, 'format' | 'id' | 'version' | 'previous' | 'detail'> & { readonly detail: string };

async function keep(kernel: Kernel, found: readonly Found[]): Promise<void> {
  await kernel.transaction(async kernel => {
    await lockEvidence(kernel);
    forgetPage(kernel);
    const newest = await listNewestTexts(kernel);
    const signer = kernel.keyring.signer('audit');
    await addEvidence(
      kernel,
      found.map(one => {
        const before = newest.get(one.subject);
        const record: EvidenceRecord = {
          format: 'telltale-evidence-1',
          id: newId('evd', kernel.clock, kernel.random),
          ...one,
          detail: one.result === 'pass' ? one.detail : null,
          version: productVersion,
          previous: before === undefined ? null : hashOfEvidence(before.text),
        };
        return { record, n: (before?.n ?? 0) + 1, signed: signEvidence(record, signer), detail: one.detail };
      }),
    );
  });
}
