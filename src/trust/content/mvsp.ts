// Answers to the Minimum Viable Secure Product baseline, version 3 (mvsp.dev, CC0), from the controls alone. Pure.
import type { ControlStatus } from '../evidence/control-status.ts';

/** Its 25 points by number, in our own short words. */
const points = {
  '1.1': 'Anybody can report a vulnerability',
  '1.2': 'Customers may test the product',
  '1.3': 'The product is assessed against this baseline every year',
  '1.4': 'An outside party tests it for weaknesses every year',
  '1.5': 'Staff is trained for its role',
  '1.6': 'Laws and standards that apply are known and kept',
  '1.7': 'Incidents are handled, and customers told',
  '1.8': 'Data is removed from media that are given away',
  '2.1': 'Single sign-on for customers',
  '2.2': 'HTTPS only',
  '2.3': 'Headers that protect the browser',
  '2.4': 'Sound rules for passwords',
  '2.5': 'Frameworks and libraries that prevent classes of faults',
  '2.6': 'Dependencies are patched',
  '2.7': 'What happens is logged',
  '2.8': 'Encryption in transit and at rest',
  '3.1': 'A list of the kinds of data',
  '3.2': 'A diagram of how data flows',
  '3.3': 'Developers are trained against common vulnerabilities',
  '3.4': 'Vulnerabilities are fixed in time',
  '3.5': 'A build and release process that can be followed',
  '4.1': 'Physical access is limited',
  '4.2': 'Logical access is limited and reviewed',
  '4.3': 'Sub-processors are listed',
  '4.4': 'Backups and recovery',
} as const;

/** met: all its controls pass. partly: some do. not-met: one fails, or none passes. unanswered: no control speaks of it. */
export type MvspAnswer = {
  readonly point: string;
  readonly asks: string;
  readonly answer: 'met' | 'partly' | 'not-met' | 'unanswered';
  /** Ids of the controls that it rests on. */
  readonly controls: readonly string[];
};

type Answered = { readonly id: string; readonly frameworks: readonly string[]; readonly status: ControlStatus };

/** One answer for each point. */
export const answerMvsp = (controls: readonly Answered[]): MvspAnswer[] =>
  Object.entries(points).map(([point, asks]) => {
    const its = controls.filter(({ frameworks }) => frameworks.includes(`MVSP ${point}`));
    return { point, asks, answer: answerFrom(its.map(({ status }) => status)), controls: its.map(({ id }) => id) };
  });

function answerFrom(statuses: readonly ControlStatus[]): MvspAnswer['answer'] {
  if (statuses.length === 0) return 'unanswered';
  const passing = statuses.filter(status => status === 'passing').length;
  if (passing === statuses.length) return 'met';
  return passing === 0 || statuses.includes('failing') ? 'not-met' : 'partly';
}

export const mvspWords: Readonly<Record<MvspAnswer['answer'], string>> = {
  met: 'Met',
  partly: 'Partly met',
  'not-met': 'Not met',
  unanswered: 'Not answered',
};
