// Brings known issues in: each sealed under its own key, committed to in the audit log, made once however often it comes.
import { type Actor, actorId } from '../../core/actor.ts';
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { ISSUE, type IssueContent } from '../issues/issue-record.ts';
import { lockIssue, saveIssue } from '../issues/issue-store.ts';
import { titleWords } from '../issues/issue-words.ts';
import type { KnownFinding, KnownFormat } from './known-finding.ts';
import { findKnown, insertKnown, type Known, type NewKnown, noteContent } from './known-store.ts';

/** What an import does, or would do, with findings. */
export type ImportCounts = { readonly created: number; readonly updated: number; readonly unchanged: number };

export type Fate = 'create' | 'update' | 'leave';

/** What would become of each finding, in order; nothing is written. */
export async function planImport(
  kernel: Kernel,
  format: KnownFormat,
  findings: readonly KnownFinding[],
): Promise<Fate[]> {
  const fates: Fate[] = [];
  for (let start = 0; start < findings.length; start += BATCH) {
    const batch = findings.slice(start, start + BATCH).map(finding => hashed(kernel, format, finding));
    const known = await findKnown(
      kernel,
      batch.map(({ sourceHash }) => sourceHash),
    );
    fates.push(...batch.map(each => fateOf(each, known.get(each.sourceHash.toString('hex')))));
  }
  return fates;
}

/** Imports findings, at most `BATCH` of them, in a transaction of their own. */
export async function importBatch(
  kernel: Kernel,
  actor: Actor,
  format: KnownFormat,
  findings: readonly KnownFinding[],
): Promise<ImportCounts> {
  const all = findings.map(finding => hashed(kernel, format, finding));
  const fresh: (NewKnown & { keep: () => void })[] = [];
  let updated = 0;
  await kernel.transaction(async kernel => {
    const known = await findKnown(
      kernel,
      all.map(({ sourceHash }) => sourceHash),
    );
    for (const each of all) {
      const here = known.get(each.sourceHash.toString('hex'));
      const fate = fateOf(each, here);
      if (fate === 'create') fresh.push(await prepare(kernel, actor, format, each));
      else if (fate === 'update' && here && (await update(kernel, actor, here, each))) updated += 1;
    }
    if (fresh.length > 0)
      await insertKnown(
        kernel,
        actorId(actor),
        format,
        fresh.map(({ keep: _keep, ...row }) => row),
      );
    kernel.afterCommit(() => {
      for (const { keep } of fresh) keep();
      kernel.audit.nudge();
    });
  });
  return { created: fresh.length, updated, unchanged: findings.length - fresh.length - updated };
}

/** As many as one statement brings in. */
export const BATCH = 500;

type Hashed = { readonly finding: KnownFinding; readonly sourceHash: Buffer; readonly contentHash: Buffer };

const hashed = (kernel: Kernel, format: KnownFormat, finding: KnownFinding): Hashed => ({
  finding,
  // Exports of one place name the same thing alike, as table or as JSON.
  sourceHash: kernel.vault.blindIndex('reports.known-source', `${placeOf(format)} ${finding.sourceId}`),
  contentHash: kernel.vault.blindIndex('reports.known-content', canonicalJson(asJson(finding))),
});

const placeOf = (format: KnownFormat): string => format.replace(/_(?:csv|json)$/u, '');

const fateOf = ({ contentHash }: Hashed, known: Known | undefined): Fate =>
  !known ? 'create' : known.contentHash.equals(contentHash) ? 'leave' : 'update';

const asJson = (finding: KnownFinding): { [name: string]: JsonValue } => ({
  ...finding,
  cvss: finding.cvss?.vector ?? null,
  cweIds: [...finding.cweIds],
  cveIds: [...finding.cveIds],
});

const contentOf = ({ description, cvss }: KnownFinding): IssueContent => ({
  summary: description,
  rootCause: '',
  cvss: cvss ? [cvss] : [],
  fixReferences: [],
});

async function prepare(
  kernel: Kernel,
  actor: Actor,
  format: KnownFormat,
  { finding, sourceHash, contentHash }: Hashed,
): Promise<NewKnown & { keep: () => void }> {
  const id = newId('iss', kernel.clock, kernel.random);
  const { vault, row: dataKey, keep } = await kernel.vault.fresh(id);
  const nonce = kernel.random.bytes(16).toString('hex');
  const opening = canonicalJson({ format: 'telltale-known-issue-1', nonce, source: format, ...asJson(finding) });
  const commitment = hashToken(opening);
  return {
    id,
    title: vault.seal({ table: ISSUE, column: 'title', row: id }, finding.title),
    content: vault.seal({ table: ISSUE, column: 'content', row: id }, JSON.stringify(contentOf(finding))),
    opening: vault.seal({ table: 'reports.commitment', column: 'opening', row: id }, opening),
    severity: finding.severity,
    cweIds: finding.cweIds,
    cveIds: finding.cveIds,
    state: finding.state,
    words: titleWords(kernel, finding.title),
    sourceHash,
    contentHash,
    commitment,
    audit: kernel.audit.row({
      actor: actorId(actor),
      action: 'issue.import',
      subject: id,
      details: { commitment: commitment.toString('hex') },
    }),
    dataKey,
    keep,
  };
}

/** Takes over what the file says now, unless somebody has worked on the issue since; gives whether it did. */
async function update(kernel: Kernel, actor: Actor, { issue: id }: Known, { finding, contentHash }: Hashed) {
  const issue = await lockIssue(kernel, { kind: 'system', name: 'import' }, id);
  if (issue.revision > 0 || issue.reports.length > 0 || issue.mergedInto !== null) return false;
  const { title, severity, cweIds, cveIds, state } = finding;
  const endedAt = state === 'open' ? null : (issue.endedAt ?? kernel.clock.now());
  await saveIssue(kernel, issue, { ...contentOf(finding), title, severity, cweIds, cveIds, state, endedAt });
  await noteContent(kernel, id, contentHash);
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: 'issue.import-again',
    subject: id,
    details: {},
  });
  return true;
}
