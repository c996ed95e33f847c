// Reads a file of known issues, whatever it is: CSV of ours, HackerOne's or Bugcrowd's, their JSON exports, or SARIF.

import { readCsv } from '../../core/sheets/read-csv.ts';
import { type KnownFormat, type KnownRow, type RawFinding, readFinding } from './known-finding.ts';

export type KnownFile =
  | { readonly ok: true; readonly format: KnownFormat; readonly rows: readonly KnownRow[] }
  | { readonly ok: false; readonly fault: string };

const MOST_ROWS = 100_000;

/** Tells the format by what is in the file; a row that can't be read is a fault of its own and stops nothing. */
export function readKnownFile(text: string): KnownFile {
  const isJson = /^\s*[{[]/u.test(text);
  const file = isJson ? readJson(text) : readTable(text);
  if (!file.ok) return file;
  if (file.rows.length === 0) return { ok: false, fault: 'There are no rows in this file.' };
  if (file.rows.length > MOST_ROWS) return { ok: false, fault: `A file can have ${MOST_ROWS} rows; split this one.` };
  const seen = new Set<string>();
  const rows = file.rows.map((row): KnownRow => {
    if (!row.ok) return row;
    const { sourceId } = row.finding;
    if (seen.has(sourceId)) return { line: row.line, ok: false, fault: { field: 'id', code: 'twice' } };
    seen.add(sourceId);
    return row;
  });
  return { ...file, rows };
}

/** By which names each format calls what we read; the first that has a value counts. */
const COLUMNS: Readonly<
  Record<'plain_csv' | 'hackerone_csv' | 'bugcrowd_csv', Readonly<Record<keyof RawFinding, readonly string[]>>>
> = {
  plain_csv: {
    id: ['id'],
    title: ['title'],
    description: ['description', 'summary'],
    severity: ['severity', 'priority'],
    score: ['score'],
    cvss: ['cvss', 'cvss_vector'],
    cwe: ['cwe', 'cwe_ids'],
    cve: ['cve', 'cve_ids'],
    state: ['state', 'status'],
  },
  // The columns of its import; its own CSV export calls the id `id`.
  hackerone_csv: {
    id: ['reference', 'id', 'view_reference_url', 'title'],
    title: ['title'],
    description: ['description'],
    severity: ['priority', 'severity_rating'],
    score: ['severity_score'],
    cvss: ['cvss_vector'],
    cwe: ['weakness_id', 'cwe'],
    cve: ['cve_ids'],
    state: ['substate', 'state'],
  },
  bugcrowd_csv: {
    id: ['reference_number', 'reference', 'submission_id', 'id'],
    title: ['title', 'caption'],
    description: ['description', 'vulnerability_details'],
    severity: ['priority', 'severity'],
    score: [],
    cvss: ['cvss_vector', 'cvss'],
    cwe: ['cwe'],
    cve: ['cve'],
    state: ['state', 'substate', 'status'],
  },
};

function readTable(text: string): KnownFile {
  const records = readCsv(text);
  const header = records.next();
  if (header.done) return { ok: false, fault: 'The file is empty.' };
  const names = header.value.fields.map(name =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/gu, '_'),
  );
  if (!names.includes('title') && !names.includes('caption'))
    return { ok: false, fault: 'The first line must name the columns, with “id” and “title” among them.' };
  const format =
    names.includes('substate') || names.includes('weakness_name')
      ? 'hackerone_csv'
      : names.includes('reference_number') || names.includes('vrt') || names.includes('vrt_id')
        ? 'bugcrowd_csv'
        : 'plain_csv';
  const rows = [...records].map(({ line, fields }) => {
    const cells = new Map(names.map((name, index) => [name, fields[index] ?? '']));
    const raw = Object.fromEntries(
      Object.entries(COLUMNS[format]).map(([field, columns]) => [
        field,
        columns.map(column => cells.get(column)?.trim() ?? '').find(value => value !== '') ?? '',
      ]),
    );
    return readFinding(line, raw);
  });
  return { ok: true, format, rows };
}

function readJson(text: string): KnownFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, fault: 'This looks like JSON but can’t be read as such.' };
  }
  const runs = at(value, 'runs');
  if (Array.isArray(runs)) return { ok: true, format: 'sarif', rows: readSarif(runs) };
  const data: unknown = Array.isArray(value) ? value : at(value, 'data');
  if (!Array.isArray(data))
    return { ok: false, fault: 'This JSON is neither SARIF nor a list of reports or submissions.' };
  const isBugcrowd = data.some(each => at(each, 'type') === 'submission');
  if (!isBugcrowd && !data.some(each => at(each, 'type') === 'report'))
    return { ok: false, fault: 'This JSON is neither SARIF nor a list of reports or submissions.' };
  return {
    ok: true,
    format: isBugcrowd ? 'bugcrowd_json' : 'hackerone_json',
    rows: data.map((each, index) => readFinding(index + 1, isBugcrowd ? ofBugcrowd(each) : ofHackerOne(each))),
  };
}

