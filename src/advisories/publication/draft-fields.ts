// A draft as the fields of its form, and back. Fields are named by their path in the record (`products.0.name`), as the
// faults of `checkRecord` are, so each fault finds its field.
import {
  type AdvisoryProduct,
  type AdvisoryRecord,
  advisoryTlps,
  creditTypes,
  referenceKinds,
  remediationKinds,
  versionSchemes,
  vexJustifications,
  vexStatuses,
} from '../advisory-record.ts';
import type { DraftContent, DraftCredit } from './draft-record.ts';
import { readRanges, writeRanges } from './version-ranges.ts';

/** How many rows of a kind the form takes at most. */
export const ROWS = { products: 12, references: 12, credits: 12, timeline: 16, remediations: 6 } as const;

/** The names of a row's fields; a row in which all of them are empty is no row. `kept` ones alone don't make one. */
const rowFields = {
  products: ['vendor', 'name', 'purl', 'cpe', 'affected', 'fixed', 'statement', 'justification'],
  references: ['url', 'summary'],
  credits: ['name', 'url'],
  timeline: ['date', 'time', 'text'],
  remediations: ['details', 'url'],
} as const;
const kept = {
  products: ['status', 'versionScheme'],
  references: ['kind'],
  credits: ['type', 'agreed'],
  timeline: [],
  remediations: ['kind'],
} as const;
type Kind = keyof typeof ROWS;

const singles = [
  'title',
  'summary',
  'details',
  'cveId',
  'cweIds',
  'cvss31',
  'cvss40',
  'tlp',
  'distribution',
  'discovered',
  'reported',
] as const;

export type DraftFields = Readonly<Record<string, string | undefined>>;

/** The name of every field of the form. */
export const draftFieldNames: readonly string[] = [
  ...singles,
  ...(Object.keys(ROWS) as Kind[]).flatMap(kind =>
    Array.from({ length: ROWS[kind] }, (_, row) =>
      [...rowFields[kind], ...kept[kind]].map(name => `${kind}.${row}.${name}`),
    ).flat(),
  ),
];

const day = (instant: string | null): string => instant?.slice(0, 10) ?? '';
const atMidnight = (date: string): string => `${date}T00:00:00Z`;

/** The form of a draft. */
export function writeFields({ record, credits }: DraftContent): Record<string, string> {
  const score = (version: string) => record.cvss.find(cvss => cvss.version === version)?.vector ?? '';
  const rows = <Row>(kind: Kind, list: readonly Row[], write: (row: Row) => Record<string, string>) =>
    list.flatMap((row, index) =>
      Object.entries(write(row)).map(([name, value]) => [`${kind}.${index}.${name}`, value] as const),
    );
  return {
    title: record.title,
    summary: record.summary,
    details: record.details,
    cveId: record.cveId ?? '',
    cweIds: record.cweIds.join(', '),
    cvss31: score('3.1'),
    cvss40: score('4.0'),
    tlp: record.tlp,
    distribution: record.distribution,
    discovered: day(record.dates.discovered),
    reported: day(record.dates.reported),
    ...Object.fromEntries([
      ...rows('products', record.products, product => ({
        vendor: product.vendor,
        name: product.name,
        purl: product.purl ?? '',
        cpe: product.cpe ?? '',
        status: product.status,
        justification: product.justification ?? '',
        statement: product.statement,
        versionScheme: product.versionScheme,
        affected: writeRanges(product.affected),
        fixed: product.fixed.join(', '),
      })),
      ...rows('references', record.references, ({ url, summary, kind }) => ({ url, summary, kind })),
      ...rows('credits', credits, ({ name, type, url, agreedAt }) => ({
        name,
        type,
        url: url ?? '',
        agreed: agreedAt === null ? 'no' : 'yes',
      })),
      ...rows('timeline', record.timeline, ({ at, text }) => ({ date: day(at), time: at.slice(11, 16), text })),
      ...rows('remediations', record.remediations, ({ kind, details, url }) => ({ kind, details, url: url ?? '' })),
    ]),
  };
}

type ReadDraft = {
  readonly content: DraftContent;
  /** What can't be read at all, by field. What is read but wrong is for `checkRecord` to say. */
  readonly errors: Readonly<Record<string, string>>;
  /** The fields again, with rows moved up over empty ones, so that faults find them. */
  readonly fields: DraftFields;
};

