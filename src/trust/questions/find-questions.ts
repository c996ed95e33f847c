// Finds the questions in a buyer's sheet: in the column that is called so, or the one that reads so. Pure.
import type { Sheet } from '../../core/sheets/workbook.ts';

export type QuestionsOfSheet = {
  /** From 0. */
  readonly column: number;
  /** The row of the heading; undefined where there is none. */
  readonly heading: number | undefined;
  readonly questions: readonly { readonly row: number; readonly text: string }[];
};

const SEARCHED_ROWS = 40;

/**
 * @param column where they are, from 0; undefined: wherever they are
 * @returns undefined when the sheet has none
 */
export function findQuestions({ rows }: Sheet, column: number | undefined): QuestionsOfSheet | undefined {
  const chosen = column === undefined ? likelyColumn(rows) : { column, heading: headingIn(rows, column) };
  if (!chosen) return undefined;
  const questions = rows.flatMap((cells, row) => {
    const text = cells[chosen.column] ?? '';
    return (chosen.heading === undefined || row > chosen.heading) && isQuestion(text) ? [{ row, text }] : [];
  });
  return questions.length === 0 ? undefined : { ...chosen, questions };
}

type Place = { readonly column: number; readonly heading: number | undefined };

function likelyColumn(rows: Sheet['rows']): Place | undefined {
  const width = rows.reduce((most, cells) => Math.max(most, cells.length), 0);
  const all = Array.from({ length: width }, (_, column): Place => ({ column, heading: headingIn(rows, column) }));
  const named = all.filter(({ heading }) => heading !== undefined);
  // Under a heading that says so whatever reads like a question counts; elsewhere only what ends like one.
  return (
    best(named, ({ column, heading = -1 }) => count(rows.slice(heading + 1), column, isQuestion)) ??
    best(all, ({ column }) => count(rows, column, text => isQuestion(text) && text.trimEnd().endsWith('?')))
  );
}

function best(places: readonly Place[], worth: (place: Place) => number): Place | undefined {
  const [first] = places
    .map(place => ({ place, worth: worth(place) }))
    .filter(({ worth }) => worth > 0)
    .toSorted((one, other) => other.worth - one.worth);
  return first?.place;
}

const count = (rows: Sheet['rows'], column: number, is: (text: string) => boolean): number =>
  rows.filter(cells => is(cells[column] ?? '')).length;

function headingIn(rows: Sheet['rows'], column: number): number | undefined {
  const row = rows.slice(0, SEARCHED_ROWS).findIndex(cells => {
    const text = cells[column] ?? '';
    return (
      text.length <= 60 &&
      /\b(?:questions?|requirements?|control (?:specification|description)|criteri(?:a|on)|what we ask)\b/i.test(text)
    );
  });
  return row < 0 ? undefined : row;
}

/** Numbers, names of chapters, and yes or no are none. */
const isQuestion = (text: string): boolean => {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0;
  return text.length >= 10 && text.length <= 2000 && (words >= 4 || (words >= 2 && text.trimEnd().endsWith('?')));
};
