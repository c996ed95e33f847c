// Three questions instead of a vector: for those who can say what happened but don't speak CVSS.
import { scoreVector } from '../../program/index.ts';

type Answer = {
  readonly value: string;
  readonly label: string;
  /** In the vector's own form. */
  readonly metrics: string;
};
export type SeverityQuestion = { readonly name: string; readonly label: string; readonly answers: readonly Answer[] };

const answer = (value: string, label: string, metrics: string): Answer => ({ value, label, metrics });

/** The questions in order. Each answer stands for metrics of CVSS 3.1 (specification §2). */
export const severityQuestions: readonly SeverityQuestion[] = [
  {
    name: 'from',
    label: 'From where does it work?',
    answers: [
      answer('network', 'From anywhere on the internet', 'AV:N'),
      answer('adjacent', 'From nearby: the same network, Bluetooth, radio', 'AV:A'),
      answer('local', 'From an app or a shell on the device itself', 'AV:L'),
      answer('physical', 'By touching the device or the car', 'AV:P'),
    ],
  },
  {
    name: 'needs',
    label: 'What does an attacker need first?',
    answers: [
      answer('nothing', 'Nothing', 'AC:L/PR:N/UI:N'),
      answer('click', 'Someone else has to click or open something', 'AC:L/PR:N/UI:R'),
      answer('account', 'An ordinary account', 'AC:L/PR:L/UI:N'),
      answer('admin', 'An administrator’s account', 'AC:L/PR:H/UI:N'),
      answer('luck', 'Luck, timing or a rare configuration', 'AC:H/PR:N/UI:N'),
    ],
  },
  {
    name: 'gains',
    label: 'What is the worst that follows?',
    answers: [
      answer('everything', 'Full control: run code, take over accounts, command a car', 'S:U/C:H/I:H/A:H'),
      answer('read-write', 'Read and change data of others', 'S:U/C:H/I:H/A:N'),
      answer('read', 'Read data of others', 'S:U/C:H/I:N/A:N'),
      answer('write', 'Change data of others, or act in their name', 'S:U/C:N/I:H/A:N'),
      answer('some', 'Read or change a little', 'S:U/C:L/I:L/A:N'),
      answer('stop', 'Make it stop', 'S:U/C:N/I:N/A:H'),
    ],
  },
];

/** The score of the answers by question name; undefined when none was given. Refuses when one is missing. */
export function scoreQuestions(given: Readonly<Record<string, string>>): ReturnType<typeof scoreVector> | undefined {
  const chosen = severityQuestions.map(({ name, answers }) => answers.find(({ value }) => value === given[name]));
  if (chosen.every(one => one === undefined)) return undefined;
  const missing = severityQuestions.filter((_, index) => chosen[index] === undefined);
  if (missing.length > 0)
    return { ok: false, at: 0, reason: `Still to answer: ${missing.map(({ label }) => label).join(' ')}` };
  return scoreVector(`CVSS:3.1/${chosen.map(one => one?.metrics).join('/')}`);
}
