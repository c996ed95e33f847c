// The signed receipt of a consent, in the shape of ISO/IEC TS 27560 as the W3C's Data Privacy Vocabulary profiles it:
// what it says, and how anybody checks it without us. It names no person: a receipt may be shown to others.
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import { checkSignature, type SignatureFinding, type Signed, signRecord } from '../../core/crypto/signed-record.ts';
import type { Signer, Verifier } from '../../core/crypto/signing.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { NoticeContent } from '../consent/consent-notice.ts';
import type { EndReason } from '../grant.ts';

const FORMAT = 'telltale-consent-receipt-1';
const SCHEMA = 'ISO/IEC TS 27560:2023';

/**
 * Permissions were taken back or places became less exact; it rests and opens nothing; it opens again what it did; it
 * lasts until another day.
 */
export type ReceiptChange = 'narrowed' | 'paused' | 'resumed' | 'renewed';

/** What a receipt is made of. */
export type ReceiptInput = {
  /** A UUID. */
  readonly id: string;
  readonly grant: string;
  /** The id by which the application knows the owner; nobody else can tell who it is. */
  readonly principal: string;
  readonly notice: NoticeContent;
  /** Lower-case hex SHA-256 of the notice. */
  readonly noticeSha256: string;
  /** Where the owner can read the notice again, and take the permission back. */
  readonly noticeUrl: string;
  readonly withdrawalUrl: string;
  readonly operatorUrl: string;
  readonly vehicles: readonly string[];
  readonly granted: readonly string[];
  /** Places are told to about a kilometer only. */
  readonly isCoarse: boolean;
  readonly givenAt: Date;
  readonly validUntil: Date;
  /** Set when the permission was changed: the receipt says what holds from then on. */
  readonly changed?: { readonly at: Date; readonly how: ReceiptChange; readonly by: 'owner' | 'operator' };
  /** Set when the permission has ended. */
  readonly ended?: { readonly at: Date; readonly reason: EndReason };
  readonly createdAt: Date;
};

type Content = { readonly [name: string]: JsonValue };

/** The receipt as it is handed out. Everything but `signature` is signed. */
export type ConsentReceipt = Signed<Content>;

/** Makes and signs a receipt. Member names are those of the technical specification, lower case with underscores. */
export const makeConsentReceipt = (input: ReceiptInput, signer: Signer): ConsentReceipt =>
  signRecord(contentOf(input), signer);

function contentOf(input: ReceiptInput): Content {
  const { notice, granted, ended } = input;
  const { application, operator } = notice;
  const asked = notice.permissions;
  return {
    format: FORMAT,
    schema_version: SCHEMA,
    receipt_id: input.id,
    receipt_created_at: input.createdAt.toISOString(),
    record_id: input.grant,
    pii_principal_id: input.principal,
    mode: notice.mode,
    privacy_notice: {
      url: input.noticeUrl,
      sha256: input.noticeSha256,
      language: notice.language,
      title: notice.title,
    },
    purposes: [
      {
        purpose: application.purpose,
        purpose_type: 'https://w3id.org/dpv#ServiceProvision',
        lawful_basis: 'https://w3id.org/dpv#Consent',
        pii_information: asked
          .filter(({ name }) => granted.includes(name))
          .map(({ name, sentence, sensitivity, isRequired }) => ({
            pii_type: name,
            description: sentence,
            pii_optional: !isRequired,
            sensitivity,
            ...(name === 'read_location' && input.isCoarse && { precision: 'about one kilometer' }),
          })),
        refused: asked.filter(({ name }) => !granted.includes(name)).map(({ name }) => name),
        pii_controllers: [application.id],
        collection_method: 'The car’s maker is asked when the application asks; each read stands in the owner’s log.',
        processing_method: 'https://w3id.org/dpv#Transfer',
        storage_location: 'Values are passed on and not kept by the platform.',
        retention_period: `Until ${input.validUntil.toISOString()} at the latest, or until it is withdrawn.`,
        jurisdiction: 'The jurisdiction named in the privacy notice of the controller.',
        recipient_third_parties: [],
        withdrawal_method: input.withdrawalUrl,
      },
    ],
    vehicles: notice.vehicles
      .filter(({ id }) => input.vehicles.includes(id))
      .map(({ id, make, model, year }) => ({ id, make, model, year })),
    policies: [notice.ownerPolicy, notice.applicationPolicy].map(policy => ({ ...policy })),
    party_identification: [
      {
        party_id: application.id,
        party_name: `${application.name} (${application.organization})`,
        party_role: 'https://w3id.org/dpv#DataController',
        party_url: application.privacyPolicyUrl,
      },
      {
        party_id: 'operator',
        party_name: operator,
        party_role: 'https://w3id.org/dpv#DataProcessor',
        party_url: input.operatorUrl,
      },
    ],
    events: [
      {
        event_type: 'https://w3id.org/dpv#ExplicitlyExpressedConsent',
        event_state: 'https://w3id.org/dpv#ConsentGiven',
        event_time: input.givenAt.toISOString(),
        validity_duration: `until ${input.validUntil.toISOString()}`,
        entity_id: input.principal,
      },
      ...(input.changed === undefined
        ? []
        : [
            {
              event_type: 'https://w3id.org/dpv#ExplicitlyExpressedConsent',
              // The vocabulary has no word for a rest: the consent stands, and `reason` says that nothing is done by it.
              event_state: `https://w3id.org/dpv#${input.changed.how === 'renewed' ? 'RenewedConsentGiven' : 'ConsentGiven'}`,
              event_time: input.changed.at.toISOString(),
              validity_duration: `until ${input.validUntil.toISOString()}`,
              entity_id: input.changed.by === 'owner' ? input.principal : 'operator',
              reason: input.changed.how,
            },
          ]),
      ...(ended === undefined
        ? []
        : [
            {
              event_type: 'https://w3id.org/dpv#ExplicitlyExpressedConsent',
              event_state: stateAfter(ended.reason),
              event_time: ended.at.toISOString(),
              validity_duration: 'none',
              entity_id: endedBy(ended.reason, application.id, input.principal),
              reason: ended.reason,
            },
          ]),
    ],
  };
}

