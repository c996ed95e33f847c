// What the reporter of a duplicate sees instead of an end: how far the one fix has come, and the proof that it was known.
import type { ComponentChildren } from 'preact';
import type { Kernel } from '../../core/kernel.ts';
import { findProgress } from '../issues/issue-link-store.ts';
import { IssueProgress } from '../issues/pages/issue-parts.tsx';
import type { ReportRecord } from '../report-record.ts';
import { InclusionWords } from './inclusion-words.tsx';
import { issueInclusionProof } from './issue-inclusion-proof.ts';

/** Nothing for a report that is no duplicate. The caller has found it for its reporter. */
export async function duplicateNews(
  kernel: Kernel,
  { id, closeReason }: Pick<ReportRecord, 'id' | 'closeReason'>,
): Promise<ComponentChildren> {
  if (closeReason !== 'duplicate') return null;
  const proof = await issueInclusionProof(kernel, { kind: 'receipt-holder', report: id }, id);
  const progress = await findProgress(kernel, id);
  return (
    <>
      {progress && <IssueProgress progress={progress} />}
      <InclusionWords id={id} proof={proof} />
    </>
  );
}
