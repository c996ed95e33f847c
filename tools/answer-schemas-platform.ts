// What the platform answers as JSON in forms of its own: health, programs, receipts, proofs, records. How these are held
// against the product: `test/platform-examples.test.ts`. What standards say, and what is no JSON: `answer-schemas-files.ts`.
import Type, { type TSchema } from 'typebox';
import { flag, listOf, moment, number, object, orNull, text, whole, words } from './answer-schemas.ts';
import { answersFiles } from './answer-schemas-files.ts';
import { answersTrust } from './answer-schemas-trust.ts';

const optional = Type.Optional;
const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 in hex.' });
/** By which key of `telltale-keys.json` it is signed, over the rest by RFC 8785. */
const signed = { keyId: text, signature: text };
const format = (name: string) => words(`telltale-${name}`);
const severity = words('low', 'medium', 'high', 'critical');
const weight = words('L', 'M', 'H', 'X');

const scopeVersion = object({ id: text, number: whole, effectiveFrom: moment });
const rule = Type.Object({
  id: text,
  effect: words('allow', 'deny'),
  match: text,
  identifier: text,
  assetType: optional(text),
  eligibleForSubmission: optional(flag),
  maxSeverity: optional(severity),
  instruction: optional(text),
  safetyRelevant: optional(flag),
  CR: optional(weight),
  IR: optional(weight),
  AR: optional(weight),
});

const node = Type.Object({
  id: text,
  name: text,
  type: words('category', 'subcategory', 'variant'),
  priority: orNull(Type.Integer({ minimum: 1, maximum: 5 })),
  children: optional(listOf(Type.Unsafe<object>({ type: 'object', description: 'Of the same form.' }))),
});

const of = object({ count: whole, of: whole });
const hours = object({ medianHours: orNull(number), p90Hours: orNull(number), sample: whole });
const period = object({
  from: day,
  through: day,
  received: whole,
  valid: whole,
  duplicates: whole,
  spam: whole,
  published: whole,
  answer: hours,
  triage: hours,
  fix: hours,
  resolve: hours,
  kept: object({ answer: of, decide: of, fix: of }),
  reopened: of,
  appeals: object({ made: whole, open: whole, upheld: whole, changed: whole }),
  bod: Type.Record(Type.String(), Type.Unknown(), { description: 'BOD 20-01, by its letters.' }),
});

const figures = object({
  through: day,
  timeZone: text,
  months: listOf(object({ month: text, received: whole, ended: whole })),
  open: object({
    rows: listOf(object({ priority: orNull(whole), upTo30: whole, upTo90: whole, over90: whole })),
    total: whole,
    valid: whole,
  }),
  periods: object({ '30d': period, '90d': period, year: period, all: period }),
});

const logEdition = object({
  format: format('log-edition-1'),
  log: text,
  program: text,
  number: whole,
  first: whole,
  last: whole,
  through: day,
  timeZone: text,
  crowd: whole,
  madeAt: moment,
  previous: orNull(sha256),
  sha256,
  figuresSha256: sha256,
});

const checkpoint = object({ at: moment, hash: text, ...signed });

const column = object({
  table: text,
  column: text,
  class: words('public', 'personal', 'sealed', 'hashed'),
  purpose: text,
  keepDays: orNull(whole),
});

const counted = object({ name: text, reports: whole, confirmed: whole });
const next = object({ next: Type.String({ description: 'Where the browser goes on.' }) });
const WEBAUTHN = 'Web Authentication Level 3, section 5.1, in its JSON form.';
const creation = Type.Object(
  {
    challenge: text,
    rp: object({ id: text, name: text }),
    user: object({ id: text, name: text, displayName: text }),
    pubKeyCredParams: listOf(object({ type: words('public-key'), alg: whole })),
    timeout: optional(whole),
    attestation: optional(text),
    excludeCredentials: optional(listOf(Type.Unknown())),
    authenticatorSelection: optional(Type.Unknown()),
    extensions: optional(Type.Unknown()),
    hints: optional(listOf(text)),
  },
  { description: `PublicKeyCredentialCreationOptions: ${WEBAUTHN}` },
);
const request = Type.Object(
  {
    challenge: text,
    rpId: text,
    timeout: optional(whole),
    userVerification: optional(text),
    allowCredentials: optional(listOf(Type.Unknown())),
    extensions: optional(Type.Unknown()),
  },
  { description: `PublicKeyCredentialRequestOptions: ${WEBAUTHN}` },
);