const ofHackerOne = (report: unknown): RawFinding => ({
  id: words(at(report, 'id')),
  title: words(at(report, 'attributes', 'title')),
  description: words(at(report, 'attributes', 'vulnerability_information')),
  severity: words(at(report, 'relationships', 'severity', 'data', 'attributes', 'rating')),
  score: words(at(report, 'relationships', 'severity', 'data', 'attributes', 'score')),
  cvss: words(at(report, 'relationships', 'severity', 'data', 'attributes', 'cvss_vector_string')),
  cwe: words(at(report, 'relationships', 'weakness', 'data', 'attributes', 'external_id')),
  cve: words(at(report, 'attributes', 'cve_ids')),
  state: words(at(report, 'attributes', 'state')),
});

const ofBugcrowd = (submission: unknown): RawFinding => ({
  id: words(at(submission, 'id')),
  title: words(at(submission, 'attributes', 'title')),
  description: words(at(submission, 'attributes', 'description')),
  severity: words(at(submission, 'attributes', 'severity')),
  cvss: words(at(submission, 'attributes', 'cvss_vector')),
  state: words(at(submission, 'attributes', 'state')),
});

/** A result is known by its fingerprint, else by its rule and place; its line is its number in the file. */
function readSarif(runs: readonly unknown[]): KnownRow[] {
  const rows: KnownRow[] = [];
  for (const run of runs) {
    const rules = new Map(list(at(run, 'tool', 'driver', 'rules')).map(rule => [words(at(rule, 'id')), rule]));
    const tool = words(at(run, 'tool', 'driver', 'name'));
    for (const result of list(at(run, 'results'))) {
      const ruleId = words(at(result, 'ruleId'));
      const rule = rules.get(ruleId);
      const place = at(list(at(result, 'locations'))[0], 'physicalLocation');
      const where = `${words(at(place, 'artifactLocation', 'uri'))}:${words(at(place, 'region', 'startLine'))}`;
      const prints = at(result, 'fingerprints') ?? at(result, 'partialFingerprints');
      const print = typeof prints === 'object' && prints !== null ? words(Object.values(prints)[0]) : '';
      const message = words(at(result, 'message', 'text'));
      const title = words(at(rule, 'shortDescription', 'text')) || words(at(rule, 'name')) || message || ruleId;
      const tags = list(at(rule, 'properties', 'tags')).map(words);
      rows.push(
        readFinding(rows.length + 1, {
          id: [tool, ruleId, print || where].join(' '),
          title: title.slice(0, 150),
          description: `${message}\n\n${where === ':' ? '' : where}`.trim(),
          score: words(at(rule, 'properties', 'security-severity')),
          severity: words(at(rule, 'properties', 'security-severity')) === '' ? words(at(result, 'level')) : '',
          cwe: tags.flatMap(tag => tag.match(/cwe-?\d+/giu) ?? []).join(' '),
          state: words(at(result, 'baselineState')) === 'absent' ? 'resolved' : 'open',
        }),
      );
    }
  }
  return rows;
}

/** What stands at a path of a JSON value that may have any shape. */
function at(value: unknown, ...names: readonly string[]): unknown {
  let here = value;
  for (const name of names) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const words = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number'
      ? String(value)
      : Array.isArray(value)
        ? value.map(words).join(' ')
        : '';
