// Fills a fresh installation with very many sealed and indexed reports, fast: rows made by the product's own functions, loaded by COPY.
import fs from 'node:fs';
import path from 'node:path';
import { canonicalJson } from '../src/core/canonical-json.ts';
import { DAY } from '../src/core/clock.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { bestEntries, FREQUENT, SEGMENT } from '../src/core/search/postings.ts';
import { type SearchDocument, toSearchDocument } from '../src/core/search/search-document.ts';
import { hashDocument, readTokens, type Token, termHash, tokenBytes } from '../src/core/search/term-hash.ts';
import { TOKENIZER } from '../src/core/search/words.ts';
import { currentProgram, listLeaves } from '../src/program/index.ts';
import { toCanonicalReport } from '../src/reports/canonical-report.ts';
import { factsOf, writeFacts } from '../src/reports/report-facts.ts';
import type { ReportRecord } from '../src/reports/report-record.ts';
import { draftSnapshot } from '../src/reports/report-snapshot.ts';
import { searchTextOf } from '../src/reports/search/report-text.ts';
import { REPORTS } from '../src/reports/search/search-store.ts';
import { type CorpusReport, chanceOf, corpusReport } from './report-corpus.ts';

export const idOf = (index: number): string => `rpt_${String(index).padStart(26, '0')}`;
export const numberOf = (index: number): string => `VDP-2026-${String(index + 1).padStart(4, '0')}`;
/** Documents of the index are numbered as reports are made. */
export const docOf = (index: number): number => index + 1;

/** One report in so many is open; the others have ended. */
const OPEN_EVERY = 20;
const CHUNK = 2000;

/** Filling ends after so many minutes with what is there by then: BENCH_FILL_MINUTES. */
const MINUTES = Number(process.env['BENCH_FILL_MINUTES'] ?? 600);

export type Filled = {
  readonly count: number;
  readonly seconds: number;
  readonly indexBytes: number;
  readonly reportBytes: number;
};

/**
 * @param see is shown each report's document, for whoever wants to rank them all in the clear
 * @param make the report of a number
 */
