// A researcher sends a report: number, seal, receipt, story, audit and event in one transaction.
import { type Actor, actorId } from '../../core/actor.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { after, HOUR } from '../../core/clock.ts';
import { newReceiptCode } from '../../core/crypto/receipt-code.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type CurrentProgram, currentProgram, proposePriority } from '../../program/index.ts';
import { listAttachments } from '../attachment-store.ts';
import { toCanonicalReport } from '../canonical-report.ts';
import { beginReceiptSession, receiptCodeHash, replaceCode } from '../receipt-store.ts';
import { firstClocks } from '../report-clocks.ts';
import { factsOf, writeFacts } from '../report-facts.ts';
import { REPORT } from '../report-record.ts';
import { draftSnapshot } from '../report-snapshot.ts';
import { moveReport } from '../report-state.ts';
import type { Submission } from './submission-form.ts';
import { findByForm, insertReport, takeNumber } from './submission-store.ts';

export type SubmittedReport = {
  readonly id: string;
  readonly number: string;
  /** To be shown once; we keep only its hash. */
  readonly code: string;
  /** For the cookie that opens the report in this browser; undefined when an account does. */
  readonly sessionToken: string | undefined;
};

export type SubmitInput = {
  readonly submission: Submission;
  /** The token of the form: the same form sent twice makes one report. */
  readonly formToken: string;
  /** The draft that holds its files, if there is one. */
  readonly draft: string | undefined;
};

/** How long the browser that sent a report, or came back with its code, may read it. */
export const RECEIPT_SESSION_MS = 12 * HOUR;

/** Takes a report in. Its id is the draft's, whose files and data key it takes over. */
export async function submitReport(kernel: Kernel, actor: Actor, input: SubmitInput): Promise<SubmittedReport> {
  const formHash = hashToken(input.formToken);
  try {
    return await kernel.transaction(kernel => takeIn(kernel, actor, input, formHash));
  } catch (error) {
    // Sent twice: the browser shows the answer to the second, so that one needs a code that works.
    const earlier = isUniqueViolation(error) ? await findByForm(kernel, formHash) : undefined;
    if (!earlier) throw error;
    return kernel.transaction(kernel => answerAgain(kernel, actor, input.submission, earlier));
  }
}

async function takeIn(
  kernel: Kernel,
  actor: Actor,
  { submission, draft }: SubmitInput,
  formHash: Buffer,
): Promise<SubmittedReport> {
  const { clock, random } = kernel;
  const program = await currentProgram(kernel);
  const id = draft ?? newId('rpt', clock, random);
  const submittedAt = clock.now();
  const belongsToAccount = submission.contact.kind === 'account' && actor.kind === 'person';
  const sender = belongsToAccount ? actorId(actor) : `reporter:${id}`;
  const files = draft === undefined ? [] : await listAttachments(kernel, { kind: 'receipt-holder', report: id }, id);

  const vault = await kernel.vault.subject(kernel, id);
  const number = await takeNumber(kernel, submittedAt.getUTCFullYear());
  const content = canonicalJson(
    toCanonicalReport({
      ...submission,
      programHandle: program.handle,
      publicId: number,
      submittedAt,
      nonce: random.bytes(16).toString('hex'),
      taxonomyVersion: submission.taxonomyId === null ? null : program.taxonomy.version,
      cvssVectors: submission.cvss === null ? [] : [submission.cvss.vector],
      files,
      policyVersionId: program.policyVersion.id,
      policySha256: program.policyVersion.sha256,
      scopeVersionId: program.scopeVersion.id,
    }),
  );
  const reportHash = hashToken(content);
  const moved = moveReport(draftSnapshot(id), { id: sender, roles: ['reporter'] }, { kind: 'submit' }, submittedAt);
  if (!moved.ok) throw new Error(moved.refused.sentence);

  const code = newReceiptCode(random);
  const sessionToken = belongsToAccount ? undefined : newToken(random);
  const auditEntry = await kernel.audit.record(kernel.db, {
    actor: sender,
    action: 'report.submit',
    subject: id,
    details: { number, reportSha256: reportHash.toString('hex') },
  });
  const seal = (column: string, text: string) => vault.seal({ table: REPORT, column, row: id }, text);
  await insertReport(kernel, {
    id,
    number,
    form_hash: formHash,
    title: seal('title', submission.title),
    content: seal('content', content),
    contact: submission.contact.kind === 'email' ? seal('contact', submission.contact.email) : null,
    credit: submission.credit === null ? null : seal('credit', submission.credit),
    cvss_vector: submission.cvss === null ? null : seal('cvss_vector', submission.cvss.vector),
    cvss_score: submission.cvss?.score ?? null,
    priority: proposedPriority(program, submission),
    policy_version: program.policyVersion.id,
    scope_version: program.scopeVersion.id,
    scope_rule_id: submission.scope.ruleId,
    scope_verdict: submission.scope.verdict,
    ai_assistance: submission.aiAssistance,
    reporter: belongsToAccount ? sender : null,
    target_id: submission.targetId,
    taxonomy_id: submission.taxonomyId,
    taxonomy_version: submission.taxonomyId === null ? null : program.taxonomy.version,
    facts: writeFacts(factsOf(moved.report, { decideFrom: submittedAt, remediateFrom: null, pauses: [] })),
    submittedAt,
    clocks: firstClocks(program, submittedAt),
    entryId: newId('ent', clock, random),
    actor: sender,
    receipt: { codeHash: receiptCodeHash(kernel, code), reportHash, auditEntry },
    session:
      sessionToken === undefined
        ? null
        : { tokenHash: hashToken(sessionToken), expiresAt: after(submittedAt, RECEIPT_SESSION_MS) },
  });
  await kernel.emit(kernel, 'report.submitted', { report: id });
  return { id, number, code, sessionToken };
}

const proposedPriority = (program: CurrentProgram, { taxonomyId, cvss }: Submission) =>
  proposePriority({ taxonomy: program.taxonomy, taxonomyId, cvssVector: cvss?.vector ?? null }).priority;

/** Whoever has the form's token sent the report: they get a new code, and the one before ends unseen. */
async function answerAgain(
  kernel: Kernel,
  actor: Actor,
  submission: Submission,
  { id, number }: { readonly id: string; readonly number: string },
): Promise<SubmittedReport> {
  const code = newReceiptCode(kernel.random);
  await replaceCode(kernel, id, code);
  const sender = submission.contact.kind === 'account' ? actorId(actor) : `reporter:${id}`;
  await kernel.audit.record(kernel.db, { actor: sender, action: 'report.new-code', subject: id });
  if (submission.contact.kind === 'account') return { id, number, code, sessionToken: undefined };
  const sessionToken = newToken(kernel.random);
  await beginReceiptSession(kernel, id, sessionToken, after(kernel.clock.now(), RECEIPT_SESSION_MS));
  return { id, number, code, sessionToken };
}

/** PostgreSQL's code for a value that must be unique and is not (appendix A, class 23). */
const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505';