/** Reads the form over the draft as it is. @param now RFC 3339: when somebody who is newly marked as agreeing agreed */
export function readFields(before: DraftContent, typed: DraftFields, now: string): ReadDraft {
  const fields = moveUp(typed);
  const errors: Record<string, string> = {};
  const text = (name: string): string => (fields[name] ?? '').toWellFormed().replaceAll('\r\n', '\n').trim();
  const line = (name: string): string => text(name).replaceAll('\n', ' ');
  const optional = (name: string): string | null => line(name) || null;
  const choice = <Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word =>
    words.find(word => word === fields[name]) ?? otherwise;
  const list = (name: string): string[] =>
    text(name)
      .split(/[\s,]+/)
      .filter(one => one !== '');
  const date = (name: string): string | null => {
    const typedDate = text(name);
    if (typedDate === '') return null;
    if (isDay(typedDate)) return atMidnight(typedDate);
    errors[name] = 'Enter a date, such as 2026-11-02.';
    return null;
  };
  const rows = <Row>(kind: Kind, read: (at: (name: string) => string, index: number) => Row): Row[] =>
    Array.from({ length: countRows(fields, kind) }, (_, index) => read(name => `${kind}.${index}.${name}`, index));

  const { record } = before;
  const publisher = record.publisher.name;
  const products = rows('products', (at, index): AdvisoryProduct => {
    const ranges = readRanges(text(at('affected')));
    if (!ranges) errors[at('affected')] = 'Write one range a line, such as “>= 2.0.0, < 2.7.4”, “<= 1.9” or “all”.';
    const status = choice(at('status'), vexStatuses, 'affected');
    return {
      id: `p${index + 1}`,
      vendor: line(at('vendor')),
      name: line(at('name')),
      purl: optional(at('purl')),
      cpe: optional(at('cpe')),
      status,
      justification:
        status === 'not_affected'
          ? (vexJustifications.find(word => word === fields[at('justification')]) ?? null)
          : null,
      statement: text(at('statement')),
      versionScheme: choice(at('versionScheme'), versionSchemes, 'semver'),
      affected: ranges ?? [],
      fixed: list(at('fixed')),
    };
  });
  const credits = rows('credits', (at): DraftCredit => {
    const name = line(at('name'));
    const known = before.credits.find(one => one.name === name)?.agreedAt ?? now;
    return {
      name,
      type: choice(at('type'), creditTypes, 'finder'),
      url: optional(at('url')),
      agreedAt: fields[at('agreed')] === 'yes' ? known : null,
    };
  });
  const timeline = rows('timeline', at => {
    const [typedDate, time] = [text(at('date')), text(at('time')) || '00:00'];
    if (!isDay(typedDate) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time))
      errors[at('date')] = 'Enter a date and, if it matters, an hour in UTC, such as 2026-11-02 and 14:30.';
    return { at: `${typedDate}T${time}:00Z`, text: line(at('text')) };
  });
  const next: AdvisoryRecord = {
    ...record,
    title: line('title'),
    summary: line('summary'),
    details: text('details'),
    cveId: optional('cveId')?.toUpperCase() ?? null,
    cweIds: list('cweIds').map(id => (/^\d+$/.test(id) ? `CWE-${id}` : id.toUpperCase())),
    cvss: (['3.1', '4.0'] as const).flatMap(version => {
      const vector = line(version === '3.1' ? 'cvss31' : 'cvss40');
      return vector === '' ? [] : [{ version, vector, source: publisher }];
    }),
    tlp: choice('tlp', advisoryTlps, record.tlp),
    distribution: line('distribution'),
    products,
    references: rows('references', at => ({
      url: line(at('url')),
      summary: line(at('summary')),
      kind: choice(at('kind'), referenceKinds, 'other'),
    })),
    timeline: timeline.toSorted((a, b) => a.at.localeCompare(b.at)),
    remediations: rows('remediations', at => ({
      kind: choice(at('kind'), remediationKinds, 'vendor_fix'),
      details: text(at('details')),
      url: optional(at('url')),
      date: null,
      products: [],
    })),
    credits: [],
    dates: { ...record.dates, discovered: date('discovered'), reported: date('reported') },
  };
  return { content: { record: next, credits }, errors, fields };
}

/** The field in which a fault of the record stands. */
export function fieldOfFault({ field }: { readonly field: string }, { record }: DraftContent): string {
  const [head, index, rest] = field.split('.');
  if (head === 'cvss') return record.cvss[Number(index ?? 0)]?.version === '4.0' ? 'cvss40' : 'cvss31';
  if (head === 'cweIds') return 'cweIds';
  if (head === 'dates') return 'discovered';
  if (head === 'timeline' && index !== undefined) return `timeline.${index}.${rest === 'at' ? 'date' : 'text'}`;
  if (index !== undefined && rest !== undefined) return `${head}.${index}.${rest}`;
  return head === 'products' ? 'products.0.name' : head === 'credits' ? 'credits.0.name' : field;
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

const isFilled = (fields: DraftFields, kind: Kind, row: number): boolean =>
  rowFields[kind].some(name => (fields[`${kind}.${row}.${name}`] ?? '').trim() !== '');

/** How many rows of a kind are filled in; they stand first. */
export function countRows(fields: DraftFields, kind: Kind): number {
  let count = 0;
  while (count < ROWS[kind] && isFilled(fields, kind, count)) count++;
  return count;
}

function moveUp(fields: DraftFields): DraftFields {
  const moved: Record<string, string | undefined> = {};
  for (const name of singles) moved[name] = fields[name];
  for (const kind of Object.keys(ROWS) as Kind[]) {
    let to = 0;
    for (let from = 0; from < ROWS[kind]; from++) {
      if (!isFilled(fields, kind, from)) continue;
      for (const name of [...rowFields[kind], ...kept[kind]])
        moved[`${kind}.${to}.${name}`] = fields[`${kind}.${from}.${name}`];
      to++;
    }
  }
  return moved;
}
