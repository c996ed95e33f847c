// Reads one edit of the settings: a target added, changed or retired, the response targets, or the calendar.

import type { BusinessCalendar } from '../business-time.ts';
import type { RegionHolidays } from '../calendar/region-holidays.ts';
import { type SettingsVersion, type Target, targetCategories, targetCategoryWords } from '../program.ts';
import {
  clockMeanings,
  mondayToFriday,
  type RemediateBy,
  type ResponseTarget,
  type ResponseTargets,
  remediateWays,
  targetInWords,
} from '../response-targets.ts';
import { daysInWords, hoursInWords } from './calendar-words.ts';
import { type Fields, type FormAnswer, oneOf, trimmed } from './form-answer.ts';

export type SettingsEdit = Pick<SettingsVersion, 'targets' | 'retiredTargets' | 'responseTargets' | 'calendar'>;

/** Which part of the settings a form edits. */
const settingsParts = ['target', 'retire', 'promises', 'calendar'] as const;
export type SettingsPart = (typeof settingsParts)[number];

const requirementLevels = ['L', 'M', 'H'] as const;

/**
 * Reads the form of one part against the settings in force; `newTargetId` is for a target that is added, `holidays` are
 * those of the region that the calendar's form names (null when there is no such region).
 */
export function readSettingsEdit(
  current: SettingsEdit,
  newTargetId: string,
  fields: Fields,
  holidays: RegionHolidays | null = null,
): FormAnswer<SettingsEdit> {
  switch (oneOf(settingsParts, trimmed(fields, 'part'))) {
    case 'target':
      return editTarget(current, newTargetId, fields);
    case 'retire':
      return retireTarget(current, trimmed(fields, 'target'));
    case 'promises':
      return editPromises(current, fields);
    case 'calendar':
      return editCalendar(current, fields, holidays);
    default:
      return { ok: false, errors: { name: 'Choose what to change.' } };
  }
}

/** The fields that show a target in its form. */
export const fieldsOfTarget = ({ name, category, requirements = {} }: Target): Record<string, string> => ({
  name,
  category,
  CR: requirements.CR ?? '',
  IR: requirements.IR ?? '',
  AR: requirements.AR ?? '',
});

/** The fields that show the response targets in their form: `acknowledge`, …, `remediate1` to `remediate5`. */
export function fieldsOfPromises(targets: ResponseTargets): Record<string, string> {
  return {
    ...Object.fromEntries(datedPromises.map(kind => [kind, String(targets[kind].count)])),
    ...Object.fromEntries(
      priorities.map(level => [`remediate${level}`, String(targets.remediate[level]?.count ?? '')]),
    ),
    remediateBy: targets.remediateBy ?? 'priority',
  };
}

export const datedPromises = ['acknowledge', 'decide', 'update', 'disclose'] as const;
export const priorities = [1, 2, 3, 4, 5] as const;

/** What the time to fix follows, as a choice. */
export const remediateByWords: Readonly<Record<RemediateBy, string>> = {
  priority: 'The priority',
  supplier: 'SSVC for suppliers: Immediate as P1, Out-of-Cycle as P2, Scheduled as P3, Defer as P4',
  deployer: 'SSVC for deployers: Immediate as P1, Out-of-Cycle as P2, Scheduled as P3, Defer as P4',
  bod2604: 'CISA BOD 26-04: 3, 14 or 60 days, or with the next upgrade',
};

function editTarget(current: SettingsEdit, newTargetId: string, fields: Fields): FormAnswer<SettingsEdit> {
  const id = trimmed(fields, 'target');
  const before = current.targets.find(target => target.id === id);
  if (id !== '' && !before) return { ok: false, errors: { name: 'This target is no longer in use.' } };
  const name = trimmed(fields, 'name');
  const category = oneOf(targetCategories, trimmed(fields, 'category'));
  const twin = current.targets.find(target => target !== before && target.name.toLowerCase() === name.toLowerCase());
  const errors = {
    ...((name === '' || name.length > 120) && { name: 'Give the target a name of up to 120 characters.' }),
    ...(twin && { name: 'Another target has this name.' }),
    ...(!category && { category: 'Choose what kind of thing it is.' }),
  };
  if (!category || Object.keys(errors).length > 0) return { ok: false, errors };
  const [CR, IR, AR] = (['CR', 'IR', 'AR'] as const).map(key => oneOf(requirementLevels, trimmed(fields, key)));
  const requirements = { ...(CR && { CR }), ...(IR && { IR }), ...(AR && { AR }) };
  const target: Target = {
    id: before?.id ?? newTargetId,
    name,
    category,
    ...(Object.keys(requirements).length > 0 && { requirements }),
  };
  if (before && JSON.stringify(fieldsOfTarget(before)) === JSON.stringify(fieldsOfTarget(target)))
    return { ok: false, errors: { name: 'Nothing is different from the target as it is.' } };
  const targets = before
    ? current.targets.map(each => (each === before ? target : each))
    : [...current.targets, target];
  const changes = before
    ? [`Changed: ${inWords(before)}`, `Becomes: ${inWords(target)}`]
    : [`New target: ${inWords(target)}`];
  return { ok: true, value: { ...current, targets }, changes };
}

