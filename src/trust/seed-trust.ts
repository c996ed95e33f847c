// The demo's trust center: claims that are really checked, and examples that say that they are none.
import { href, routes } from '../catalog/routes.ts';
import { system } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { builtinControls } from './content/builtin-controls.ts';
import type { Attestation, QuestionAnswer, Subprocessor, TrustDocument, Update } from './content/content.ts';
import { addDays, addMonths, dayOf } from './content/day.ts';
import { type Item, keepItem } from './content/item-store.ts';
import { publishEdition } from './content/publish-edition.ts';
import { TAKE_EVIDENCE, vouch } from './evidence/take-evidence.ts';
import { confirmObjection, insertObjection } from './objections/objection-store.ts';
import { keepGaps } from './questions/gap-store.ts';
import { gapsOf } from './questions/gaps.ts';
import { dayText } from './view/day-text.ts';

/** Publishes two editions, the second of which announces a sub-processor that a customer objects to, and has the checks run. */
export async function seedTrust(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const actor = system('demo');
  const today = dayOf(kernel.clock.now());
  const keep = (item: Item) => keepItem(kernel, actor, item);
  await keep({ kind: 'overview', id: 'overview', revision: 0, content: overview });
  for (const content of attestations(today)) await keep({ kind: 'attestation', id: content.id, revision: 0, content });
  for (const content of documents(today, kernel.config.publicUrl))
    await keep({ kind: 'document', id: content.id, revision: 0, content });
  const [first, coming] = subprocessors(today);
  if (first) await keep({ kind: 'subprocessor', id: first.id, revision: 0, content: first });
  await publishEdition(kernel, actor, 0);
  if (coming) await keep({ kind: 'subprocessor', id: coming.id, revision: 0, content: coming });
  for (const content of updates(today)) await keep({ kind: 'update', id: content.id, revision: 0, content });
  for (const content of answers(today)) await keep({ kind: 'answer', id: content.id, revision: 0, content });
  await publishEdition(kernel, actor, 1);
  const gap = 'Demo: are laptops of your staff wiped when they leave?';
  await keepGaps(kernel, gapsOf([gap, 'Demo: which insurance covers a breach, and up to what sum?']));
  await keepGaps(kernel, gapsOf([gap]));
  const review = builtinControls.find(({ id }) => id === 'access-review');
  if (review)
    await vouch(kernel, actor, review, {
      result: 'pass',
      words: 'Example of the demo: every account of the security team was looked at, and each is still needed.',
      until: addDays(today, 90),
    });
  if (coming) {
    const objection = await insertObjection(kernel, {
      subprocessor: coming.id,
      email: 'buyer@customer.example',
      words:
        'Example of the demo: our contract says that mails to owners stay in Germany. Please tell us what we can do.',
      person: undefined,
    });
    await confirmObjection(kernel, objection);
  }
  await kernel.enqueue(kernel, TAKE_EVIDENCE, {});
  return facts;
}

const overview = {
  id: 'overview',
  text: 'This server holds what cars tell about their owners. Words about people are sealed, owners see every read and end it with a click, and each sentence below names the evidence behind it.',
  contactName: 'Robin at Telltale Demo Sales',
  contactMail: 'trust@telltale.example',
  noticeDays: 30,
} as const;

const attestations = (today: string): Attestation[] => {
  const end = addMonths(today, -4);
  return [
    {
      id: 'tat_example_soc2',
      kind: 'soc2-type2',
      name: 'SOC 2 Type 2',
      auditor: 'Example & Sample LLP',
      scope: 'Security, availability and confidentiality of the platform',
      periodStart: addMonths(end, -12),
      periodEnd: end,
      issuedAt: addMonths(end, 2),
      validUntil: null,
      cadenceMonths: 12,
      bridge: {
        from: end,
        to: addMonths(end, 3),
        signedBy: 'the managing director',
        changes: 'No material change of controls.',
      },
      retest: null,
      isExample: true,
    },
    {
      id: 'tat_example_iso27001',
      kind: 'iso27001',
      name: 'ISO/IEC 27001',
      auditor: 'Example Certification GmbH',
      scope: 'Development and operation of the platform',
      periodStart: null,
      periodEnd: addMonths(today, -13),
      issuedAt: addMonths(today, -12),
      validUntil: addDays(today, -5),
      cadenceMonths: 12,
      bridge: null,
      retest: null,
      isExample: true,
    },
    {
      id: 'tat_example_pentest',
      kind: 'pentest',
      name: 'Penetration test, autumn',
      auditor: 'Sample Security Ltd',
      scope: 'Vehicle API, Connect, and the console of the security team, with accounts of each role',
      periodStart: addMonths(today, -2),
      periodEnd: addDays(addMonths(today, -2), 12),
      issuedAt: addMonths(today, -1),
      validUntil: null,
      cadenceMonths: 12,
      bridge: null,
      retest: { on: addDays(today, -10), result: 'All 3 findings of high severity are fixed.' },
      isExample: true,
    },
  ];
};

