import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AnswerView } from '../view/trust-view.ts';
import { type Answering, answerWorkbook, writeAnswers } from './answer-workbook.ts';
import { answerFinder } from './find-answer.ts';
import { findQuestions } from './find-questions.ts';

const known = (id: string, question: string, more: Partial<AnswerView> = {}): AnswerView => ({
  id,
  question,
  alsoAsked: [],
  standing: 'given',
  answer: `The answer to ${id}`,
  controls: [],
  owner: 'Security team',
  reviewedAt: '2026-11-01',
  validUntil: '2027-05-01',
  isExample: false,
  ...more,
});

const all = [
  known('rest', 'Is personal data encrypted at rest?', {
    alsoAsked: ['Describe the encryption of PII at rest.'],
    answer: 'Yes, with AES-256-GCM.',
  }),
  known('transit', 'Is personal data encrypted in transit?', { answer: 'Yes, TLS 1.3.' }),
  known('mfa', 'Does staff sign in with a second factor?'),
  known('logs', 'Are audit logs kept for at least 12 months?'),
  known('share', 'Is customer data shared with third parties?'),
  known('pentest', 'Are penetration tests done every year?'),
  known('vdp', 'Do you have a vulnerability disclosure program?'),
];
const find = answerFinder(all);

test('the same question in other clothes is answered', () => {
  for (const [asked, id] of [
    ['Is personal data encrypted at rest?', 'rest'],
    ['Please describe whether your organization encrypts personally identifiable information at-rest.', 'rest'],
    ['Is PII encrypted at rest with AES-256?', 'rest'],
    ['IS PERSONAL DATA ENCRYPTED DURING TRANSPORT', 'transit'],
    ['Does your staff sign in with MFA?', 'mfa'],
    ['Is pen testing done every year?', 'pentest'],
    ['Does the vendor have a Vulnerability Disclosure Program?', 'vdp'],
  ] as const) {
    const { answered, confidence } = find(asked);
    assert.equal(answered?.id, id, `${asked} (${confidence})`);
  }
});

test('another question is a gap, with the nearest one named', () => {
  for (const [asked, nearest] of [
    ['Is personal data encrypted in backups?', undefined],
    ['Is personal data encrypted?', undefined],
    ['Are audit logs kept?', 'logs'],
    ['Is personal data not encrypted at rest?', 'rest'],
    ['Is anonymous data encrypted at rest?', 'rest'],
    ['Are audit logs kept for at least 24 months?', 'logs'],
    ['Is customer data never shared with third parties?', 'share'],
    ['Is customer data sold to third parties?', 'share'],
    ['Are penetration tests of suppliers done every year by auditors?', 'pentest'],
  ] as const) {
    const found = find(asked);
    assert.equal(found.answered, undefined, asked);
    if (nearest !== undefined) assert.equal(found.nearest?.id, nearest, asked);
  }
  assert.deepEqual(find('Who is your chief executive?'), { answered: undefined, nearest: undefined, confidence: 0 });
  assert.equal(answerFinder([])('Is personal data encrypted at rest?').nearest, undefined);
});

test('every question finds its own answer, and one unknown word more or in the place of another finds none', () => {
  const strange = fc
    .string({ unit: fc.constantFrom(...'bcdfgkz'), minLength: 5, maxLength: 9 })
    .map(word => `q${word}`);
  fc.assert(
    fc.property(fc.constantFrom(...all), strange, fc.nat(20), (one, word, place) => {
      assert.deepEqual([find(one.question).answered?.id, find(one.question).confidence], [one.id, 1]);
      const words = one.question.split(' ');
      const at = place % words.length;
      assert.equal(find(words.toSpliced(at, 0, word).join(' ')).answered, undefined);
      const replaced = words.toSpliced(at, 1, word).join(' ');
      assert.equal(find(replaced).answered, undefined, replaced);
    }),
  );
});

