// Names whose copy a leaked file or a picture of a page is.
import type { Kernel } from '../../core/kernel.ts';
import { markText } from '../marks/mark-code.ts';
import { type FoundMark, readMarks } from '../marks/read-marks.ts';
import { findDocument, findVersion } from '../shelf/document-store.ts';
import { findSignatures } from '../terms/signature-store.ts';
import { faultOfDelivery } from './delivery-check.ts';
import { findByMark } from './delivery-store.ts';

/** @returns whether a delivery was found, and what to say, line by line */
export async function traceFile(
  kernel: Kernel,
  bytes: Buffer,
): Promise<{ readonly ok: boolean; readonly lines: readonly string[] }> {
  const found = await readMarks(bytes);
  if (found.length === 0) return { ok: false, lines: ['No mark was found in it.'] };
  const lines: string[] = [];
  let known = 0;
  for (const [hex, marks] of Map.groupBy(found, ({ mark }) => mark.toString('hex'))) {
    const story = await storyOf(kernel, Buffer.from(hex, 'hex'));
    if (story) known += 1;
    lines.push(
      `${markText(Buffer.from(hex, 'hex'))}: found ${whereFound(marks)}`,
      ...(story ?? ['  No delivery of this server carries it.']),
    );
  }
  await kernel.transaction(kernel =>
    kernel.audit.record(kernel.db, {
      actor: 'system:command-line',
      action: 'documents.trace',
      subject: 'documents',
      details: { marks: lines.filter(line => !line.startsWith(' ')).length, known },
    }),
  );
  return { ok: known > 0, lines };
}

const ways = { objects: 'in its objects', dots: 'in dots', numbers: 'in numbers' } as const;

function whereFound(marks: readonly FoundMark[]): string {
  const byWay = Map.groupBy(marks, ({ way }) => way);
  return [...byWay]
    .map(([way, list]) => {
      const pages = list.flatMap(({ page }) => page ?? []);
      return `${ways[way]}${pages.length > 0 ? ` (page ${pages.slice(0, 12).join(', ')}${pages.length > 12 ? ', …' : ''})` : ''}`;
    })
    .join(', ');
}

async function storyOf(kernel: Kernel, mark: Buffer): Promise<string[] | undefined> {
  const delivery = await findByMark(kernel, mark);
  if (!delivery) return undefined;
  const [version, signatures, fault] = await Promise.all([
    findVersion(kernel, delivery.version),
    findSignatures(kernel, [delivery.signature]),
    faultOfDelivery(kernel, delivery.id),
  ]);
  const document = version && (await findDocument(kernel, version.document));
  // The record of the acceptance names them even when they had themselves forgotten since.
  const record = signatures.get(delivery.signature)?.record;
  return [
    `  delivery   ${delivery.id}, ${delivery.at.toISOString()}, ${delivery.outcome}, ${delivery.sent} of ${delivery.size} bytes`,
    `  document   ${document?.title ?? delivery.version}, version ${version?.number ?? '?'}`,
    record
      ? `  handed to  ${record.name} <${record.address}>, ${record.organization}`
      : `  handed to  visitor ${delivery.visitor}, whose record is no longer kept`,
    `  accepted   ${record ? `terms ${record.terms} on ${record.acceptedAt}, seal ${record.seal}` : delivery.signature}`,
    `  copy       SHA-256 ${delivery.sha256}`,
    `  audit log  ${fault === undefined ? 'says the same' : `does NOT say the same: the delivery ${fault}`}`,
  ];
}
