// Reads whom a form asks to check a fix, until when, and what it tells them.
import Type from 'typebox';
import type { Kernel } from '../../../core/kernel.ts';
import { currentProgram } from '../../../program/index.ts';
import { endOfDay } from '../../triage/date-field.ts';
import type { RetestRequest } from '../ask-for-retest.ts';
import { faultOfRequest } from '../staff-retest.ts';

const text = Type.Optional(Type.String());

/** The fields of every form that asks for a check. */
export const retestFields = {
  asked: Type.Optional(Type.Array(Type.String())),
  retestDue: text,
  instructions: text,
  place: text,
};

type Fields = {
  readonly asked?: string[];
  readonly retestDue?: string;
  readonly instructions?: string;
  readonly place?: string;
};

export type RequestRead =
  | { readonly request: RetestRequest; readonly errors?: undefined }
  | { readonly request?: undefined; readonly errors: Readonly<Record<string, string>> };

/** Undefined when the form says nothing of a check: then everybody is asked, with the usual time. */
export async function readRetestRequest(kernel: Kernel, fields: Fields): Promise<RequestRead | undefined> {
  if (fields.retestDue === undefined) return undefined;
  const { calendar } = await currentProgram(kernel);
  const typed = {
    reports: fields.asked ?? [],
    dueAt: endOfDay(fields.retestDue.trim(), calendar.timeZone),
    instructions: (fields.instructions ?? '').toWellFormed().trim(),
    place: (fields.place ?? '').toWellFormed().trim(),
  };
  const errors = faultOfRequest(typed, kernel.clock.now());
  if (errors) return { errors };
  const { dueAt } = typed;
  return dueAt === null ? undefined : { request: { ...typed, dueAt } };
}