export async function fillReports(
  kernel: Kernel,
  dataDir: string,
  wanted: number,
  see: (index: number, document: SearchDocument, report: CorpusReport) => void = () => undefined,
  make: (index: number) => CorpusReport = corpusReport,
): Promise<Filled> {
  const begun = performance.now();
  let count = wanted;
  const folder = path.join(dataDir, 'load');
  fs.mkdirSync(folder);
  const program = await currentProgram(kernel);
  const leaves = listLeaves(program.taxonomy);
  const now = kernel.clock.now();
  const hash = termHash(kernel, REPORTS, 1);
  await kernel.pool.query(
    'insert into core.search_generation (source, number, tokenizer, started_at) values ($1, 1, $2, $3)',
    [REPORTS, TOKENIZER, now],
  );
  let postings = new Map<Token, Growing>();
  let segment = 0;
  // PostgreSQL takes in one part while the next is made.
  let loading: Promise<void> = Promise.resolve();

  for (let from = 0; from < count; from += CHUNK) {
    if (performance.now() - begun > MINUTES * 60_000) {
      count = from;
      break;
    }
    const keys: string[] = [];
    const reports: string[] = [];
    const documents: string[] = [];
    for (let index = from; index < Math.min(count, from + CHUNK); index++) {
      const made = make(index);
      const id = idOf(index);
      const { row, vault } = await kernel.vault.fresh(id);
      const at = new Date(now.getTime() - ((wanted - index) * 700 * DAY) / wanted);
      const kind = leaves[made.kind % leaves.length]?.id ?? 'other';
      const content = toCanonicalReport({
        ...made,
        programHandle: program.handle,
        publicId: numberOf(index),
        submittedAt: at,
        nonce: '00'.repeat(16),
        targetId: program.targets[0]?.id ?? null,
        target: program.targets[0]?.name ?? '',
        taxonomyId: kind,
        taxonomyVersion: program.taxonomy.version,
        cvssVectors: [],
        claims: [],
        urgency: [],
        files: [],
        policyVersionId: program.policyVersion.id,
        policySha256: program.policyVersion.sha256,
        scopeVersionId: program.scopeVersion.id,
      });
      const seal = (column: string, text: string) =>
        bytes(vault.seal({ table: 'reports.report', column, row: id }, text));
      const isOpen = index % OPEN_EVERY === 0;
      const priority = 1 + Math.floor(chanceOf(index + 99)() * 5);
      const day = (days: number): string => new Date(at.getTime() + days * DAY).toISOString();
      keys.push(
        line([bytes(row.id), id, row.purpose, row.provider, row.epoch, bytes(row.wrapped), row.uses, at.toISOString()]),
      );
      reports.push(
        line([
          id,
          numberOf(index),
          'form',
          isOpen ? 'new' : 'closed',
          isOpen ? null : 'informational',
          writeFacts(factsOf(draftSnapshot(id), { decideFrom: at, remediateFrom: null, pauses: [] })),
          seal('title', made.title),
          seal('content', canonicalJson(content)),
          program.policyVersion.id,
          program.scopeVersion.id,
          'any',
          'in',
          'unsaid',
          program.targets[0]?.id ?? null,
          kind,
          program.taxonomy.version,
          priority,
          at.toISOString(),
          at.toISOString(),
          at.toISOString(),
          day(2),
          day(7 + (index % 300)),
          // Nearly all are long overdue, and telling the team of each is not what is measured here.
          'infinity',
        ]),
      );
      // What the index reads of a report, as `report-source.ts` reads it.
      const record = {
        content,
        title: made.title,
        number: numberOf(index),
        taxonomyId: kind,
        contact: null,
        credit: null,
        reporter: null,
      };
      const document = toSearchDocument(searchTextOf(record as unknown as ReportRecord, [], []));
      see(index, document, made);
      const { tokens, signature } = hashDocument(hash, document);
      const doc = docOf(index);
      if (Math.floor(doc / SEGMENT) !== segment) {
        await loading;
        await savePostings(kernel, folder, segment, postings);
        postings = new Map();
        segment = Math.floor(doc / SEGMENT);
      }
      for (const [token, weight] of readTokens(tokens)) {
        const list = postings.get(token) ?? new Growing();
        postings.set(token, list);
        list.add(doc % SEGMENT, weight);
      }
      documents.push(
        line([doc, REPORTS, id, 1, bytes(tokens), signature ? bytes(signature) : null, now.toISOString()]),
      );
    }
    await loading;
    loading = load(kernel, folder, [
      ['core.data_key (id, subject, purpose, provider, epoch, wrapped, uses, created_at)', keys],
      [
        `reports.report (id, number, source, state, close_reason, facts, title, content, policy_version, scope_version, scope_rule_id,
           scope_verdict, ai_assistance, target_id, taxonomy_id, taxonomy_version, priority, submitted_at, changed_at, told_at,
           acknowledge_due, decide_due, clock_check_at)`,
        reports,
      ],
      ['core.search_document (doc, source, key, generation, tokens, signature, indexed_at)', documents],
    ]);
    if ((from / CHUNK) % 25 === 24)
      console.error(`  ${from + CHUNK} of ${count} reports after ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  }
  await loading;
  await savePostings(kernel, folder, segment, postings);
  await kernel.pool.query(`select setval('core.search_document_doc_seq', $1)`, [count + 1]);
  // Reports that come in afterwards are numbered behind these.
  await kernel.pool.query('create sequence if not exists reports.number_of_2026 as integer');
  await kernel.pool.query(`select setval('reports.number_of_2026', $1)`, [count + 1]);
  await kernel.pool.query('vacuum analyze');
  fs.rmSync(folder, { recursive: true });
  const sizeOf = async (tables: readonly string[]): Promise<number> => {
    const { rows } = await kernel.pool.query<{ bytes: number }>(
      'select sum(pg_total_relation_size(name::regclass))::float8 as bytes from unnest($1::text[]) as name',
      [tables],
    );
    return rows[0]?.bytes ?? 0;
  };
  return {
    count,
    seconds: (performance.now() - begun) / 1000,
    indexBytes: (await sizeOf(['core.search_document', 'core.search_posting', 'core.search_fresh'])) / count,
    reportBytes: (await sizeOf(['reports.report', 'core.data_key'])) / count,
  };
}

/** Entries of a token, growing by doubling. */
class Growing {
  #bytes = Buffer.alloc(4);
  #length = 0;
  add(low: number, weight: number): void {
    if (this.#length === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#length)]);
    this.#bytes.writeUInt16BE(low, this.#length);
    this.#bytes.writeUInt16BE(weight, this.#length + 2);
    this.#length += 4;
  }
  entries(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}

async function savePostings(
  kernel: Kernel,
  folder: string,
  segment: number,
  postings: ReadonlyMap<Token, Growing>,
): Promise<void> {
  let lines: string[] = [];
  const save = async () => {
    await copy(kernel, folder, 'core.search_posting (token, segment, count, entries, best)', lines);
    lines = [];
  };
  for (const [token, list] of [...postings].sort(([one], [other]) => one - other)) {
    const entries = list.entries();
    const count = entries.length / 4;
    lines.push(
      line([
        bytes(tokenBytes(token)),
        segment,
        count,
        bytes(entries),
        count >= FREQUENT ? bytes(bestEntries(entries)) : null,
      ]),
    );
    if (lines.length === 20_000) await save();
  }
  await save();
}

const bytes = (buffer: Buffer): string => `\\\\x${buffer.toString('hex')}`;

/** A line in PostgreSQL's text format; nothing in these rows needs escaping but the JSON's backslashes. */
const line = (values: readonly (string | number | null)[]): string =>
  values.map(value => (value === null ? '\\N' : String(value))).join('\t');

async function load(kernel: Kernel, folder: string, parts: readonly (readonly [string, string[]])[]): Promise<void> {
  for (const [target, lines] of parts) await copy(kernel, folder, target, lines);
}

async function copy(kernel: Kernel, folder: string, target: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const file = path.join(folder, 'rows.txt');
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  fs.chmodSync(folder, 0o755);
  fs.chmodSync(file, 0o644);
  await kernel.pool.query(`copy ${target} from '${file}'`);
  fs.rmSync(file);
}
