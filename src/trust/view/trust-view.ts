// Everything that the trust center says at a moment, as plain data: the page and all its machine-readable twins are
// written from this one value, so they cannot differ. Pure.
import type { JsonValue } from '../../core/canonical-json.ts';
import type { Offered } from '../../documents/index.ts';
import { type AnswerStanding, backedControls, standingOfAnswer } from '../content/answer-standing.ts';
import { type AttestationState, standingOf } from '../content/attestation-state.ts';
import {
  type Attestation,
  type Control,
  type Day,
  type EvidencePolicy,
  type QuestionAnswer,
  type Subprocessor,
  type TrustContent,
  type Update,
  urgencies,
} from '../content/content.ts';
import { answerMvsp, type MvspAnswer } from '../content/mvsp.ts';
import { changesOf, noticeGiven, objectUntil, phaseOf, type SubprocessorPhase } from '../content/subprocessor-rules.ts';
import { type ControlStatus, type Evidence, standingOfControl } from '../evidence/control-status.ts';
import type { MapArea } from './data-map.ts';
import { type DocumentView, documentsOf } from './offered-documents.ts';

export type FindingView = {
  /** The name of the check; `person` where somebody vouches. */
  readonly check: string;
  readonly claim: string | null;
  readonly status: ControlStatus;
  readonly evidence: {
    readonly id: string;
    readonly collectedAt: string;
    readonly validUntil: string | null;
    readonly version: string;
    readonly detail: string | null;
  } | null;
};

export type ControlView = {
  readonly id: string;
  readonly area: string;
  readonly statement: string;
  readonly status: ControlStatus;
  readonly checkedAt: string | null;
  readonly freshUntil: string | null;
  readonly policy: EvidencePolicy;
  readonly frameworks: readonly string[];
  readonly owner: string;
  readonly findings: readonly FindingView[];
};

export type AttestationView = Attestation & {
  readonly state: AttestationState;
  readonly nextDue: Day;
  readonly goodThrough: Day | null;
  readonly bridgedThrough: Day | null;
};

export type SubprocessorView = Subprocessor & {
  readonly phase: SubprocessorPhase;
  readonly noticeGivenDays: number | null;
  readonly objectUntil: Day | null;
};

export type ChangeView = {
  readonly id: string;
  readonly kind: 'added' | 'replaced' | 'ended';
  readonly subprocessor: string;
  readonly name: string;
  readonly announcedAt: string;
  readonly effectiveOn: Day;
  readonly emergency: string | null;
};

export type ProgramView = {
  readonly promises: readonly {
    readonly kind: 'acknowledge' | 'decide' | 'remediate';
    readonly promised: string;
    /** Of the last 90 days; null while there are too few to say. */
    readonly done: { readonly words: string; readonly sample: number; readonly within: number } | null;
  }[];
};

export type TrustView = {
  readonly format: 'telltale-trust-1';
  readonly operator: string;
  readonly url: string;
  readonly at: string;
  /** Everything on the page is invented. */
  readonly isDemo: boolean;
  readonly edition: { readonly number: number; readonly publishedAt: string; readonly sha256: string } | null;
  readonly overview: { readonly text: string; readonly contactName: string; readonly contactMail: string };
  readonly noticeDays: number;
  readonly summary: Readonly<Record<ControlStatus, number>>;
  readonly controls: readonly ControlView[];
  readonly attestations: readonly AttestationView[];
  readonly documents: readonly DocumentView[];
  readonly subprocessors: readonly SubprocessorView[];
  readonly changes: readonly ChangeView[];
  readonly updates: readonly Update[];
  readonly mvsp: readonly MvspAnswer[];
  readonly answers: readonly AnswerView[];
  readonly program: ProgramView;
  readonly data: readonly { readonly name: string; readonly about: string; readonly counts: MapArea['counts'] }[];
};

export type AnswerView = {
  readonly id: string;
  readonly question: string;
  readonly alsoAsked: readonly string[];
  readonly standing: AnswerStanding;
  /** Null unless it is given: what is past its review, or rests on what is not confirmed, is nobody's answer. */
  readonly answer: string | null;
  readonly controls: readonly string[];
  readonly owner: string;
  readonly reviewedAt: Day;
  readonly validUntil: Day;
  readonly isExample: boolean;
};

