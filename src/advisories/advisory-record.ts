// The one record of a vulnerability from which every artefact of an advisory is made: plain JSON values, nothing derived.

/** What CSAF calls it: `interim` may still change, `final` is published for good, `draft` is neither. */
export type AdvisoryStatus = 'draft' | 'interim' | 'final';

/** TLP 2.0. Only CLEAR may be published to everybody. */
export type AdvisoryTlp = (typeof advisoryTlps)[number];
export const advisoryTlps = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const;

/** The credit types of CVE 5.2, in its spelling. */
export type CreditType = (typeof creditTypes)[number];
export const creditTypes = [
  'finder',
  'reporter',
  'analyst',
  'coordinator',
  'remediation developer',
  'remediation reviewer',
  'remediation verifier',
  'tool',
  'sponsor',
  'other',
] as const;

/** Where a product stands towards this vulnerability (the four of VEX). */
export type VexStatus = (typeof vexStatuses)[number];
export const vexStatuses = ['affected', 'not_affected', 'fixed', 'under_investigation'] as const;

/** Why a product is not affected: the five of VEX, the same words in OpenVEX and in CSAF's flags. */
export type VexJustification = (typeof vexJustifications)[number];
export const vexJustifications = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;

/** How a version list is ordered: `semver` by semver.org, `custom` by the vendor's own rule, which no machine knows. */
export type VersionScheme = (typeof versionSchemes)[number];
export const versionSchemes = ['semver', 'custom'] as const;

export type RemediationKind = (typeof remediationKinds)[number];
export const remediationKinds = ['vendor_fix', 'mitigation', 'workaround', 'no_fix_planned', 'none_available'] as const;

export type ReferenceKind = (typeof referenceKinds)[number];
export const referenceKinds = ['advisory', 'fix', 'release-notes', 'report', 'article', 'other'] as const;

/** An instant as RFC 3339 in UTC with a final Z. */
type Instant = string;

/** One edition. The first is the oldest; `number` counts from 1 without gaps. */
export type AdvisoryRevision = { readonly number: number; readonly date: Instant; readonly summary: string };

/** Affected from `from` (null: from the first version ever) up to `until` (null: no end known). */
export type VersionRange = {
  readonly from: string | null;
  readonly until: { readonly version: string; readonly inclusive: boolean } | null;
};

export type AdvisoryProduct = {
  /** Names the product inside the record: `[a-z0-9-]`, for example `p1`. */
  readonly id: string;
  readonly vendor: string;
  readonly name: string;
  /** Package URL without a version. */
  readonly purl: string | null;
  /** CPE 2.3 formatted string. */
  readonly cpe: string | null;
  readonly status: VexStatus;
  /** Only for `not_affected`; then this or `statement` is needed. */
  readonly justification: VexJustification | null;
  /** What the vendor says about this status: the impact statement of VEX. Plain text, may be empty. */
  readonly statement: string;
  readonly versionScheme: VersionScheme;
  /** Empty for a product without versions, such as a hosted service: then the product as a whole has the status. */
  readonly affected: readonly VersionRange[];
  /** Versions in which it is fixed. */
  readonly fixed: readonly string[];
};

export type AdvisoryCvss = {
  readonly version: '3.1' | '4.0';
  readonly vector: string;
  /** Who scored: the publisher, or another party by its name. */
  readonly source: string;
};

export type AdvisoryReference = { readonly url: string; readonly summary: string; readonly kind: ReferenceKind };

/** Only people who agreed to be named. */
export type AdvisoryCredit = { readonly name: string; readonly type: CreditType; readonly url: string | null };

export type AdvisoryEvent = { readonly at: Instant; readonly text: string };

export type AdvisoryRemediation = {
  readonly kind: RemediationKind;
  readonly details: string;
  readonly url: string | null;
  readonly date: Instant | null;
  /** Ids of products of this record; empty means all. */
  readonly products: readonly string[];
};