function retireTarget(current: SettingsEdit, id: string): FormAnswer<SettingsEdit> {
  const target = current.targets.find(each => each.id === id);
  if (!target) return { ok: false, errors: { name: 'This target is no longer in use.' } };
  if (current.targets.length === 1)
    return { ok: false, errors: { name: 'A program needs at least one target; add another one first.' } };
  return {
    ok: true,
    value: {
      ...current,
      targets: current.targets.filter(each => each !== target),
      retiredTargets: [...current.retiredTargets, target],
    },
    changes: [`Retired: ${inWords(target)}. New reports can’t choose it any more; old ones keep it.`],
  };
}

function editPromises(current: SettingsEdit, fields: Fields): FormAnswer<SettingsEdit> {
  const errors: Record<string, string> = {};
  const days = (name: string, unit: ResponseTarget['unit']): ResponseTarget => {
    const count = wholeDays(trimmed(fields, name));
    if (count === null) errors[name] = 'Enter a whole number of days from 1 to 365.';
    return { unit, count: count ?? 1 };
  };
  const before = current.responseTargets;
  const remediate = Object.fromEntries(
    priorities.map(level => {
      const name = `remediate${level}`;
      return [level, trimmed(fields, name) === '' ? null : days(name, before.remediate[level]?.unit ?? 'days')];
    }),
    // One entry for each of the five priorities.
  ) as ResponseTargets['remediate'];
  const responseTargets: ResponseTargets = {
    acknowledge: days('acknowledge', before.acknowledge.unit),
    decide: days('decide', before.decide.unit),
    update: days('update', before.update.unit),
    disclose: days('disclose', before.disclose.unit),
    remediate,
    // A form that doesn't ask leaves it as it is.
    remediateBy: oneOf(remediateWays, trimmed(fields, 'remediateBy')) ?? before.remediateBy ?? 'priority',
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const changes = [
    ...datedPromises.map(kind => changed(clockMeanings[kind].promise, before[kind], responseTargets[kind])),
    ...priorities.map(level =>
      changed(`${clockMeanings.remediate.promise} (P${level})`, before.remediate[level], remediate[level]),
    ),
    followed(before.remediateBy ?? 'priority', responseTargets.remediateBy ?? 'priority'),
  ].filter(change => change !== null);
  if (changes.length === 0)
    return { ok: false, errors: { acknowledge: 'Nothing is different from what is promised.' } };
  return { ok: true, value: { ...current, responseTargets }, changes };
}

function editCalendar(
  current: SettingsEdit,
  fields: Fields,
  regionHolidays: RegionHolidays | null,
): FormAnswer<SettingsEdit> {
  const timeZone = trimmed(fields, 'timeZone');
  const zoneError = isTimeZone(timeZone) ? {} : { timeZone: 'Enter a time zone like Europe/Berlin.' };
  if (trimmed(fields, 'preset') === 'weekdays') {
    if (zoneError.timeZone !== undefined) return { ok: false, errors: zoneError };
    return calendarAnswer(current, mondayToFriday(timeZone), [
      'Monday to Friday count around the clock, holidays too: figures compare with HackerOne’s.',
    ]);
  }
  const typed = trimmed(fields, 'holidays')
    .split(/[\s,;]+/u)
    .filter(Boolean);
  const wrong = typed.find(date => !isDate(date));
  const workdays = ([1, 2, 3, 4, 5, 6, 7] as const).filter(day => trimmed(fields, `day${day}`) !== '');
  const region = trimmed(fields, 'region').toUpperCase();
  const hours = readHours(trimmed(fields, 'opens'), trimmed(fields, 'closes'));
  const errors = {
    ...(wrong !== undefined && { holidays: `“${wrong}” is not a date like 2026-12-25.` }),
    ...(typed.length > 400 && { holidays: 'These are more than 400 days off.' }),
    ...zoneError,
    ...(workdays.length === 0 && { day1: 'Choose at least one working day.' }),
    ...(region !== '' && regionHolidays === null && { region: 'There is no such country or part of one.' }),
    ...(typeof hours === 'string' && { opens: hours }),
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const calendar: BusinessCalendar = {
    timeZone,
    workdays,
    holidays: [...new Set(typed)].sort(),
    ...(regionHolidays && { region, regionHolidays: regionHolidays.dates }),
    ...(typeof hours === 'object' && { hours }),
  };
  const isNewRegion = region !== (current.calendar.region ?? '');
  return calendarAnswer(current, calendar, [
    ...(isNewRegion && regionHolidays
      ? [
          `Public holidays of ${regionHolidays.name}: ${regionHolidays.dates.length} days until ${regionHolidays.until}.`,
        ]
      : []),
    ...(isNewRegion && !regionHolidays ? ['No public holidays any more.'] : []),
  ]);
}

/** The settings with this calendar, and what is different about it. */
function calendarAnswer(
  current: SettingsEdit,
  calendar: BusinessCalendar,
  further: readonly string[],
): FormAnswer<SettingsEdit> {
  const before = current.calendar;
  if (JSON.stringify(sorted(calendar)) === JSON.stringify(sorted(before)))
    return { ok: false, errors: { timeZone: 'Nothing is different from the calendar in use.' } };
  const { timeZone, workdays } = calendar;
  const changes = [
    ...(timeZone !== before.timeZone ? [`Days begin and end in ${timeZone} (so far: ${before.timeZone}).`] : []),
    ...(daysInWords(workdays) !== daysInWords(before.workdays) ? [`Working days: ${daysInWords(workdays)}.`] : []),
    ...(hoursInWords(calendar) !== hoursInWords(before)
      ? [`A working day lasts ${hoursInWords(calendar)} (so far: ${hoursInWords(before)}).`]
      : []),
    ...listDifference('Day off', before.holidays, calendar.holidays),
    ...further,
  ];
  return {
    ok: true,
    value: { ...current, calendar },
    changes: [...changes, 'Due dates already given stay as they are until a report moves.'],
  };
}

const sorted = ({ timeZone, workdays, holidays, region, regionHolidays, hours }: BusinessCalendar) => [
  timeZone,
  workdays,
  holidays,
  region ?? null,
  regionHolidays ?? [],
  hours ?? null,
];

/** The hours of a working day: none when both are empty, a sentence when they make no sense. */
function readHours(opens: string, closes: string): { from: number; to: number } | string | undefined {
  if (opens === '' && closes === '') return undefined;
  const [from, to] = [opens, closes].map(time => {
    const found = /^([01]\d|2[0-4]):([0-5]\d)(?::00)?$/u.exec(time);
    return found ? Number(found[1]) * 60 + Number(found[2]) : Number.NaN;
  });
  if (from === undefined || to === undefined || !(from >= 0 && to <= 1440))
    return 'Enter both times like 09:00 and 17:30, or neither.';
  return to - from >= 60 ? { from, to } : 'A working day lasts an hour at least, and ends on the day it begins.';
}

const inWords = (target: Target): string => {
  const { name, category, requirements = {} } = target;
  const needs = Object.entries(requirements).map(([key, level]) => `${key}:${level}`);
  return `${name} (${[targetCategoryWords[category], ...needs].join(', ')})`;
};

const changed = (promise: string, before: ResponseTarget | null, after: ResponseTarget | null): string | null =>
  wordsOf(before) === wordsOf(after) ? null : `${promise}: ${wordsOf(after)} (so far ${wordsOf(before)}).`;

const followed = (before: RemediateBy, after: RemediateBy): string | null =>
  before === after
    ? null
    : `The time to fix follows: ${remediateByWords[after]} (so far: ${remediateByWords[before]}). Due dates already given stay until a report is judged or moves.`;

const wordsOf = (target: ResponseTarget | null): string => (target === null ? 'no date' : targetInWords(target));

const listDifference = (word: string, before: readonly string[], after: readonly string[]): string[] => [
  ...after.filter(each => !before.includes(each)).map(each => `${word} added: ${each}.`),
  ...before.filter(each => !after.includes(each)).map(each => `${word} removed: ${each}.`),
];

function wholeDays(text: string): number | null {
  const count = /^\d{1,3}$/u.test(text) ? Number(text) : 0;
  return count >= 1 && count <= 365 ? count : null;
}

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/u.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

function isTimeZone(name: string): boolean {
  try {
    return name !== '' && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
