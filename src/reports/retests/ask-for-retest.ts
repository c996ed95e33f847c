// Asks the reporters of an issue to check its fix, and lets each report know whom it waits for; ends what nobody needs.
// It moves no report itself, so that moves may call it.
import { type Actor, actorId, system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram, dueAt } from '../../program/index.ts';
import { addEntry } from '../conversation-store.ts';
import type { IssueState } from '../issues/issue-state.ts';
import { listReportsOf } from '../issues/issue-store.ts';
import { silenceEnds } from '../report-guards.ts';
import type { ReportHead } from '../report-record.ts';
import { lockReport, saveReport } from '../report-store.ts';
import { dayOf, endOfDay } from '../triage/date-field.ts';
import { confirmTime, type RetestOutcome, retestTime, waitsOf } from './retest.ts';
import {
  addAsk,
  closeRetest,
  dropAsk,
  findOpenRetest,
  insertRetest,
  type RetestContent,
  saveRetest,
} from './retest-store.ts';

const SYSTEM = system('retests');

export type RetestRequest = RetestContent & {
  /** Ids of the reports whose reporters are asked; those that the issue does not answer are left out. */
  readonly reports: readonly string[];
  readonly dueAt: Date;
};

/** When a check is wanted by unless a day is named: so many business days from now, by the program's calendar. */
export async function usualDue(kernel: Kernel): Promise<Date> {
  const { calendar } = await currentProgram(kernel);
  return endOfItsDay(dueAt(kernel.clock.now(), retestTime, calendar), calendar.timeZone);
}

/** People keep days, not minutes: the end of the working day in which a moment lies; midnight ends the day before. */
function endOfItsDay(moment: Date, timeZone: string): Date {
  return endOfDay(dayOf(new Date(moment.getTime() - 1), timeZone), timeZone) ?? moment;
}

/** Whose check is worth asking for: whoever reported what was fixed, originals and duplicates alike. */
export const canBeAsked = ({ state, closeReason }: Pick<ReportHead, 'state' | 'closeReason'>): boolean =>
  state === 'fixed' || (state === 'closed' && closeReason === 'duplicate');

/** When an issue has come to be fixed: asks everybody, with the usual time. Harmless when they are asked already. */
export async function askEverybody(kernel: Kernel, actor: Actor, issue: string): Promise<void> {
  if (await findOpenRetest(kernel, SYSTEM, issue)) return;
  const reports = (await listReportsOf(kernel, SYSTEM, issue)).filter(canBeAsked).map(({ id }) => id);
  if (reports.length === 0) return;
  const request = { reports, dueAt: await usualDue(kernel), instructions: '', place: '' };
  await setRequest(kernel, actor, issue, request);
}

/**
 * Makes this the request of the issue: begins one, or changes the one that is open. Who has answered stays; who is new
 * is asked and hears of it; who is left out and has not answered is not waited for any longer.
 */
export async function setRequest(kernel: Kernel, actor: Actor, issue: string, request: RetestRequest): Promise<void> {
  const linked = (await listReportsOf(kernel, SYSTEM, issue)).filter(canBeAsked);
  const open = await findOpenRetest(kernel, SYSTEM, issue);
  const content = { instructions: request.instructions, place: request.place };
  if (open) await saveRetest(kernel, open, { dueAt: request.dueAt, content });
  const retest = open?.id ?? (await insertRetest(kernel, actor, { issue, dueAt: request.dueAt, content }));
  const chosen = linked.filter(({ id }) => request.reports.includes(id));
  for (const { report } of open?.asked ?? [])
    if (!request.reports.includes(report)) await dropAsk(kernel, retest, report);
  for (const { id } of chosen) {
    const ask = await addAsk(kernel, retest, id);
    if (ask === undefined) continue;
    await addEntry(kernel, actor, id, {
      kind: 'retest_asked',
      role: actor.kind === 'system' ? 'system' : 'staff',
      audience: 'reporter',
      details: { retest, dueAt: request.dueAt.toISOString() },
    });
    await kernel.emit(kernel, 'retest.asked', { ask });
  }
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: open ? 'retest.change' : 'retest.ask',
    subject: issue,
    details: { retest, reports: chosen.map(({ id }) => id), dueAt: request.dueAt.toISOString() },
  });
  await noteWaits(kernel, issue);
}

/** Writes on each fixed report of the issue whom it waits for and until when; nothing when nobody is asked any more. */
export async function noteWaits(kernel: Kernel, issue: string): Promise<void> {
  const open = await findOpenRetest(kernel, SYSTEM, issue);
  const { calendar } = await currentProgram(kernel);
  for (const { id } of await fixedReports(kernel, issue)) {
    const report = await lockReport(kernel, SYSTEM, id);
    const before = report.snapshot.retest;
    const waits =
      open &&
      waitsOf(
        open.asked.find(({ report }) => report === id),
        open.asked,
      );
    const due =
      waits === 'team'
        ? before?.waits === 'team'
          ? before.dueAt
          : endOfItsDay(dueAt(kernel.clock.now(), confirmTime, calendar), calendar.timeZone)
        : open?.dueAt;
    const retest = waits && due ? { waits, dueAt: due } : null;
    if (retest?.waits === before?.waits && retest?.dueAt.getTime() === before?.dueAt.getTime()) continue;
    const snapshot = { ...report.snapshot, retest };
    await saveReport(kernel, report, { snapshot, clocks: { retestDue: silenceEnds(snapshot) } });
  }
}

/** When an issue is fixed no longer: ends its request, so that nobody is asked for what is over. */
export async function endRequest(kernel: Kernel, actor: Actor, issue: string, state: IssueState): Promise<void> {
  const retest = await closeRetest(kernel, actor, issue, outcomeAt[state]);
  if (retest === undefined) return;
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: 'retest.end',
    subject: issue,
    details: { retest, outcome: outcomeAt[state] },
  });
  await noteWaits(kernel, issue);
}

const outcomeAt: Readonly<Record<IssueState, RetestOutcome>> = {
  open: 'back',
  accepted: 'back',
  fixed: 'withdrawn',
  resolved: 'resolved',
  closed: 'withdrawn',
};

/** In order of id, so that two who lock them wait for each other and never in a circle. */
const fixedReports = async (kernel: Kernel, issue: string): Promise<ReportHead[]> =>
  (await listReportsOf(kernel, SYSTEM, issue))
    .filter(({ state }) => state === 'fixed')
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
