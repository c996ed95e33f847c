// Which forms the answers of an API document have: one list for each document, by its name.
import type { TSchema } from 'typebox';
import { answersV2, partsV2 } from './answer-schemas.ts';
import { bareFiles, typesFiles, unshownFiles } from './answer-schemas-files.ts';
import { answersPlatform } from './answer-schemas-platform.ts';
import { answersBugcrowd, answersReports, partsBugcrowd, partsReports } from './answer-schemas-reports.ts';
import { answersV3, partsV3 } from './answer-schemas-v3.ts';

type Schemas = Readonly<Record<string, TSchema>>;

type Texts = Readonly<Record<string, string>>;

/** By the calls' `operationId`. */
export type AnswerForms = {
  readonly answers: Schemas;
  /** By the names under which they stand once in the document. */
  readonly parts?: Schemas;
  /** Media types, where they are not the document's. */
  readonly types?: Texts;
  /** Why there is no example, where there is none. */
  readonly unshown?: Texts;
  /** Statuses of answers without a body. */
  readonly bare?: Readonly<Record<string, number>>;
};

/** By the document's name, `v2` for `openapi/v2.json`. */
export const answerForms: Readonly<Record<string, AnswerForms>> = {
  v2: { answers: answersV2, parts: partsV2 },
  v3: { answers: answersV3, parts: partsV3 },
  'reports-v1': { answers: answersReports, parts: partsReports },
  platform: { answers: answersPlatform, types: typesFiles, unshown: unshownFiles, bare: bareFiles },
  bugcrowd: { answers: answersBugcrowd, parts: partsBugcrowd },
};
