// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date, Date>;

export type RecordContactTest = {
  id: string;
  contact: string;
  created_at: Timestamp;
  state: string;
  finding: string;
  probe: string | null;
  done_at: Timestamp | null;
};

export type RecordCorrection = {
  id: string;
  pseudonym: string;
  line: number | null;
  why: string;
  made_by: string;
  made_at: Timestamp;
  edition: number | null;
};

export type RecordEdition = {
  number: number;
  statement: string;
  figures: string;
  entry: string;
  signed: string | null;
  made_at: Timestamp;
};

export type RecordLine = {
  n: number;
  edition: number;
  text: string;
};

export type RecordPublication = {
  report: string;
  published_at: Timestamp;
};

export type RecordTables = {
  'record.contact_test': RecordContactTest;
  'record.correction': RecordCorrection;
  'record.edition': RecordEdition;
  'record.line': RecordLine;
  'record.publication': RecordPublication;
};
