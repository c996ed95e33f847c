// Makes the evidence bundle of a report: a ZIP that is written while it is read, its files one after another.
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { personNames } from '../../accounts/index.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import { hashedOnTheWay } from '../../core/crypto/sha256-stream.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { listAttachments } from '../attachment-store.ts';
import { listEntries, listMessages } from '../conversation-store.ts';
import { findOpenedText } from '../encrypted/opened-text-store.ts';
import { loadEvidence } from '../evidence/load-evidence.ts';
import { issueInclusionProof } from '../inclusion/issue-inclusion-proof.ts';
import { findReceipt } from '../receipt-store.ts';
import { contentLeft } from '../redaction/redaction-store.ts';
import type { ReportRecord } from '../report-record.ts';
import { issueReceipt } from '../reporter/issue-receipt.ts';
import { blocksOf } from './bundle-blocks.ts';
import { type ManifestFile, signManifest } from './bundle-manifest.ts';
import { evidencePath, MANIFEST } from './bundle-paths.ts';
import { type BundleFile, type BundleView, storyOf } from './bundle-story.ts';
import { drawPdf } from './draw-pdf.ts';
import { readmeOf } from './readme.ts';

/** Evidence of one bundle together, in bytes. */
const LARGEST = 2 ** 30;

export type BundleWish = { readonly view: BundleView; readonly withInternal: boolean };

type Entry = { readonly name: string; readonly open: () => AsyncIterable<Buffer> };

/**
 * Begins the bundle of a report that the actor has been found to see, and notes in the audit log that they took it.
 * @returns its file name, and its bytes as they are made
 * @throws Refusal too_large when its evidence is more than a bundle holds
 */
export async function makeBundle(
  kernel: Kernel,
  actor: Actor,
  report: ReportRecord,
  { view, withInternal }: BundleWish,
): Promise<{ readonly name: string; readonly content: Readable }> {
  const madeAt = kernel.clock.now();
  const { id } = report;
  // The reporter's side unless the team asked for its notes, also for staff who sent the report themselves.
  const side: Actor = view === 'team' && withInternal ? actor : { kind: 'receipt-holder', report: id };
  const [entries, messages, attachments, evidence, opened] = await Promise.all([
    listEntries(kernel, side, id),
    listMessages(kernel, side, id),
    listAttachments(kernel, side, id),
    loadEvidence(kernel, id),
    view === 'team' ? findOpenedText(kernel, actor, id) : undefined,
  ]);
  const size = attachments.reduce((sum, file) => sum + file.size, 0);
  if (size > LARGEST) throw refuse('too_large', { bytes: size, limit: LARGEST });
  const files = attachments.map(
    (attachment, index): BundleFile => ({
      attachment,
      path: evidence(attachment.file).isWithheld ? null : evidencePath(index + 1, attachment.name),
    }),
  );
  const people = [
    report.assignee,
    report.reporter,
    ...messages.map(({ author }) => author),
    ...entries.flatMap(entry => [entry.actor, ...Object.values(entry.details)]),
  ].filter((one): one is string => typeof one === 'string' && one.startsWith('per_'));
  const names = view === 'team' ? await personNames(kernel, [...new Set(people)]) : new Map<string, string>();
  const taking = await kernel.transaction(kernel =>
    kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'report.bundle',
      subject: id,
      details: { view, withInternal, files: files.length },
    }),
  );
  const story = storyOf({
    view,
    withInternal: view === 'team' && withInternal,
    madeAt,
    report,
    entries,
    messages,
    files,
    openedText: opened?.text ?? null,
    nameOf: person => names.get(person) ?? (person.startsWith('per_') ? 'somebody who left' : 'Telltale'),
  });
  const content = zipOf(
    kernel,
    [
      text('README.txt', readmeOf(report.number)),
      { name: 'report.pdf', open: () => drawPdf(blocksOf(story, report.content, kernel.config.operator.name), story) },
      text('report.json', canonicalJson(await contentLeft(kernel, report))),
      json('story.json', story),
      ...(await proofsOf(kernel, actor, id, taking)),
      ...files.flatMap(({ attachment, path }) =>
        path === null
          ? []
          : [{ name: path, open: () => kernel.files.read(kernel.db, { id: attachment.file, subject: id }) }],
      ),
    ],
    { number: report.number, madeAt },
  );
  return { name: `${report.number}-bundle.zip`, content };
}

/** `taking` is the audit entry of this bundle: the log is signed there, and the report's entry is shown to be before. */
async function proofsOf(kernel: Kernel, actor: Actor, id: string, taking: string): Promise<Entry[]> {
  const receipt = await issueReceipt(kernel, actor, id);
  const entry = (await findReceipt(kernel, id))?.entry;
  const anchor = await kernel.audit.anchor(taking);
  const proof = entry === undefined ? undefined : await kernel.audit.prove(entry, taking);
  const duplicate = await issueInclusionProof(kernel, actor, id);
  const keys = kernel.keyring.verifiers().map(({ publicJwk, name }) => ({ ...publicJwk, name }));
  return [
    ...(receipt ? [json('proofs/receipt.json', receipt)] : []),
    ...(proof ? [json('proofs/log.json', { format: 'telltale-log-proof-1', proof, anchor })] : []),
    ...(duplicate ? [json('proofs/duplicate.json', duplicate)] : []),
    json('proofs/keys.json', { keys }),
  ];
}

function zipOf(
  kernel: Kernel,
  entries: readonly Entry[],
  { number, madeAt }: { readonly number: string; readonly madeAt: Date },
): Readable {
  const zip = new ZipFile();
  // yazl types its PassThrough as less than it is.
  const output = zip.outputStream as Readable;
  const done: ManifestFile[] = [];
  let open: Readable | undefined;
  // yazl listens for no faults of what it reads: a file that can't be opened ends the archive, and nothing else.
  const streamOf = (source: AsyncIterable<Buffer>): Readable => {
    open = Readable.from(source);
    return open.on('error', error => {
      kernel.log.error({ err: error, report: number }, 'a bundle broke off');
      output.destroy(error);
    });
  };
  // Who stops reading leaves no file open.
  output.once('close', () => open?.destroy());
  zip.on('error', error => output.destroy(error instanceof Error ? error : new Error('the archive broke')));
  const options = { mtime: madeAt, mode: 0o100_644 };
  // Opened when its turn comes, so that one file is open at a time.
  for (const { name, open: begin } of entries)
    zip.addReadStreamLazy(name, options, hand => hand(null, streamOf(measured(name, begin(), done))));
  zip.addReadStreamLazy(MANIFEST, options, hand => {
    const manifest = signManifest(
      { from: kernel.config.publicUrl, number, madeAt: madeAt.toISOString(), files: done },
      kernel.keyring.signer('receipt'),
    );
    hand(null, streamOf(once(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`))));
  });
  zip.end();
  return output;
}

/** Hands a file on and notes its hash and size at its end. */
async function* measured(name: string, source: AsyncIterable<Buffer>, done: ManifestFile[]): AsyncGenerator<Buffer> {
  const { content, digest } = hashedOnTheWay(source);
  let size = 0;
  for await (const bytes of content) {
    size += bytes.length;
    yield bytes;
  }
  done.push({ name, sha256: digest(), size });
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

const text = (name: string, content: string): Entry => ({ name, open: () => once(Buffer.from(content)) });
const json = (name: string, value: unknown): Entry =>
  // Built by us from plain values.
  text(name, `${canonicalJson(value as JsonValue)}\n`);
