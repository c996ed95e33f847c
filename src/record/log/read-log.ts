// Reads the text of a log, strictly: every member there and of its type, in the one way to write it.
import { readAnchor } from '../../core/audit.ts';
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import { isDay } from './day.ts';
import type { Edition, Statement } from './edition.ts';
import { eventKinds, type LogLine, priorities, promises, reasonClasses } from './event.ts';

/** A line of the file: an event, an edition's end, or what is neither. */
export type ReadLine =
  | { readonly kind: 'event'; readonly line: LogLine; readonly text: string }
  | { readonly kind: 'edition'; readonly edition: Edition }
  | { readonly kind: 'unreadable' };

/** The lines of an NDJSON text; the empty one at its end is none. */
export function readLog(text: string): ReadLine[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map(readLine);
}

function readLine(text: string): ReadLine {
  const value = parse(text);
  if (!isRecord(value) || canonicalJson(value as JsonValue) !== text) return { kind: 'unreadable' };
  if ('edition' in value) {
    const edition = readEdition(value);
    return edition ? { kind: 'edition', edition } : { kind: 'unreadable' };
  }
  // Checked member by member.
  return isLine(value)
    ? { kind: 'event', line: value as unknown as LogLine, text: `${text}\n` }
    : { kind: 'unreadable' };
}

/** The edition in a JSON value. */
export function readEdition(value: unknown): Edition | undefined {
  if (!isRecord(value) || !hasOnly(value, ['edition', 'anchor', 'keyId', 'signature'])) return undefined;
  const { edition, keyId, signature } = value;
  const anchor = readAnchor(value['anchor']);
  if (!anchor || typeof keyId !== 'string' || typeof signature !== 'string' || !isStatement(edition)) return undefined;
  return { edition, anchor, keyId, signature };
}

const statementMembers = {
  format: value => value === 'telltale-log-edition-1',
  log: value => typeof value === 'string',
  program: value => typeof value === 'string',
  number: isCount,
  previous: value => value === null || isHash(value),
  through: isDay,
  timeZone: value => typeof value === 'string',
  crowd: isCount,
  first: isCount,
  last: isCount,
  sha256: isHash,
  figuresSha256: isHash,
  madeAt: value => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
} satisfies Readonly<Record<keyof Statement, (value: unknown) => boolean>>;

const isStatement = (value: unknown): value is Statement =>
  isRecord(value) &&
  hasOnly(value, Object.keys(statementMembers)) &&
  Object.entries(statementMembers).every(([name, isGood]) => isGood(value[name]));

/** What a line may hold beyond number, day, report and event. */
const lineMembers: Readonly<Record<string, (value: unknown) => boolean>> = {
  hours: value => Number.isSafeInteger(value) && Number(value) >= 0,
  kept: value => typeof value === 'boolean',
  promise: value => promises.some(each => each === value),
  priority: value => priorities.some(each => each === value),
  reason: value => reasonClasses.some(each => each === value),
  why: value => typeof value === 'string' && value !== '' && [...value].length <= 300,
  line: isCount,
};

function isLine(value: Record<string, unknown>): boolean {
  const { n, day, report, event, ...rest } = value;
  return (
    isCount(n) &&
    isDay(day) &&
    typeof report === 'string' &&
    /^[a-z2-7]{16}$/.test(report) &&
    eventKinds.some(each => each === event) &&
    Object.entries(rest).every(([name, each]) => lineMembers[name]?.(each) === true) &&
    (event === 'missed') === 'promise' in rest &&
    (event === 'rated') === 'priority' in rest &&
    (event === 'reason') === 'reason' in rest &&
    (event === 'corrected') === 'why' in rest &&
    (event === 'corrected' || !('line' in rest))
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

const hasOnly = (value: Record<string, unknown>, names: readonly string[]): boolean =>
  Object.keys(value).sort().join() === [...names].sort().join();

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
