// What the trust center says, as data: the parts that people write. States are never among them; they are computed.

/** A day as `YYYY-MM-DD`, in UTC. */
export type Day = string;

/** Which evidence a control asks for, and how old it may be. */
export type EvidencePolicy =
  /** Checks that the product runs on itself; a control without any has no evidence yet. */
  | { readonly kind: 'checks'; readonly checks: readonly string[]; readonly maxAgeHours: number }
  /** Somebody's word, which is good for so many days. */
  | { readonly kind: 'person'; readonly maxAgeDays: number };

export type Control = {
  readonly id: string;
  readonly area: string;
  /** The claim as a sentence. */
  readonly statement: string;
  readonly policy: EvidencePolicy;
  /** What it answers elsewhere: `MVSP 2.8`, `SOC 2 CC6.1`, `ISO 27001 A.8.24`. */
  readonly frameworks: readonly string[];
  /** Who sees to it, by role. */
  readonly owner: string;
};

export const attestationKinds = ['soc2-type2', 'iso27001', 'pentest', 'other'] as const;
export type AttestationKind = (typeof attestationKinds)[number];

export type BridgeLetter = {
  readonly from: Day;
  readonly to: Day;
  /** Management signs it, not the auditor. */
  readonly signedBy: string;
  readonly changes: string;
};

export type Attestation = {
  readonly id: string;
  readonly kind: AttestationKind;
  readonly name: string;
  /** Who examined it. */
  readonly auditor: string;
  readonly scope: string;
  readonly periodStart: Day | null;
  /** The last day that was examined; of a penetration test the day it ended. */
  readonly periodEnd: Day;
  /** When report or certificate was issued; none while the work is under way. */
  readonly issuedAt: Day | null;
  /** The last day of a certificate that says so itself. */
  readonly validUntil: Day | null;
  readonly cadenceMonths: number;
  readonly bridge: BridgeLetter | null;
  readonly retest: { readonly on: Day; readonly result: string } | null;
  /** Shows how it would look; nobody has it. */
  readonly isExample: boolean;
};

export const gates = ['public', 'on-request', 'nda'] as const;
export type Gate = (typeof gates)[number];

export type TrustDocument = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly version: string;
  readonly issuedAt: Day;
  readonly validUntil: Day | null;
  readonly gate: Gate;
  /** Where everybody reads it; none in editions from before there were such addresses. */
  readonly url?: string | null;
  readonly isExample: boolean;
};

export type Subprocessor = {
  readonly id: string;
  /** The legal entity. */
  readonly name: string;
  readonly purpose: string;
  readonly dataCategories: readonly string[];
  readonly countries: readonly string[];
  /** On what ground data leaves the region: an adequacy decision, standard clauses, or that it does not. */
  readonly transfer: string;
  readonly dpaUrl: string | null;
  readonly effectiveFrom: Day;
  /** The first day on which it no longer works for us. */
  readonly endsOn: Day | null;
  /** Of the one in whose place it comes. */
  readonly replaces: string | null;
  /** Why it could not wait for the notice period; everybody reads it. */
  readonly emergency: string | null;
  /** When an edition first named it: given by the publication, never typed. */
  readonly announcedAt: string | null;
  /** When an edition first named its end. */
  readonly endAnnouncedAt: string | null;
  readonly isExample: boolean;
};

export const urgencies = ['info', 'important', 'urgent'] as const;
export type Urgency = (typeof urgencies)[number];

export type Update = {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly urgency: Urgency;
  /** Given by the publication. */
  readonly publishedAt: string | null;
  readonly isExample: boolean;
};

export const readerships = ['public', 'team'] as const;
/** `team`: in no edition and on no page; only in spreadsheets that the security team has answered. */
export type Readership = (typeof readerships)[number];

export type QuestionAnswer = {
  readonly id: string;
  readonly question: string;
  /** The same in other words, as buyers have asked it. */
  readonly alsoAsked: readonly string[];
  readonly answer: string;
  /** Ids of the controls without which it would not be true. */
  readonly controls: readonly string[];
  /** Who sees to it, by role. */
  readonly owner: string;
  readonly reviewedAt: Day;
  /** The last day on which it is given. */
  readonly validUntil: Day;
  readonly readership: Readership;
  readonly isExample: boolean;
};

export type Overview = {
  readonly id: 'overview';
  /** Markdown: what is kept here and how, in a few sentences. */
  readonly text: string;
  /** Who answers buyers. */
  readonly contactName: string;
  readonly contactMail: string;
  /** Notice before a sub-processor begins, in days. */
  readonly noticeDays: number;
};

/** By kind of item, what one of it looks like. */
export type ItemContent = {
  readonly overview: Overview;
  readonly control: Control;
  readonly attestation: Attestation;
  readonly document: TrustDocument;
  readonly subprocessor: Subprocessor;
  readonly update: Update;
  readonly answer: QuestionAnswer;
};
export type ItemKind = keyof ItemContent;
export const itemKinds = [
  'overview',
  'control',
  'attestation',
  'document',
  'subprocessor',
  'update',
  'answer',
] as const;

/** Everything that an edition says. */
export type TrustContent = {
  readonly overview: Overview;
  readonly controls: readonly Control[];
  readonly attestations: readonly Attestation[];
  readonly documents: readonly TrustDocument[];
  readonly subprocessors: readonly Subprocessor[];
  readonly updates: readonly Update[];
  /** Missing in editions from before there were answers. */
  readonly answers?: readonly QuestionAnswer[];
};

/** Names of kinds for people. */
export const kindWords: Readonly<Record<ItemKind, { readonly one: string; readonly many: string }>> = {
  overview: { one: 'Overview', many: 'Overview' },
  control: { one: 'Control', many: 'Controls' },
  attestation: { one: 'Attestation', many: 'Attestations and tests' },
  document: { one: 'Document', many: 'Documents' },
  subprocessor: { one: 'Sub-processor', many: 'Sub-processors' },
  update: { one: 'Update', many: 'Updates' },
  answer: { one: 'Answer', many: 'Questions and answers' },
};
