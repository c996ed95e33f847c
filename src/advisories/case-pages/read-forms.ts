// Reads the forms of cases: plain values, or one sentence for each field that needs another look.
import { normalizeEmail } from '../../accounts/index.ts';
import { type VexJustification, vexJustifications, vexStatuses } from '../advisory-record.ts';
import { type ParticipantRole, participantRoles, type StatusWord, type ZonedInstant } from '../cases/case-record.ts';
import type { ParticipantInput } from '../cases/invite-participant.ts';
import { longestText, type StatusInput } from '../cases/take-part.ts';
import { untilFault } from '../cases/talk-embargo.ts';
import { isTimeZone, momentAt } from '../cases/zoned-time.ts';
import type { Fields } from './form-state.ts';

export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

const collect = <Value>(errors: Record<string, string | undefined>, value: () => Value): Read<Value> => {
  const found = Object.fromEntries(
    Object.entries(errors).flatMap(([field, sentence]) => (sentence === undefined ? [] : [[field, sentence]])),
  );
  return Object.keys(found).length > 0 ? { ok: false, errors: found } : { ok: true, value: value() };
};

const trimmed = (text: string | undefined): string => (text ?? '').toWellFormed().replaceAll('\r\n', '\n').trim();
const optional = (text: string | undefined): string | null => trimmed(text) || null;
const tooLong = (text: string, most: number): string | undefined =>
  [...text].length > most ? `Shorten this to ${most.toLocaleString('en')} characters.` : undefined;

export const longestTitle = 200;

/** Title and summary of a case, or of a vulnerability. */
export function readTexts(fields: Fields): Read<{ title: string; summary: string }> {
  const title = trimmed(fields['title']).replaceAll('\n', ' ');
  const summary = trimmed(fields['summary']);
  return collect(
    {
      title: title === '' ? 'Give it a title: product, kind of weakness, effect.' : tooLong(title, longestTitle),
      summary: tooLong(summary, longestText),
    },
    () => ({ title, summary }),
  );
}

/** A vulnerability that is added to a case. */
export function readVulnerability(fields: Fields): Read<{ title: string; description: string; cve: string | null }> {
  const texts = readTexts(fields);
  const cve = optional(fields['cve'])?.toUpperCase() ?? null;
  const wrong = cve !== null && !/^CVE-\d{4}-\d{4,19}$/.test(cve) ? 'A CVE id looks like CVE-2026-12345.' : undefined;
  if (texts.ok && wrong === undefined)
    return { ok: true, value: { title: texts.value.title, description: texts.value.summary, cve } };
  return { ok: false, errors: { ...(texts.ok ? {} : texts.errors), ...(wrong !== undefined && { cve: wrong }) } };
}

/** Date, time and zone of an embargo's end, with the reason. */
export function readProposal(fields: Fields, now: Date): Read<{ until: ZonedInstant; reason: string | null }> {
  const zone = trimmed(fields['zone']);
  const reason = optional(fields['reason']);
  const knowsZone = isTimeZone(zone);
  const at = momentAt(fields['date'] ?? '', fields['time'] ?? '', knowsZone ? zone : 'UTC');
  return collect(
    {
      date: at === undefined ? 'Enter a date and a time, such as 2026-12-24 and 17:00.' : untilFault(at, now),
      zone: knowsZone ? undefined : 'Enter a time zone by its name, such as Europe/Berlin, America/New_York or UTC.',
      reason: tooLong(reason ?? '', longestText),
    },
    // Collected only when there is no fault, so there is a moment.
    () => ({ until: { at: at as Date, zone }, reason }),
  );
}

/** Somebody to invite. @param given the ticked roles */
export function readParticipant(fields: Fields, given: readonly string[]): Read<ParticipantInput> {
  const email = normalizeEmail(fields['email'] ?? '');
  const name = trimmed(fields['name']).replaceAll('\n', ' ');
  const chosen = participantRoles.filter(
    (role): role is Exclude<ParticipantRole, 'case_owner'> => role !== 'case_owner' && given.includes(role),
  );
  return collect(
    {
      name: name === '' ? 'Enter the name of the organization or person.' : tooLong(name, 100),
      email: email === undefined ? 'Enter an e-mail address, such as psirt@vendor.example.' : undefined,
      role: chosen.length === 0 ? 'Choose at least one role.' : undefined,
    },
    // Collected only when there is no fault, so there is an address.
    () => ({ name, email: email as string, roles: chosen }),
  );
}

/** What a participant says about a vulnerability. */
export function readStatus(fields: Fields): Read<StatusInput> {
  const status = ([...vexStatuses, 'unknown'] as const).find(word => word === fields['status']);
  const justification = vexJustifications.find(word => word === fields['justification']) ?? null;
  const note = optional(fields['note']);
  return collect(
    {
      status: status === undefined ? 'Choose one.' : undefined,
      justification:
        status === 'not_affected' && justification === null && note === null
          ? 'Say why it is not affected: choose a reason, or write it below.'
          : undefined,
      note: tooLong(note ?? '', longestText),
    },
    () => ({
      vulnerability: fields['vulnerability'] ?? '',
      // Collected only when there is no fault, so there is a status.
      status: status as StatusWord,
      justification: status === 'not_affected' ? (justification as VexJustification | null) : null,
      note,
    }),
  );
}

/** A message: something, and not endless. */
export function readBody(typed: string | undefined): Read<string> {
  const body = trimmed(typed);
  return collect(
    { text: body === '' ? 'Write something before you send it.' : tooLong(body, longestText) },
    () => body,
  );
}

/** A statement; empty takes it back. */
export function readStatement(typed: string | undefined): Read<string | null> {
  const statement = optional(typed);
  return collect({ statement: tooLong(statement ?? '', longestText) }, () => statement);
}
