// How the trust center says its states: one sentence for each, the same on the page, in badges, feeds and files.

import type { AnswerStanding } from '../content/answer-standing.ts';
import type { AttestationState } from '../content/attestation-state.ts';
import type { Attestation, AttestationKind, Gate, Readership, Urgency } from '../content/content.ts';
import type { SubprocessorPhase } from '../content/subprocessor-rules.ts';
import type { ControlStatus } from '../evidence/control-status.ts';

export const statusWords: Readonly<Record<ControlStatus, string>> = {
  passing: 'Checked',
  failing: 'Not true right now',
  stale: 'Not checked lately',
  unknown: 'No evidence yet',
};

export const attestationKindWords: Readonly<Record<AttestationKind, string>> = {
  'soc2-type2': 'SOC 2 Type 2',
  iso27001: 'ISO/IEC 27001',
  pentest: 'Penetration test',
  other: 'Attestation',
};

export const stateWords: Readonly<Record<AttestationState, string>> = {
  'in-progress': 'Under way',
  current: 'Current',
  'due-soon': 'Current, next one due soon',
  bridged: 'Bridged by a letter',
  lapsed: 'Lapsed',
};

export const phaseWords: Readonly<Record<SubprocessorPhase, string>> = {
  coming: 'Announced',
  working: 'In use',
  ending: 'In use, ends',
  ended: 'Ended',
};

export const gateWords: Readonly<Record<Gate, string>> = {
  public: 'For everybody',
  'on-request': 'On request',
  nda: 'On request, under a confidentiality agreement',
};

export const urgencyWords: Readonly<Record<Urgency, string>> = {
  info: 'For information',
  important: 'Important',
  urgent: 'Urgent',
};

export const readershipWords: Readonly<Record<Readership, string>> = {
  public: 'Everybody',
  team: 'Nobody but the security team, in spreadsheets that it answers',
};

export const answerStandingWords: Readonly<Record<AnswerStanding, string>> = {
  given: 'Given',
  expired: 'Not given: waits for its review',
  unbacked: 'Not given: what it rests on is not confirmed right now',
};

export const changeWords = { added: 'Added', replaced: 'In the place of another', ended: 'Ends' } as const;

export const promiseWords = {
  acknowledge: 'A person answers',
  decide: 'We say whether it is a vulnerability',
  remediate: 'It is fixed',
} as const;

/** The badge's words: never that something is good which is not, and never that somebody has what is an example. */
export const badgeWords = ({
  state,
  isExample,
}: Pick<Attestation, 'isExample'> & { state: AttestationState }): string =>
  isExample ? 'example, not held' : { ...stateWords, 'due-soon': 'Current', bridged: 'Bridged' }[state].toLowerCase();
