// Brings known issues in: each sealed under its own key, committed to in the audit log, made once however often it comes.
import { type Actor, actorId } from '../../core/actor.ts';
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { SearchText } from '../../core/search/search-document.ts';
import { indexNew } from '../../core/search/source.ts';
import { ISSUE, type IssueContent } from '../issues/issue-record.ts';
import { lockIssue, saveIssue } from '../issues/issue-store.ts';
import { titleWords } from '../issues/issue-words.ts';
import type { KnownFinding, KnownFormat } from './known-finding.ts';
import { knownSource } from './known-source.ts';
import { findKnown, findKnownTexts, insertKnown, type Known, type NewKnown, noteContent } from './known-store.ts';
import { knownTextOf } from './known-text.ts';

/** What an import does, or would do, with findings. */
export type ImportCounts = {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly repeated: number;
};

/** `repeat` names the issue that says the same, when it is there already and not in the same file. */
export type Fate =
  | { readonly kind: 'create' | 'update' | 'leave' }
  | { readonly kind: 'repeat'; readonly of: string | null };

/** What would become of each finding, in order; nothing is written. */
export async function planImport(
  kernel: Kernel,
  format: KnownFormat,
  findings: readonly KnownFinding[],
): Promise<Fate[]> {
  const fates: Fate[] = [];
  const seen = new Set<string>();
  for (let start = 0; start < findings.length; start += BATCH) {
    const batch = findings.slice(start, start + BATCH).map(finding => hashed(kernel, format, finding));
    fates.push(...(await judge(kernel, batch, seen)).map(({ fate }) => fate));
  }
  return fates;
}

/**
 * Imports findings, at most `BATCH` of them, in a transaction of their own: rows, keys, audit entries and index together.
 * @param input.run the import that brings them, if there is one
 */
export async function importBatch(
  kernel: Kernel,
  actor: Actor,
  { format, run, findings }: { format: KnownFormat; run: string | null; findings: readonly KnownFinding[] },
): Promise<ImportCounts> {
  const all = findings.map(finding => hashed(kernel, format, finding));
  const fresh: Prepared[] = [];
  let updated = 0;
  let repeated = 0;
  await kernel.transaction(async kernel => {
    for (const { each, fate, known } of await judge(kernel, all, new Set())) {
      if (fate.kind === 'create') fresh.push(await prepare(kernel, actor, format, each));
      else if (fate.kind === 'repeat') repeated += 1;
      else if (fate.kind === 'update' && known && (await update(kernel, actor, known, each))) updated += 1;
    }
    if (fresh.length > 0) {
      const rows = fresh.map(({ row }) => row);
      await insertKnown(kernel, actorId(actor), { source: format, run }, rows);
      // Last, because it keeps others from changing the index until the end.
      await indexNew(
        kernel,
        knownSource,
        fresh.map(({ row, text }) => ({ key: row.id, text })),
      );
    }
    kernel.afterCommit(() => kernel.audit.nudge());
  });
  const created = fresh.length;
  return { created, updated, repeated, unchanged: findings.length - created - updated - repeated };
}

/** As many as one transaction brings in: gathering their words at once costs less, the more they are. */
export const BATCH = 1000;

type Hashed = {
  readonly finding: KnownFinding;
  readonly sourceHash: Buffer;
  readonly contentHash: Buffer;
  readonly textHash: Buffer | null;
};

type Prepared = { readonly row: NewKnown; readonly text: SearchText };

const hashed = (kernel: Kernel, format: KnownFormat, finding: KnownFinding): Hashed => ({
  finding,
  // Exports of one place name the same thing alike, as table or as JSON.
  sourceHash: kernel.vault.blindIndex('reports.known-source', `${placeOf(format)} ${finding.sourceId}`),
  contentHash: kernel.vault.blindIndex('reports.known-content', canonicalJson(asJson(finding))),
  // A title alone is too little to say that two are one.
  textHash:
    finding.description === ''
      ? null
      : kernel.vault.blindIndex('reports.known-text', `${plain(finding.title)}\n${plain(finding.description)}`),
});

const placeOf = (format: KnownFormat): string => format.replace(/_(?:csv|json)$/u, '');

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

type Judged = { readonly each: Hashed; readonly fate: Fate; readonly known: Known | undefined };

/** @param seen texts that came before in the same file, by their hashes; those of new issues are added */
async function judge(kernel: Kernel, all: readonly Hashed[], seen: Set<string>): Promise<Judged[]> {
  const hex = (hash: Buffer): string => hash.toString('hex');
  const [known, texts] = await Promise.all([
    findKnown(
      kernel,
      all.map(({ sourceHash }) => sourceHash),
    ),
    findKnownTexts(
      kernel,
      all.flatMap(({ textHash }) => textHash ?? []),
    ),
  ]);
  return all.map(each => {
    const here = known.get(hex(each.sourceHash));
    if (here) {
      const kind = here.contentHash.equals(each.contentHash) ? 'leave' : 'update';
      return { each, known: here, fate: { kind } };
    }
    const text = each.textHash && hex(each.textHash);
    const of = text === null ? undefined : texts.get(text);
    const isRepeat = of !== undefined || (text !== null && seen.has(text));
    if (text !== null) seen.add(text);
    return { each, known: undefined, fate: isRepeat ? { kind: 'repeat', of: of ?? null } : { kind: 'create' } };
  });
}

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
  { finding, sourceHash, contentHash, textHash }: Hashed,
): Promise<Prepared> {
  const id = newId('iss', kernel.clock, kernel.random);
  // Not kept at hand: nobody reads ten thousand issues because they were imported.
  const { vault, row: dataKey } = await kernel.vault.fresh(id);
  const nonce = kernel.random.bytes(16).toString('hex');
  const opening = canonicalJson({ format: 'telltale-known-issue-1', nonce, source: format, ...asJson(finding) });
  const commitment = hashToken(opening);
  const content = contentOf(finding);
  const row: NewKnown = {
    id,
    title: vault.seal({ table: ISSUE, column: 'title', row: id }, finding.title),
    content: vault.seal({ table: ISSUE, column: 'content', row: id }, JSON.stringify(content)),
    opening: vault.seal({ table: 'reports.commitment', column: 'opening', row: id }, opening),
    severity: finding.severity,
    cweIds: finding.cweIds,
    cveIds: finding.cveIds,
    state: finding.state,
    words: titleWords(kernel, finding.title),
    sourceHash,
    contentHash,
    textHash,
    commitment,
    audit: kernel.audit.row({
      actor: actorId(actor),
      action: 'issue.import',
      subject: id,
      details: { commitment: commitment.toString('hex') },
    }),
    dataKey,
  };
  return { row, text: knownTextOf({ ...finding, ...content }) };
}

/** Takes over what the file says now, unless somebody has worked on the issue since; gives whether it did. */
async function update(kernel: Kernel, actor: Actor, { issue: id }: Known, { finding, contentHash, textHash }: Hashed) {
  const issue = await lockIssue(kernel, { kind: 'system', name: 'import' }, id);
  if (issue.revision > 0 || issue.reports.length > 0 || issue.mergedInto !== null) return false;
  const { title, severity, cweIds, cveIds, state } = finding;
  const endedAt = state === 'open' ? null : (issue.endedAt ?? kernel.clock.now());
  await saveIssue(kernel, issue, { ...contentOf(finding), title, severity, cweIds, cveIds, state, endedAt });
  await noteContent(kernel, id, { contentHash, textHash });
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: 'issue.import-again',
    subject: id,
    details: {},
  });
  return true;
}