const own: Readonly<Record<string, TSchema>> = {
  live: object({ status: words('alive') }),
  ready: Type.Object(
    { status: words('ready', 'not ready'), checks: object({ database: flag, keys: flag }) },
    { description: 'With 503 when it is not ready.' },
  ),
  keys: object({
    keys: listOf(
      object({
        kty: words('OKP'),
        crv: words('Ed25519'),
        x: text,
        kid: text,
        use: words('sig'),
        alg: words('EdDSA'),
        name: text,
      }),
    ),
  }),
  scope: object({
    version: scopeVersion,
    rules: listOf(rule),
    otherwise: object({ effect: words('deny'), ruleId: text }),
  }),
  'scope-check': object({ target: text, verdict: words('in', 'out'), ruleId: text, reason: text, scopeVersion }),
  taxonomy: Type.Object({
    version: text,
    releasedAt: Type.String({ format: 'date-time' }),
    content: listOf(node),
    deprecated: Type.Record(Type.String(), Type.Unknown()),
    cwe: Type.Unknown({ description: 'CWE ids for the kinds, in the same tree.' }),
    cvss31: optional(Type.Unknown({ description: 'CVSS 3.1 vectors for the kinds, in the same tree.' })),
  }),
  'letter-file': object({
    format: format('safe-harbor-1'),
    operator: text,
    program: text,
    to: text,
    safeHarbor: text,
    policy: object({ version: whole, sha256, url: text }),
    scope: object({ version: whole, sha256, url: text }),
    issuedAt: moment,
    ...signed,
  }),
  'statistics-json': object({
    format: format('statistics-1'),
    edition: object({
      edition: logEdition,
      anchor: object({
        checkpoint,
        entry: Type.Unknown({ description: 'The entry of the audit log that holds the edition’s hash.' }),
        previous: text,
        tree: text,
      }),
      ...signed,
    }),
    figures,
  }),
  'vehicle-json': object({
    format: format('r155-1'),
    regulation: text,
    program: text,
    year: text,
    from: day,
    through: day,
    timeZone: text,
    counts: object({
      received: whole,
      confirmed: whole,
      notConfirmed: whole,
      notDecided: whole,
      exploited: whole,
      fixed: whole,
      riskAccepted: whole,
      openConfirmed: whole,
    }),
    byKind: listOf(counted),
    byTarget: listOf(counted),
    findings: listOf(
      object({
        report: text,
        received: day,
        kind: text,
        target: text,
        targetCategory: text,
        priority: text,
        exploited: text,
        action: text,
        endedOn: orNull(day),
        residualRisk: text,
      }),
    ),
  }),
  receipt: object({
    format: format('receipt-1'),
    program: text,
    number: text,
    reportSha256: sha256,
    submittedAt: moment,
    log: object({ index: whole, hash: text }),
    ...signed,
  }),
  canonical: Type.Object({
    format: words('telltale-report-1', 'telltale-report-2', 'telltale-report-3'),
    program: text,
    number: text,
    submittedAt: moment,
    nonce: text,
    target: object({ id: orNull(text), typed: text }),
    title: text,
    location: text,
    description: text,
    steps: text,
    impact: text,
    claims: optional(listOf(Type.Unknown({ description: 'As the reports API tells claims.' }))),
    urgency: optional(listOf(words('exploited', 'safety'))),
    severity: object({ taxonomyId: orNull(text), taxonomyVersion: orNull(text), cvss: listOf(text) }),
    files: listOf(object({ name: text, size: whole, sha256 })),
    policy: object({ version: text, sha256 }),
    scope: object({ version: text }),
  }),
  'duty-package-json': object({
    format: format('duty-package-1'),
    drill: flag,
    duty: text,
    stage: text,
    law: text,
    who: text,
    toWhom: text,
    term: text,
    dueAt: orNull(moment),
    fields: listOf(object({ name: text, value: orNull(text), hint: orNull(text) })),
  }),
  'processing-json': object({
    format: format('record-of-processing-1'),
    madeAt: moment,
    controller: object({ name: text, contact: text }),
    measures: text,
    activities: listOf(
      object({
        module: text,
        name: text,
        purpose: text,
        basis: text,
        people: text,
        recipients: text,
        data: listOf(column),
      }),
    ),
  }),
  telemetry: object({
    batches: Type.Integer({ description: 'That are on disk.' }),
    unknown: Type.Array(text, { description: 'VINs of cars that nobody has connected.' }),
  }),
  'fleet-cars': object({ vin: text, code: Type.String({ description: 'What the owner types beside the VIN.' }) }),
  passkeys: next,
  'sign-in-passkey': next,
  'sign-in-enroll-passkey': next,
  'passkey-options': creation,
  'sign-in-enroll-passkey-options': creation,
  'sign-in-passkey-options': request,
};

/** By the call's `operationId`. */
export const answersPlatform: Readonly<Record<string, TSchema>> = { ...own, ...answersTrust, ...answersFiles };
