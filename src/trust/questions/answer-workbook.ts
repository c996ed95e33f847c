// Answers the questions of a workbook: the same sheets with columns beside them that say what is answered, and what is not.
import { setImmediate as breathe } from 'node:timers/promises';
import { type Sheet, SheetFault, type Workbook } from '../../core/sheets/workbook.ts';
import { csvLines } from '../../core/sheets/write-csv.ts';
import { type SheetLook, writeXlsx } from '../../core/sheets/write-xlsx.ts';
import type { AnswerView, ControlView } from '../view/trust-view.ts';
import { answerFinder, type Found } from './find-answer.ts';
import { findQuestions } from './find-questions.ts';

/** With what it is answered, at one moment. */
export type Answering = {
  readonly operator: string;
  /** Of the trust center. */
  readonly url: string;
  readonly at: Date;
  readonly answers: readonly AnswerView[];
  readonly controls: readonly Pick<ControlView, 'id' | 'statement'>[];
};

export type AnsweredWorkbook = {
  readonly workbook: Workbook;
  readonly looks: readonly SheetLook[];
  readonly questions: number;
  readonly answered: number;
  /** Questions that none of the answers fits. */
  readonly gaps: readonly string[];
};

const MOST_QUESTIONS = 5000;

/** What is added at the right of each sheet. */
const heads = ['Answer', 'State', 'Confidence', 'Rests on', 'Nearest question', 'Its answer', 'As of'] as const;
const widths = [60, 22, 12, 40, 40, 60, 22];

/**
 * @param column where the questions are, from 0; undefined: wherever they are
 * @throws SheetFault when there are none, or too many
 */
export async function answerWorkbook(
  { sheets }: Workbook,
  answering: Answering,
  column?: number,
): Promise<AnsweredWorkbook> {
  const find = answerFinder(answering.answers);
  const looks: SheetLook[] = [];
  const done: Sheet[] = [];
  let questions = 0;
  let answered = 0;
  const gaps: string[] = [];
  for (const sheet of sheets) {
    const asked = findQuestions(sheet, column);
    if (!asked) {
      done.push(sheet);
      looks.push({ widths: new Map(), headings: new Set(), marked: new Set() });
      continue;
    }
    const right = sheet.rows.reduce((most, cells) => Math.max(most, cells.length), 0);
    const added = new Map<number, readonly string[]>();
    const marked = new Set<string>();
    if (asked.heading !== undefined) added.set(asked.heading, heads);
    for (const { row, text } of asked.questions) {
      if (++questions > MOST_QUESTIONS) throw new SheetFault(`A file may have ${MOST_QUESTIONS} questions.`);
      if (questions % 100 === 0) await breathe();
      const found = find(text);
      if (found.answered === undefined) gaps.push(text);
      if (found.answered?.answer != null) answered += 1;
      else marked.add(`${row}:${right + 1}`);
      added.set(row, cellsOf(found, answering));
    }
    done.push({
      name: sheet.name,
      rows: sheet.rows.map((cells, row) => {
        const more = added.get(row);
        return more ? [...cells, ...Array<string>(right - cells.length).fill(''), ...more] : cells;
      }),
    });
    looks.push({
      widths: new Map([[asked.column, 60], ...widths.map((width, index): [number, number] => [right + index, width])]),
      headings: new Set(asked.heading === undefined ? [] : [asked.heading]),
      marked,
    });
  }
  if (questions === 0)
    throw new SheetFault(
      'No questions were found. Name the column in which they are, or give it the heading “Question”.',
    );
  return { workbook: { sheets: done }, looks, questions, answered, gaps };
}

function cellsOf({ answered, nearest, confidence }: Found<AnswerView>, { at, controls, url }: Answering): string[] {
  const percent = nearest === undefined ? '' : `${Math.floor(confidence * 100)} %`;
  const moment = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (answered && answered.answer !== null) {
    const isExample = answered.isExample ? 'Example of a demo: ' : '';
    const rests = answered.controls.flatMap(id => {
      const statement = controls.find(control => control.id === id)?.statement;
      return statement === undefined ? [] : [`${statement} ${url}/controls/${id}`];
    });
    return [isExample + answered.answer, 'Answered', percent, rests.join('\n'), answered.question, '', moment];
  }
  const standing = answered?.standing ?? nearest?.standing;
  const state =
    nearest === undefined
      ? 'Gap: no answer'
      : standing === 'expired'
        ? 'Gap: our answer waits for its review'
        : standing === 'unbacked'
          ? 'Gap: what our answer rests on is not confirmed right now'
          : 'Gap: perhaps the nearest question helps';
  return ['', state, percent, '', nearest?.question ?? '', nearest?.answer ?? '', moment];
}

export type SheetFormat = 'csv' | 'xlsx';

/** The answered workbook as a file: in the format in which the question came, with a sheet that says how to read it. */
export async function writeAnswers(
  { workbook, looks, questions, answered }: AnsweredWorkbook,
  { operator, url, at }: Answering,
  format: SheetFormat,
): Promise<Buffer> {
  if (format === 'csv')
    // The mark tells spreadsheet programs that it is UTF-8.
    return Buffer.from(`\uFEFF${workbook.sheets.map(({ rows }) => csvLines(rows)).join('\r\n')}`);
  const note: Sheet = {
    name: 'About these answers',
    rows: [
      [`Answered by ${operator}`, `${answered} of ${questions} questions`],
      ['As of', at.toISOString()],
      ['Where they stand', url],
      ['Answered', 'The words of the question are those of one that we have answered and reviewed.'],
      ['Gap', 'We have no reviewed answer to this. Where another question comes near, it stands beside it.'],
      ['Confidence', 'How much of both questions is the same.'],
      ['Rests on', 'Claims that checks confirm; each address shows the evidence as it is now.'],
    ],
  };
  const look: SheetLook = {
    widths: new Map([
      [0, 30],
      [1, 90],
    ]),
    headings: new Set([0]),
    marked: new Set(),
  };
  return writeXlsx({ sheets: [...workbook.sheets, note] }, at, [...looks, look]);
}