const documents = (today: string, publicUrl: string): TrustDocument[] => [
  {
    id: 'tdc_example_policy',
    title: 'Vulnerability disclosure policy',
    about: 'What may be tested, how to report, what we promise',
    version: '1',
    issuedAt: addMonths(today, -2),
    validUntil: null,
    gate: 'public',
    url: publicUrl + href(routes.program.show),
    isExample: true,
  },
  {
    id: 'tdc_example_insurance',
    title: 'Certificate of insurance',
    about: 'Cover and sum of the insurance against breaches',
    version: '2026',
    issuedAt: addMonths(today, -1),
    validUntil: addMonths(today, 10),
    gate: 'on-request',
    isExample: true,
  },
];

const subprocessor = (one: Pick<Subprocessor, 'id' | 'name' | 'purpose' | 'effectiveFrom'>): Subprocessor => ({
  ...one,
  dataCategories: ['Readings of cars, sealed', 'Addresses of owners, sealed'],
  countries: ['Germany'],
  transfer: 'Nothing leaves the European Economic Area',
  dpaUrl: null,
  endsOn: null,
  replaces: null,
  emergency: null,
  announcedAt: null,
  endAnnouncedAt: null,
  isExample: true,
});

const subprocessors = (today: string): Subprocessor[] => [
  subprocessor({
    id: 'tsp_example_hosting',
    name: 'Example Hosting GmbH',
    purpose: 'Runs the machines that this server stands on',
    effectiveFrom: addMonths(today, -20),
  }),
  {
    ...subprocessor({
      id: 'tsp_example_mail',
      name: 'Sample Mail SAS',
      purpose: 'Sends mails to owners',
      effectiveFrom: addDays(today, 35),
    }),
    dataCategories: ['E-mail addresses'],
    countries: ['France'],
  },
];

const updates = (today: string): Update[] => [
  {
    id: 'tup_example_pentest',
    title: 'The autumn penetration test is retested',
    body: `All three findings of high severity are fixed; the tester looked again on ${dayText(addDays(today, -10))}. The summary can be asked for.`,
    urgency: 'info',
    publishedAt: null,
    isExample: true,
  },
];

const answerOf = (
  today: string,
  one: Pick<QuestionAnswer, 'id' | 'question' | 'answer' | 'controls'> & Partial<QuestionAnswer>,
): QuestionAnswer => ({
  alsoAsked: [],
  owner: 'Security team',
  reviewedAt: addDays(today, -20),
  validUntil: addDays(today, 160),
  readership: 'public',
  isExample: true,
  ...one,
});

const answers = (today: string): QuestionAnswer[] =>
  [
    {
      id: 'tqa_example_rest',
      question: 'Is personal data encrypted at rest?',
      alsoAsked: ['Do you encrypt personal data at rest?', 'Describe the encryption of PII at rest.'],
      answer:
        'Yes. Words about people lie in the database as AES-256-GCM ciphertext, under a key of each person or thing. A check looks at the raw columns four times a day.',
      controls: ['sealed-columns', 'encryption-works'],
    },
    {
      id: 'tqa_example_vdp',
      question: 'Do you have a vulnerability disclosure program?',
      alsoAsked: ['Is there a vulnerability disclosure policy?'],
      answer:
        'Yes. Anybody may report, under a published policy with safe harbor, without an account. How fast reports are answered is published.',
      controls: ['disclosure-program', 'security-txt'],
    },
    {
      id: 'tqa_example_log',
      question: 'Are audit logs protected against changes?',
      alsoAsked: ['Is the audit log tamper-evident?'],
      answer:
        'Yes. Each entry names the one before it by its hash, and signed checkpoints lie outside the database. A check walks the whole log four times a day.',
      controls: ['audit-log-whole'],
    },
    {
      id: 'tqa_example_train',
      question: 'Is staff trained in security every year?',
      answer: 'Yes, everybody with access to personal data.',
      controls: ['training'],
    },
    {
      id: 'tqa_example_sub',
      question: 'Where are your sub-processors located?',
      answer: 'In the European Economic Area; the list on the trust center names the country of each.',
      controls: [],
      validUntil: addDays(today, 21),
    },
    {
      id: 'tqa_example_old',
      question: 'Do you carry cyber insurance?',
      answer: 'Yes, the certificate is given on request.',
      controls: [],
      reviewedAt: addDays(today, -200),
      validUntil: addDays(today, -3),
    },
    {
      id: 'tqa_example_team',
      question: 'Which provider hosts your production environment?',
      answer: 'Example Hosting GmbH, in two data centers.',
      controls: [],
      readership: 'team' as const,
    },
  ].map(one => answerOf(today, one));
