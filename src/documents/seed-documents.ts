// The demo's shelf: invented documents that say so, terms, contacts, one request that waits and one that was granted.
import { findPersonByEmail } from '../accounts/index.ts';
import { demoPeople } from '../catalog/demo-people.ts';
import { system } from '../core/actor.ts';
import { after, DAY } from '../core/clock.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { exampleTerms } from './desk/example-terms.ts';
import { insertGrant } from './requests/grant-store.ts';
import { decideItem, insertRequest } from './requests/request-store.ts';
import { keepRule } from './requests/rule-store.ts';
import { insertDocument, insertVersion, type Version } from './shelf/document-store.ts';
import { sha256 } from './terms/signature.ts';
import { insertSignature, standingSignature } from './terms/signature-store.ts';
import { currentTerms, insertTerms, keepContact } from './terms/terms-store.ts';
import { domainClassOf, domainOf } from './visitors/domain-class.ts';
import { visitorOf } from './visitors/visitor-store.ts';

const actor = system('demo');

export async function seedDocuments(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  await kernel.transaction(async kernel => {
    await insertTerms(kernel, actor, {
      number: 1,
      title: 'Demo: terms for confidential documents',
      body: exampleTerms.trim(),
    });
    await keepContact(kernel, actor, { purpose: 'sales', name: 'Demo sales', mail: 'sales@telltale.example' });
    await keepContact(kernel, actor, { purpose: 'success', name: 'Demo success', mail: 'success@telltale.example' });
    const overview = await onShelf(kernel, 'Demo: security overview', 'How the demo protects what it holds.', 0);
    const audit = await onShelf(
      kernel,
      'Demo: SOC 2 Type 2 report',
      'An invented report of an auditor that does not exist.',
      1,
    );
    const findings = await onShelf(kernel, 'Demo: penetration test, findings', 'Invented findings, open to few.', 2);
    await keepRule(kernel, actor, {
      place: 1,
      name: 'Demo: known buyers',
      mode: 'trial',
      effect: 'approve',
      domains: ['buyer.example'],
      classes: [],
      documents: [],
      words: '',
    });
    await ask(kernel, 'bea@buyer.example', 'Bea Buyer (demo)', 'Buyer Ltd (demo)', audit);
    const granted = await ask(kernel, 'carl@insurer.example', 'Carl Insurer (demo)', 'Insurer SE (demo)', overview);
    const admin = await findPersonByEmail(kernel, demoPeople.admin.email);
    const by = admin?.id ?? 'system:demo';
    await decideItem(kernel, { id: granted.item, visitor: granted.visitor }, { state: 'approved', by });
    await insertGrant(kernel, {
      item: granted.item,
      visitor: granted.visitor,
      version: overview.id,
      endsAt: after(kernel.clock.now(), 30 * DAY),
      grantedBy: by,
      alsoBy: null,
    });
    await ask(kernel, 'carl@insurer.example', 'Carl Insurer (demo)', 'Insurer SE (demo)', audit);
    const denied = await ask(kernel, 'carl@insurer.example', 'Carl Insurer (demo)', 'Insurer SE (demo)', findings);
    await decideItem(
      kernel,
      { id: denied.item, visitor: denied.visitor },
      { state: 'denied', by, reason: 'Findings go to customers with a contract. The overview says what was mended.' },
    );
  });
  return facts;
}

async function onShelf(kernel: Kernel, title: string, about: string, approvals: number): Promise<Version> {
  const document = await insertDocument(kernel, actor, { title, about, approvals, grantDays: 30, state: 'listed' });
  const bytes = await demoPdf(title);
  const stored = await kernel.files.store(kernel, {
    subject: document,
    purpose: 'document',
    name: 'demo.pdf',
    mediaType: 'application/pdf',
    source: once(bytes),
    limitBytes: bytes.length,
  });
  return insertVersion(kernel, actor, {
    document,
    file: stored.id,
    sha256: sha256(bytes),
    size: bytes.length,
    pages: 2,
  });
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Two pages of plain text, made with nothing that could not be marked. */
async function demoPdf(title: string): Promise<Buffer> {
  const { default: PdfDocument } = await import('pdfkit');
  return new Promise(resolve => {
    const document = new PdfDocument({ size: 'A4' });
    const parts: Buffer[] = [];
    document.on('data', (part: Buffer) => parts.push(part));
    document.on('end', () => resolve(Buffer.concat(parts)));
    for (const part of [1, 2]) {
      if (part === 2) document.addPage();
      document.fontSize(20).text(`${title}, part ${part}`).moveDown();
      document
        .fontSize(11)
        .text('This document belongs to a demo. Nothing in it is true, and nobody examined anything. '.repeat(20));
    }
    document.end();
  });
}

async function ask(kernel: Kernel, address: string, name: string, organization: string, version: Version) {
  const visitor = await visitorOf(kernel, address);
  const terms = await currentTerms(kernel);
  if (!terms) throw new Error('the demo has no terms');
  const standing = await standingSignature(kernel, visitor);
  const signature =
    standing ??
    (await insertSignature(kernel, visitor, {
      address,
      name,
      organization,
      terms: terms.number,
      termsSha256: terms.sha256,
      provedAt: kernel.clock.now().toISOString(),
    }));
  const domain = domainOf(address);
  const { items } = await insertRequest(kernel, {
    visitor,
    signature: signature.id,
    organization,
    purpose: 'We review our suppliers each year.',
    domain,
    domainClass: domainClassOf(domain),
    wanted: [{ document: version.document, version: version.id }],
  });
  return { visitor, item: items[0] ?? '' };
}
