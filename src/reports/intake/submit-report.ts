// A researcher sends a report: number, seal, receipt, story, audit and event, stored in one statement.
import { type Actor, actorId } from '../../core/actor.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { after, HOUR } from '../../core/clock.ts';
import { newReceiptCode } from '../../core/crypto/receipt-code.ts';
import { hashToken, newToken } from '../../core/crypto/tokens.ts';
import type { FreshVault } from '../../core/crypto/vault.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import type { HoldRule } from '../abuse/admission.ts';
import { listAttachments } from '../attachment-store.ts';
import { toCanonicalReport } from '../canonical-report.ts';
import { firstCheck } from '../clock-warnings/clock-warning.ts';
import { guessLanguage } from '../queue/language.ts';
import { beginReceiptSession, receiptCodeHash, replaceCode } from '../receipt-store.ts';
import { firstClocks } from '../report-clocks.ts';
import { factsOf, writeFacts } from '../report-facts.ts';
import { REPORT, type ReportSource } from '../report-record.ts';
import { draftSnapshot } from '../report-snapshot.ts';
import { moveReport } from '../report-state.ts';
import { proposedPriority } from './proposed-priority.ts';
import { openIntake } from './store-together.ts';
import type { Submission } from './submission-form.ts';
import { findByForm, type NewReport } from './submission-store.ts';

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
  /** What the policy of the doors said (`abuse/admit-report.ts`): held back for this reason, or not. */
  readonly admitted: { readonly heldFor: HoldRule | null };
  /** The door that it came in by. */
  readonly source: ReportSource;
  /** The token of the form: the same form sent twice makes one report. */
  readonly formToken: string;
  /** The draft that holds its files, if there is one. */
  readonly draft: string | undefined;
  /** A receipt code that the sender can get again by itself; one is made up when there is none. */
  readonly code?: string;
};

/** How long the browser that sent a report, or came back with its code, may read it. */
export const RECEIPT_SESSION_MS = 12 * HOUR;

/** Takes a report in. Its id is the draft's, whose files and data key it takes over. */
export async function submitReport(kernel: Kernel, actor: Actor, input: SubmitInput): Promise<SubmittedReport> {
  const { submission } = input;
  const account = submission.contact.kind === 'account' && actor.kind === 'person' ? actor.id : null;
  const intake = openIntake(kernel);
  const { report, key, code, sessionToken } = await prepare(kernel, account, input, intake.takeNumber);
  const stored = await intake.store(report);
  if (!stored.ok) {
    // Sent twice: the browser shows the answer to the second, so that one needs a code that works.
    const earlier = isUniqueViolation(stored.error) ? await findByForm(kernel, report.formHash) : undefined;
    if (!earlier) throw stored.error;
    if (input.code !== undefined) return { ...earlier, code: input.code, sessionToken: undefined };
    return kernel.transaction(kernel => answerAgain(kernel, account, earlier));
  }
  kernel.afterCommit(() => {
    key?.keep();
    kernel.audit.nudge();
  });
  return { id: report.id, number: report.number, code, sessionToken };
}

type Prepared = {
  readonly report: NewReport;
  readonly key: FreshVault | undefined;
  readonly code: string;
  readonly sessionToken: string | undefined;
};