export type ViewParts = {
  readonly operator: string;
  readonly url: string;
  readonly isDemo: boolean;
  readonly now: Date;
  readonly edition: {
    readonly number: number;
    readonly publishedAt: string;
    readonly sha256: string;
    readonly content: TrustContent;
  } | null;
  readonly newest: ReadonlyMap<string, Evidence>;
  readonly program: ProgramView;
  readonly dataMap: readonly MapArea[];
  /** What visitors may ask for. */
  readonly shelf: readonly Offered[];
};

export function viewOf({ edition, newest, now, dataMap, ...parts }: ViewParts): TrustView {
  const content = edition?.content;
  const controls = (content?.controls ?? []).map(control => controlView(control, newest, now));
  const count = (status: ControlStatus) => controls.filter(control => control.status === status).length;
  const subprocessors = content?.subprocessors ?? [];
  return {
    format: 'telltale-trust-1',
    operator: parts.operator,
    url: parts.url,
    at: now.toISOString(),
    isDemo: parts.isDemo,
    edition: edition && { number: edition.number, publishedAt: edition.publishedAt, sha256: edition.sha256 },
    overview: {
      text: content?.overview.text ?? '',
      contactName: content?.overview.contactName ?? '',
      contactMail: content?.overview.contactMail ?? '',
    },
    noticeDays: content?.overview.noticeDays ?? 30,
    summary: {
      passing: count('passing'),
      failing: count('failing'),
      stale: count('stale'),
      unknown: count('unknown'),
    },
    controls,
    attestations: (content?.attestations ?? []).map(one => ({ ...one, ...standingOf(one, now) })),
    documents: documentsOf(content?.documents ?? [], parts.shelf),
    subprocessors: subprocessors.map(one => ({
      ...one,
      phase: phaseOf(one, now),
      noticeGivenDays: noticeGiven(one),
      objectUntil: objectUntil(one, now),
    })),
    changes: changesOf(subprocessors).map(({ id, kind, of, announcedAt, effectiveOn }) => ({
      id,
      kind,
      subprocessor: of.id,
      name: of.name,
      announcedAt: announcedAt.toISOString(),
      effectiveOn,
      emergency: kind === 'ended' ? null : of.emergency,
    })),
    updates: (content?.updates ?? []).toSorted(newestFirst),
    mvsp: answerMvsp(controls),
    answers: answersIn(content?.answers ?? [], backedControls(content?.controls ?? [], newest, now), now),
    program: parts.program,
    data: dataMap.map(({ name, about, counts }) => ({ name, about, counts })),
  };
}

function controlView(control: Control, newest: ReadonlyMap<string, Evidence>, now: Date): ControlView {
  const { status, findings, checkedAt, freshUntil } = standingOfControl(control, newest, now);
  return {
    id: control.id,
    area: control.area,
    statement: control.statement,
    status,
    checkedAt: checkedAt?.toISOString() ?? null,
    freshUntil: freshUntil?.toISOString() ?? null,
    policy: control.policy,
    frameworks: control.frameworks,
    owner: control.owner,
    findings: findings.map(({ subject, status, evidence }) => ({
      check: control.policy.kind === 'person' ? 'person' : subject,
      claim: evidence?.claim ?? null,
      status,
      evidence: evidence
        ? {
            id: evidence.id,
            collectedAt: evidence.collectedAt.toISOString(),
            validUntil: evidence.validUntil?.toISOString() ?? null,
            version: evidence.version,
            detail: evidence.detail,
          }
        : null,
    })),
  };
}

/** The answers of an edition, or of a draft, as far as they may be given now. */
export const answersIn = (
  answers: readonly QuestionAnswer[],
  backed: ReadonlySet<string>,
  now: Date,
): readonly AnswerView[] =>
  answers.map(({ readership: _, answer, ...one }) => {
    const standing = standingOfAnswer(one, backed, now);
    return { ...one, standing, answer: standing === 'given' ? answer : null };
  });

const newestFirst = (one: Update, other: Update): number =>
  (other.publishedAt ?? '').localeCompare(one.publishedAt ?? '') ||
  urgencies.indexOf(other.urgency) - urgencies.indexOf(one.urgency);

/** The view as JSON data: it holds nothing else. */
export const asJson = (view: TrustView): JsonValue => view as unknown as JsonValue;
