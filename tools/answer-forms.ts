// Which forms the answers of an API document have: one list for each document, by its name.
import type { TSchema } from 'typebox';
import { answersV2, partsV2 } from './answer-schemas.ts';
import { answersBugcrowd, answersReports, partsBugcrowd, partsReports } from './answer-schemas-reports.ts';
import { answersV3, partsV3 } from './answer-schemas-v3.ts';

type Schemas = Readonly<Record<string, TSchema>>;

/** `answers` by the calls' `operationId`, `parts` by the names under which they stand once in the document. */
export type AnswerForms = { readonly answers: Schemas; readonly parts: Schemas };

/** By the document's name, `v2` for `openapi/v2.json`. */
export const answerForms: Readonly<Record<string, AnswerForms>> = {
  v2: { answers: answersV2, parts: partsV2 },
  v3: { answers: answersV3, parts: partsV3 },
  'reports-v1': { answers: answersReports, parts: partsReports },
  bugcrowd: { answers: answersBugcrowd, parts: partsBugcrowd },
};
