// Brings known issues in: each sealed under its own key, committed to in the audit log, made once however often it comes.
import { type Actor, actorId } from '../../core/actor.ts';
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type HashedTexts, hashTexts, indexHashed } from '../../core/search/source.ts';
import { mapTakingTurns } from '../../core/work/take-turns.ts';
import { ISSUE, type IssueContent } from '../issues/issue-record.ts';
import { lockIssue, saveIssue } from '../issues/issue-store.ts';
import { titleWordHash } from '../issues/issue-words.ts';
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
    const batch = await hashAll(kernel, format, findings.slice(start, start + BATCH));
    fates.push(...(await judge(kernel, batch, seen)).map(({ fate }) => fate));
  }
  return fates;
}

/** Findings sealed and hashed, so that nothing is left to be done but to write them. */
export type ReadyBatch = {
  readonly all: readonly Hashed[];
  readonly prepared: ReadonlyMap<Hashed, NewKnown>;
  readonly texts: HashedTexts;
};

/** Makes findings ready while others use the database: those that seem to be new now, which is judged again when they are written. */
export async function readyBatch(
  kernel: Kernel,
  actor: Actor,
  { format, findings }: { readonly format: KnownFormat; readonly findings: readonly KnownFinding[] },
): Promise<ReadyBatch> {
  const all = await hashAll(kernel, format, findings);
  const judged = await judge(kernel, all, new Set());
  return prepareAll(
    kernel,
    actor,
    format,
    all,
    judged.flatMap(({ each, fate }) => (fate.kind === 'create' ? [each] : [])),
  );
}

/** Writes what is ready, in a transaction of its own: rows, keys, audit entries and index together. */
export async function writeBatch(
  kernel: Kernel,
  actor: Actor,
  { format, run }: ImportFrom,
  { all, prepared, texts }: ReadyBatch,
): Promise<ImportCounts> {
  const fresh: Hashed[] = [];
  let updated = 0;
  let repeated = 0;
  await kernel.transaction(async kernel => {
    for (const { each, fate, known } of await judge(kernel, all, new Set())) {
      if (fate.kind === 'create') fresh.push(each);
      else if (fate.kind === 'repeat') repeated += 1;
      else if (fate.kind === 'update' && known && (await update(kernel, actor, known, each))) updated += 1;
    }
    if (fresh.length > 0) {
      // What seemed to be known when the batch was made ready, and is not.
      const late = await prepareAll(
        kernel,
        actor,
        format,
        all,
        fresh.filter(each => !prepared.has(each)),
      );
      const rows = fresh.flatMap(each => prepared.get(each) ?? late.prepared.get(each) ?? []);
      await insertKnown(kernel, actorId(actor), { source: format, run }, rows);
      const written = new Set(rows.map(({ id }) => id));
      // Last, because it keeps others from changing the index until the end.
      for (const { generation, documents } of [texts, late.texts])
        await indexHashed(kernel, knownSource, {
          generation,
          documents: documents.filter(({ key }) => written.has(key)),
        });
    }
    kernel.afterCommit(() => kernel.audit.nudge());
  });
  const created = fresh.length;
  return { created, updated, repeated, unchanged: all.length - created - updated - repeated };
}

/** Where findings come from: the format of their file, and the import that brings them, if there is one. */
export type ImportFrom = { readonly format: KnownFormat; readonly run: string | null };

/** As many as one transaction brings in: gathering their words at once costs less, the more they are. */
export const BATCH = 2000;

type Hashed = {
  readonly finding: KnownFinding;
  readonly sourceHash: Buffer;
  readonly contentHash: Buffer;
  readonly textHash: Buffer | null;
};

const hashAll = (kernel: Kernel, format: KnownFormat, findings: readonly KnownFinding[]): Promise<Hashed[]> =>
  mapTakingTurns(findings, finding => hashed(kernel, format, finding));

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

async function prepareAll(
  kernel: Kernel,
  actor: Actor,
  format: KnownFormat,
  all: readonly Hashed[],
  fresh: readonly Hashed[],
): Promise<ReadyBatch> {
  const wordHash = titleWordHash(kernel);
  const by = actorId(actor);
  const rows = await mapTakingTurns(fresh, each => prepare(kernel, by, format, each, wordHash));
  const texts = await hashTexts(
    kernel,
    knownSource,
    fresh.map(({ finding }, index) => ({
      key: rows[index]?.id ?? '',
      text: knownTextOf({ ...finding, ...contentOf(finding) }),
    })),
  );
  return { all, texts, prepared: new Map(fresh.flatMap((each, index) => (rows[index] ? [[each, rows[index]]] : []))) };
}

async function prepare(
  kernel: Kernel,
  by: string,
  format: KnownFormat,
  { finding, sourceHash, contentHash, textHash }: Hashed,
  wordHash: ReturnType<typeof titleWordHash>,
): Promise<NewKnown> {
  const id = newId('iss', kernel.clock, kernel.random);
  // Not kept at hand: nobody reads ten thousand issues because they were imported.
  const { vault, row: dataKey } = await kernel.vault.fresh(id);
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
    words: wordHash(finding.title),
    sourceHash,
    contentHash,
    textHash,
    commitment,
    audit: kernel.audit.row({
      actor: by,
      action: 'issue.import',
      subject: id,
      details: { commitment: commitment.toString('hex') },
    }),
    dataKey,
  };
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
