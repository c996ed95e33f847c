// What the trust center, and what proves something to a person, answer as JSON. How these are held against the product:
// `test/platform-examples.test.ts`, and the tests of what only some people ever get.
import Type, { type TSchema } from 'typebox';
import { flag, listOf, moment, number, object, orNull, text, whole, words } from './answer-schemas.ts';

const optional = Type.Optional;
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 in hex.' });
const signed = { keyId: text, signature: text };
const edition = object({ number: whole, publishedAt: moment, sha256 });
const status = words('passing', 'failing', 'stale', 'unknown');

const policy = Type.Object({
  kind: text,
  checks: optional(listOf(text)),
  maxAgeHours: optional(number),
  maxAgeDays: optional(number),
});

const control = {
  id: text,
  area: text,
  statement: text,
  policy,
  frameworks: listOf(text),
  owner: text,
};

const finding = Type.Object({
  check: optional(text),
  claim: optional(orNull(text)),
  status,
  evidence: orNull(
    object({ id: text, collectedAt: moment, validUntil: orNull(moment), version: text, detail: orNull(text) }),
  ),
});

const attestation = {
  id: text,
  kind: text,
  name: text,
  auditor: text,
  scope: text,
  issuedAt: day,
  periodStart: orNull(day),
  periodEnd: orNull(day),
  validUntil: orNull(day),
  cadenceMonths: orNull(whole),
  bridge: orNull(object({ changes: text, from: day, signedBy: text, to: day })),
  retest: orNull(object({ on: day, result: text })),
  isExample: flag,
};

const document = {
  id: orNull(text),
  title: text,
  about: text,
  version: text,
  issuedAt: orNull(day),
  validUntil: orNull(day),
  gate: text,
  isExample: flag,
};

const subprocessor = {
  id: text,
  name: text,
  purpose: text,
  countries: listOf(text),
  dataCategories: listOf(text),
  transfer: text,
  dpaUrl: orNull(text),
  announcedAt: moment,
  effectiveFrom: day,
  emergency: orNull(text),
  endAnnouncedAt: orNull(moment),
  endsOn: orNull(day),
  replaces: orNull(text),
  isExample: flag,
};

const update = object({ id: text, title: text, body: text, urgency: text, publishedAt: moment, isExample: flag });

const answer = {
  id: text,
  question: text,
  alsoAsked: listOf(text),
  controls: listOf(text),
  owner: text,
  reviewedAt: day,
  validUntil: day,
  isExample: flag,
};

const trust = object({
  format: words('telltale-trust-1'),
  operator: text,
  url: text,
  at: moment,
  isDemo: flag,
  edition,
  overview: object({ text, contactName: text, contactMail: text }),
  noticeDays: whole,
  summary: object({ passing: whole, failing: whole, stale: whole, unknown: whole }),
  controls: listOf(
    object({
      ...control,
      status,
      checkedAt: orNull(moment),
      freshUntil: orNull(moment),
      findings: listOf(finding),
    }),
  ),
  attestations: listOf(
    object({
      ...attestation,
      nextDue: orNull(day),
      goodThrough: orNull(day),
      bridgedThrough: orNull(day),
      state: text,
    }),
  ),
  documents: listOf(object({ ...document, url: orNull(text), how: text })),
  subprocessors: listOf(object({ ...subprocessor, phase: text, noticeGivenDays: whole, objectUntil: orNull(day) })),
  changes: listOf(
    object({
      id: text,
      kind: text,
      subprocessor: text,
      name: text,
      announcedAt: moment,
      effectiveOn: day,
      emergency: orNull(text),
    }),
  ),
  updates: listOf(update),
  mvsp: listOf(object({ point: text, asks: text, answer: text, controls: listOf(text) })),
  answers: listOf(object({ ...answer, standing: text, answer: orNull(text) })),
  program: orNull(
    object({
      promises: listOf(
        object({ kind: text, promised: text, done: orNull(object({ words: text, sample: whole, within: whole })) }),
      ),
    }),
  ),
  data: listOf(
    object({
      name: text,
      about: text,
      counts: object({ sealed: whole, hashed: whole, personal: whole, public: whole, unclassified: whole }),
    }),
  ),
});

const receipt = Type.Unknown({ description: 'The receipt of the report, as receipt.json has it.' });

/** By the call's `operationId`. */
export const answersTrust: Readonly<Record<string, TSchema>> = {
  index: Type.Object({
    format: words('telltale-trust-index-1'),
    operator: text,
    trust: text,
    json: text,
    markdown: text,
    oscal: object({ 'component-definition': text, 'assessment-results': text }),
    mvsp: text,
    questions: text,
    calendar: text,
    feeds: object({ atom: text, json: text }),
    history: text,
    'security.txt': text,
    keys: text,
    csaf: text,
    advisories: text,
    program: text,
    statistics: text,
    edition: optional(edition),
  }),
  json: trust,
  'edition-file': object({
    format: words('telltale-trust-edition-1'),
    operator: text,
    number: whole,
    publishedAt: moment,
    previous: orNull(text),
    content: object({
      overview: object({ id: text, text, contactName: text, contactMail: text, noticeDays: whole }),
      controls: listOf(object(control)),
      attestations: listOf(object(attestation)),
      documents: listOf(Type.Object({ ...document, url: optional(orNull(text)) })),
      subprocessors: listOf(object(subprocessor)),
      updates: listOf(update),
      answers: listOf(object({ ...answer, answer: text, readership: text })),
    }),
    ...signed,
  }),
  'evidence-file': object({
    format: words('telltale-evidence-1'),
    id: text,
    kind: words('check', 'person'),
    subject: text,
    claim: text,
    result: words('pass', 'fail'),
    detail: text,
    collectedAt: moment,
    validUntil: orNull(moment),
    version: text,
    previous: orNull(text),
    ...signed,
  }),
  inclusion: object({
    format: words('telltale-inclusion-1'),
    receipt,
    earlier: Type.Unknown({ description: 'The entry by which the original came in, its content as a hash.' }),
    later: Type.Unknown({ description: 'The entry of the report itself.' }),
    path: Type.Unknown({ description: 'Leads from the earlier entry to the hash in the receipt.' }),
    ...signed,
  }),
  'certificate-file': object({
    format: words('telltale-erasure-certificate-1'),
    request: text,
    server: text,
    operator: text,
    asked_at: moment,
    erased_at: moment,
    ledger: Type.Unknown({ description: 'The place in the signed ledger of erasures.' }),
    data_keys_destroyed: Type.Unknown(),
    emptied: listOf(object({ part: text, tables: listOf(text) })),
    held: listOf(Type.Object({ part: text, item: optional(text), until: moment })),
    stays: listOf(object({ what: text, why: text })),
    orders_to_delete: listOf(object({ application: text, due_at: moment })),
    backups_kept_days: whole,
    no_backup_readable_after: moment,
    keyId: text,
    signature: text,
  }),
};