/** The state of a consent that has ended, in the vocabulary's words. */
function stateAfter(reason: EndReason): string {
  if (reason === 'owner') return 'https://w3id.org/dpv#ConsentWithdrawn';
  if (reason === 'expired' || reason === 'unused') return 'https://w3id.org/dpv#ConsentExpired';
  return 'https://w3id.org/dpv#ConsentInvalidated';
}

/** Who ended it; of what runs out by itself the operator keeps the time. */
const endedBy = (reason: EndReason, application: string, principal: string): string =>
  reason === 'application' ? application : reason === 'expired' || reason === 'unused' ? 'operator' : principal;

export type ReceiptVerdict = { readonly ok: boolean; readonly findings: readonly SignatureFinding[] };

/**
 * Checks a receipt, and a notice against it. Pure: needs nothing but the public keys.
 * @param text the receipt as JSON text
 * @param notice the notice as JSON text, in any spacing and order
 */
export function verifyConsentReceipt(
  text: string,
  verifiers: readonly Verifier[],
  notice?: string,
): ReceiptVerdict & { readonly receipt: ConsentReceipt | undefined } {
  const receipt = parseReceipt(text);
  if (receipt === undefined)
    return { ok: false, receipt, findings: [{ ok: false, sentence: `This is not a receipt of the form ${FORMAT}.` }] };
  const findings = [
    checkSignature(receipt, 'receipt', verifiers),
    ...(notice === undefined ? [] : [checkNotice(receipt, notice)]),
  ];
  return { ok: findings.every(({ ok }) => ok), findings, receipt };
}

function checkNotice(receipt: ConsentReceipt, text: string): SignatureFinding {
  const { sha256 } = receipt['privacy_notice'] as { readonly sha256: string };
  try {
    return hashToken(canonicalJson(JSON.parse(text) as JsonValue)).toString('hex') === sha256
      ? { ok: true, sentence: 'The notice is, to the letter, the one that was shown.' }
      : { ok: false, sentence: 'The notice is not the one that was shown.' };
  } catch {
    return { ok: false, sentence: 'The notice is not readable as JSON.' };
  }
}

function parseReceipt(text: string): ConsentReceipt | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const { format, keyId, signature, privacy_notice: notice } = value as Record<string, unknown>;
    const isReceipt =
      format === FORMAT &&
      typeof keyId === 'string' &&
      typeof signature === 'string' &&
      typeof notice === 'object' &&
      notice !== null &&
      typeof (notice as Record<string, unknown>)['sha256'] === 'string';
    // The members that are read here were looked at; the signature answers for the rest.
    return isReceipt ? (value as ConsentReceipt) : undefined;
  } catch {
    return undefined;
  }
}
