// Checks a log that somebody downloaded, and the figures that were published with it. Needs nothing but the public keys.
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import type { Verifier } from '../../core/crypto/signing.ts';
import { type Figures, figuresOf } from '../figures/figures.ts';
import { wrongCorrections } from './corrections.ts';
import {
  type Edition,
  hashOfFigures,
  hashOfStatement,
  isInAuditLog,
  isSigned,
  type Statement,
  sha256,
} from './edition.ts';
import type { LogLine } from './event.ts';
import { isRecord, parse, readEdition, readLog } from './read-log.ts';

export type LogFinding = { readonly ok: boolean; readonly sentence: string };

export type LogVerdict = {
  readonly ok: boolean;
  readonly findings: readonly LogFinding[];
  /** The last edition and what follows from the log up to it; undefined when there is none. */
  readonly last: { readonly edition: Statement; readonly figures: Figures; readonly editions: number } | undefined;
};

/**
 * Checks every line, every edition's signature and place in the audit log, and recomputes the figures of each edition.
 * @param log the text of log.ndjson
 * @param statistics the text of statistics.json, when its figures shall be compared one by one
 */
export function verifyLog(log: string, verifiers: readonly Verifier[], statistics?: string): LogVerdict {
  const faults: string[] = [];
  const lines: LogLine[] = [];
  const editions: Edition[] = [];
  let text = '';
  let began = 1;
  let figures: Figures | undefined;
  for (const [index, read] of readLog(log).entries()) {
    const place = `Line ${index + 1} of the file`;
    if (read.kind === 'unreadable')
      faults.push(`${place} is neither an event nor an edition, or written in another way.`);
    else if (read.kind === 'event') {
      if (read.line.n !== lines.length + 1)
        faults.push(`${place} has the number ${read.line.n}; ${lines.length + 1} is due.`);
      lines.push(read.line);
      text += read.text;
    } else {
      const { edition } = read;
      faults.push(...faultsOf(edition, { lines, text, began, before: editions.at(-1) }, verifiers));
      figures = figuresOf(lines, edition.edition);
      if (hashOfFigures(figures) !== edition.edition.figuresSha256)
        faults.push(`Edition ${edition.edition.number}: other figures follow from the log than were published.`);
      editions.push(edition);
      text = '';
      began = lines.length + 1;
    }
  }
  faults.push(...wrongCorrections(lines));
  if (text !== '') faults.push('The last lines are under no edition: nobody signed them.');
  const newest = editions.at(-1);
  if (!newest || !figures) return verdict([...faults, 'There is no edition in this file.'], undefined, []);
  const compared = statistics === undefined ? [] : compareFigures(statistics, newest, figures);
  return verdict(faults, { edition: newest.edition, figures, editions: editions.length }, compared);
}

function verdict(faults: readonly string[], last: LogVerdict['last'], compared: readonly LogFinding[]): LogVerdict {
  const good = last && [
    `${last.edition.last} lines in ${last.editions} editions, numbered without a gap, each under the hash that was signed.`,
    'Every edition is signed by our key, follows the one before, and stands in the audit log under a signed checkpoint.',
    'The published figures of every edition follow from the log.',
  ];
  const findings = [
    ...(faults.length === 0 && good ? good.map(sentence => ({ ok: true, sentence })) : []),
    ...faults.map(sentence => ({ ok: false, sentence })),
    ...compared,
  ];
  return { ok: findings.every(({ ok }) => ok), findings, last };
}

type SoFar = {
  readonly lines: readonly LogLine[];
  readonly text: string;
  readonly began: number;
  readonly before: Edition | undefined;
};

function faultsOf(signed: Edition, { lines, text, began, before }: SoFar, verifiers: readonly Verifier[]): string[] {
  const { edition } = signed;
  const name = `Edition ${edition.number}`;
  const wrong: [boolean, string][] = [
    [!isSigned(signed, verifiers), 'the signature is not by our key over exactly this.'],
    [!isInAuditLog(signed, verifiers), 'the audit log holds another hash, or its checkpoint is not ours.'],
    [edition.number !== (before?.edition.number ?? 0) + 1, 'an edition before it is missing.'],
    [edition.previous !== (before ? hashOfStatement(before.edition) : null), 'it does not follow from the one before.'],
    [edition.log !== (before?.edition.log ?? edition.log), 'it is of another log.'],
    [edition.through < (before?.edition.through ?? ''), 'it ends earlier than the one before.'],
    [edition.first !== began || edition.last !== lines.length, 'it has other lines than it says.'],
    [edition.sha256 !== sha256(text), 'its lines are not those that were signed.'],
    [lines.slice(began - 1).some(({ day }) => day > edition.through), 'a line is of a later day.'],
  ];
  return wrong.filter(([isWrong]) => isWrong).map(([, what]) => `${name}: ${what}`);
}

/** Compares the published figures with those that follow from the log, one by one. */
function compareFigures(statistics: string, newest: Edition, figures: Figures): LogFinding[] {
  const value = parse(statistics);
  const edition = isRecord(value) ? readEdition(value['edition']) : undefined;
  if (!isRecord(value) || value['format'] !== 'telltale-statistics-1' || !edition || !isRecord(value['figures']))
    return [{ ok: false, sentence: 'The statistics are not of the form telltale-statistics-1.' }];
  if (canonicalJson(edition as unknown as JsonValue) !== canonicalJson(newest as unknown as JsonValue))
    return [{ ok: false, sentence: 'The statistics are of another edition than the last one in the log.' }];
  const published = flatten(value['figures']);
  const computed = flatten(figures);
  const names = [...new Set([...computed.keys(), ...published.keys()])];
  const differ = names.filter(name => published.get(name) !== computed.get(name));
  if (differ.length === 0)
    return [{ ok: true, sentence: `All ${names.length} published figures follow from the log.` }];
  return differ.map(name => ({
    ok: false,
    sentence: `${name}: published ${published.get(name) ?? 'nothing'}, from the log follows ${computed.get(name) ?? 'nothing'}.`,
  }));
}

function flatten(value: unknown, name = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value !== 'object' || value === null) into.set(name, JSON.stringify(value));
  else for (const [key, inside] of Object.entries(value)) flatten(inside, name === '' ? key : `${name}.${key}`, into);
  return into;
}

/** What `telltale verify-statistics` prints. */
export function describeVerdict({ findings, last }: LogVerdict): string[] {
  const facts = last
    ? [
        `log        ${last.edition.log} of ${last.edition.program}, edition ${last.edition.number}`,
        `through    ${last.edition.through} (${last.edition.timeZone})`,
        ...(['30d', '90d', 'year', 'all'] as const).map(name => {
          const { received, valid, answer, triage, fix } = last.figures.periods[name];
          const [first, decided, fixed] = [answer, triage, fix].map(({ medianHours, sample }) =>
            medianHours === null ? `too few (${sample})` : `${medianHours} h`,
          );
          return `${name.padEnd(11)}received ${received}, valid ${valid}; median answer ${first}, decision ${decided}, fix ${fixed}`;
        }),
      ]
    : [];
  return [...facts, ...findings.map(({ ok, sentence }) => `${ok ? 'ok  ' : 'FAIL'}  ${sentence}`)];
}