/** Everything about a report, sealed and ready to be stored. */
async function prepare(
  kernel: Kernel,
  account: string | null,
  { submission, admitted, source, draft, formToken, code: given }: SubmitInput,
  takeNumber: (year: number) => Promise<string>,
): Promise<Prepared> {
  const { clock, random } = kernel;
  const program = await currentProgram(kernel);
  const id = draft ?? newId('rpt', clock, random);
  const submittedAt = clock.now();
  const sender = account ?? `reporter:${id}`;
  const files = draft === undefined ? [] : await listAttachments(kernel, { kind: 'receipt-holder', report: id }, id);

  const known = draft === undefined ? undefined : await kernel.vault.existing(kernel.db, id);
  const key = known ? undefined : await kernel.vault.fresh(id);
  const vault = known ?? key?.vault;
  if (!vault) throw new Error('a report without a data key');
  const number = await takeNumber(submittedAt.getUTCFullYear());
  const taxonomyVersion = submission.taxonomyId === null ? null : program.taxonomy.version;
  const content = canonicalJson(
    toCanonicalReport({
      ...submission,
      claims: submission.claims ?? [],
      programHandle: program.handle,
      publicId: number,
      submittedAt,
      nonce: random.bytes(16).toString('hex'),
      taxonomyVersion,
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

  const facts = factsOf(moved.report, { decideFrom: submittedAt, remediateFrom: null, pauses: [] });
  const clocks = firstClocks(program, submittedAt);
  const code = given ?? newReceiptCode(random);
  const sessionToken = account === null && given === undefined ? newToken(random) : undefined;
  const seal = (column: string, text: string) => vault.seal({ table: REPORT, column, row: id }, text);
  const report: NewReport = {
    id,
    number,
    formHash: hashToken(formToken),
    source,
    heldRule: admitted.heldFor,
    title: seal('title', submission.title),
    content: seal('content', content),
    contact: submission.contact.kind === 'email' ? seal('contact', submission.contact.email) : null,
    credit: submission.credit === null ? null : seal('credit', submission.credit),
    cvssVector: submission.cvss === null ? null : seal('cvss_vector', submission.cvss.vector),
    cvssScore: submission.cvss?.score ?? null,
    priority: proposedPriority(program, submission),
    policyVersion: program.policyVersion.id,
    scopeVersion: program.scopeVersion.id,
    scopeRuleId: submission.scope.ruleId,
    scopeVerdict: submission.scope.verdict,
    aiAssistance: submission.aiAssistance,
    reporter: account,
    language: guessLanguage([submission.title, submission.description, submission.steps, submission.impact].join('\n')),
    targetId: submission.targetId,
    taxonomyId: submission.taxonomyId,
    taxonomyVersion,
    facts: writeFacts(facts),
    submittedAt,
    clocks,
    clockCheckAt: firstCheck(program, { submittedAt, facts }),
    entryId: newId('ent', clock, random),
    actor: sender,
    codeHash: receiptCodeHash(kernel, code),
    reportHash,
    session:
      sessionToken === undefined
        ? null
        : { tokenHash: hashToken(sessionToken), expiresAt: after(submittedAt, RECEIPT_SESSION_MS) },
    audit: kernel.audit.row({
      actor: sender,
      action: 'report.submit',
      subject: id,
      details: { number, reportSha256: reportHash.toString('hex') },
    }),
    eventId: newId('evt', clock, random),
    // Who wrote by mail is answered by mail, with the code that they have not seen.
    reachableEventId: submission.contact.kind === 'none' || source === 'email' ? null : newId('evt', clock, random),
    dataKey: key?.row ?? null,
  };
  return { report, key, code, sessionToken };
}

/** Whoever has the form's token sent the report: they get a new code, and the one before ends unseen. */
async function answerAgain(
  kernel: Kernel,
  account: string | null,
  { id, number }: { readonly id: string; readonly number: string },
): Promise<SubmittedReport> {
  const code = newReceiptCode(kernel.random);
  await replaceCode(kernel, id, code);
  await kernel.audit.record(kernel.db, {
    actor: account ?? actorId({ kind: 'receipt-holder', report: id }),
    action: 'report.new-code',
    subject: id,
  });
  if (account !== null) return { id, number, code, sessionToken: undefined };
  const sessionToken = newToken(kernel.random);
  await beginReceiptSession(kernel, id, sessionToken, after(kernel.clock.now(), RECEIPT_SESSION_MS));
  return { id, number, code, sessionToken };
}

/** PostgreSQL's code for a value that must be unique and is not (appendix A, class 23). */
const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505';