test('questions stand in the column that is called so, or reads so, or is named', () => {
  const sheet = (rows: string[][]) => ({ name: 'S', rows });
  const found = findQuestions(
    sheet([
      ['ACME questionnaire of 2026, please fill in'],
      ['Question ID', 'Question', 'Response', 'Guidance for whoever answers'],
      ['Q1', 'Is data encrypted?', '', 'Say how keys are kept and who may use them.'],
      ['', 'Access control'],
      ['Q2', 'Describe how access is reviewed', '', 'Name the role that does it, please.'],
    ]),
    undefined,
  );
  assert.deepEqual([found?.column, found?.heading, found?.questions.map(({ row }) => row)], [1, 1, [2, 4]]);
  const bare = findQuestions(
    sheet([
      ['1', 'Is it encrypted at rest?'],
      ['2', 'Who reviews access?'],
    ]),
    undefined,
  );
  assert.deepEqual([bare?.column, bare?.heading, bare?.questions.length], [1, undefined, 2]);
  assert.equal(
    findQuestions(
      sheet([
        ['Name', 'Age'],
        ['Ada', '36'],
      ]),
      undefined,
    ),
    undefined,
  );
  assert.equal(
    findQuestions(sheet([['Is this one asked?', 'or is this one asked?']]), 1)?.questions[0]?.text,
    'or is this one asked?',
  );
});

const answering: Answering = {
  operator: 'Op',
  url: 'https://trust.example/trust',
  at: new Date('2026-11-26T10:00:00Z'),
  controls: [{ id: 'sealed', statement: 'It is sealed.' }],
  answers: [
    known('rest', 'Is data encrypted at rest?', { controls: ['sealed'], answer: '=Yes, it is' }),
    known('old', 'Do you carry cyber insurance?', { standing: 'expired', answer: null }),
    known('weak', 'Are backups tested every quarter?', { standing: 'unbacked', answer: null }),
  ],
};

test('a workbook comes back whole, with answers beside its questions and every gap marked', async () => {
  const rows = [
    ['Nr', 'Question'],
    ['1', 'Is data encrypted at rest?', 'note'],
    ['2', 'Do you carry cyber insurance?'],
    ['3', 'Are backups tested every quarter?'],
    ['4', 'Is data encrypted at rest in Mongolia?'],
    ['5', 'Who owns the building you work in?'],
  ];
  const done = await answerWorkbook(
    {
      sheets: [
        { name: 'Q', rows },
        { name: 'Cover', rows: [['Hello']] },
      ],
    },
    answering,
  );
  assert.deepEqual([done.questions, done.answered], [5, 1]);
  const [sheet, cover] = done.workbook.sheets;
  assert.deepEqual(cover?.rows, [['Hello']]);
  assert.deepEqual(
    sheet?.rows.map(cells => cells.slice(0, 3).filter(text => text !== '')),
    rows,
  );
  assert.deepEqual(
    sheet?.rows.map(cells => cells[4]),
    [
      'State',
      'Answered',
      'Gap: our answer waits for its review',
      'Gap: what our answer rests on is not confirmed right now',
      'Gap: perhaps the nearest question helps',
      'Gap: no answer',
    ],
  );
  assert.deepEqual(sheet?.rows[1]?.slice(3), [
    '=Yes, it is',
    'Answered',
    '100 %',
    'It is sealed. https://trust.example/trust/controls/sealed',
    'Is data encrypted at rest?',
    '',
    '2026-11-26 10:00 UTC',
  ]);
  assert.deepEqual(sheet?.rows[4]?.slice(3, 4), [''], 'what is in doubt is no answer');
  assert.equal(sheet?.rows[4]?.[7], 'Is data encrypted at rest?');
  const csv = (await writeAnswers(done, answering, 'csv')).toString();
  assert.match(csv, /,"'=Yes, it is",Answered,/);
  await assert.rejects(
    answerWorkbook({ sheets: [{ name: 'Q', rows: [['Hello']] }] }, answering),
    /No questions were found/,
  );
});