/** What a participant of the case says, beside its products' own status. `unknown`: no answer yet. */
export type VendorStatement = {
  readonly vendor: string;
  readonly status: VexStatus | 'unknown';
  readonly justification: VexJustification | null;
  readonly statement: string;
  readonly at: Instant | null;
};

export type AdvisoryPublisher = {
  readonly name: string;
  /** URL that stands for the publisher, under a name it controls. */
  readonly namespace: string;
  readonly category: 'vendor' | 'coordinator' | 'discoverer' | 'other';
  /** How to reach its security team. */
  readonly contact: string;
};

export type AdvisoryRecord = {
  /** Permanent and unique under the publisher, for example `TTA-2026-0001`. */
  readonly trackingId: string;
  readonly status: AdvisoryStatus;
  readonly revisions: readonly AdvisoryRevision[];
  /** One line: product, class, effect. */
  readonly title: string;
  /** One paragraph in plain text. */
  readonly summary: string;
  /** Markdown. */
  readonly details: string;
  /** BCP 47 tag of the texts. */
  readonly language: string;
  readonly products: readonly AdvisoryProduct[];
  readonly cvss: readonly AdvisoryCvss[];
  /** `CWE-639`; the first is the main one. */
  readonly cweIds: readonly string[];
  readonly cveId: string | null;
  readonly ghsaId: string | null;
  readonly references: readonly AdvisoryReference[];
  readonly credits: readonly AdvisoryCredit[];
  readonly timeline: readonly AdvisoryEvent[];
  readonly remediations: readonly AdvisoryRemediation[];
  readonly vendorStatements: readonly VendorStatement[];
  readonly tlp: AdvisoryTlp;
  /** Rules of distribution beside TLP, or empty. */
  readonly distribution: string;
  readonly publisher: AdvisoryPublisher;
  /** Address of the advisory's page. */
  readonly url: string;
  readonly dates: {
    /** When the vulnerability was found, and when the vendor learned of it. */
    readonly discovered: Instant | null;
    readonly reported: Instant | null;
    /** First publication; null until it has happened or has been set for it. */
    readonly published: Instant | null;
    /** Last change: equal to the newest revision's date. */
    readonly updated: Instant;
  };
};

/** What a record cannot be without; all else starts empty and is filled in by an editor. */
type AdvisorySeed = Pick<AdvisoryRecord, 'trackingId' | 'title' | 'publisher' | 'url'> & {
  /** When the record is made. */
  readonly at: Instant;
} & Partial<AdvisoryRecord>;

/** Builds a record: a first draft, TLP CLEAR, one revision; what `seed` brings along replaces that. */
export function buildRecord({ at, ...seed }: AdvisorySeed): AdvisoryRecord {
  return {
    status: 'draft',
    revisions: [{ number: 1, date: at, summary: 'First draft.' }],
    summary: '',
    details: '',
    language: 'en',
    products: [],
    cvss: [],
    cweIds: [],
    cveId: null,
    ghsaId: null,
    references: [],
    credits: [],
    timeline: [],
    remediations: [],
    vendorStatements: [],
    tlp: 'CLEAR',
    distribution: '',
    dates: { discovered: null, reported: null, published: null, updated: at },
    ...seed,
  };
}

/**
 * The record as it is published at `at`. The first publication replaces the history of drafts by revision 1; each
 * later one adds a revision. `summary` says what changed.
 */
export function publishRecord(
  record: AdvisoryRecord,
  at: Instant,
  status: Exclude<AdvisoryStatus, 'draft'>,
  summary: string,
): AdvisoryRecord {
  const isFirst = record.dates.published === null;
  const earlier = isFirst ? [] : record.revisions;
  return {
    ...record,
    status,
    revisions: [...earlier, { number: earlier.length + 1, date: at, summary }],
    dates: { ...record.dates, published: record.dates.published ?? at, updated: at },
  };
}
