// What people do about duties: answer the questions, say that a measure is available, record what was submitted, and
// agree by two that a stage is not required or has more time.
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { addEntry } from '../conversation-store.ts';
import { lengthOf, shortestReason } from '../report-closing.ts';
import { isReporter } from '../report-store.ts';
import { momentOf } from '../triage/date-field.ts';
import {
  type Duties,
  type DutyAnswers,
  type DutyKind,
  type DutyReply,
  type DutyStage,
  dutyKinds,
  dutyQuestions,
  dutyReplies,
  foldDuties,
  type StageName,
  stageNames,
} from './duty.ts';
import {
  addDrill,
  addDutyEvent,
  type DrillScenario,
  endDrill,
  listDutyEvents,
  lockDuties,
  type NewDutyEvent,
} from './duty-store.ts';
import { type DutySubject, readDutySubject } from './duty-subject.ts';

type Fields = Readonly<Record<string, string | undefined>>;
export type DutyOutcome =
  | { readonly ok: true; readonly duties: Duties }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

const wrong = (errors: Readonly<Record<string, string>>): DutyOutcome => ({ ok: false, errors });

/** Reads the five answers; every question has to be answered, “not clear yet” included. */
export function readDutyAnswers(fields: Fields): { answers: DutyAnswers } | { errors: Record<string, string> } {
  const replies = dutyQuestions.map(name => [name, dutyReplies.find(reply => reply === fields[name])] as const);
  const missing = replies.filter(([, reply]) => reply === undefined);
  if (missing.length > 0)
    return { errors: Object.fromEntries(missing.map(([name]) => [name, 'Answer this, even if it is not clear yet.'])) };
  // None is missing.
  return { answers: Object.fromEntries(replies) as Record<string, DutyReply> as DutyAnswers };
}

/** Answers the questions. `awareAt` is when we became aware of what they say; now, unless said otherwise. */
export async function answerDuties(
  kernel: Kernel,
  actor: Actor,
  { id, answers, awareAt }: { readonly id: string; readonly answers: DutyAnswers; readonly awareAt?: Date },
): Promise<DutyOutcome> {
  return onDuty(kernel, actor, id, async (kernel, { subject, add }) => {
    const now = kernel.clock.now();
    if (awareAt !== undefined && awareAt > now) return wrong({ awareAt: 'This lies in the future.' });
    let duties = await add({ kind: 'answered', answers, awareAt: awareAt ?? now });
    // A report that is fixed already has its measure.
    if (subject.kind === 'report' && subject.report.fixedAt !== null && duties.measureAt === null)
      duties = await add({ kind: 'measure', availableAt: subject.report.fixedAt });
    return { ok: true, duties };
  });
}

/** Does what a form on the page of a subject asks for; `act` names it. */
export async function actOnDuty(
  kernel: Kernel,
  actor: Actor,
  { id, fields }: { readonly id: string; readonly fields: Fields },
): Promise<DutyOutcome> {
  const { timeZone } = (await currentProgram(kernel)).calendar;
  const moment = (name: string): Date | null => momentOf((fields[name] ?? '').trim(), timeZone);
  const words = (name: string): string => (fields[name] ?? '').toWellFormed().trim();
  if (fields['act'] === 'answer') {
    const read = readDutyAnswers(fields);
    const awareAt = moment('awareAt');
    if ('errors' in read || awareAt === null)
      return wrong({
        ...('errors' in read ? read.errors : {}),
        ...(awareAt === null && { awareAt: 'Say when we became aware, like 2026-11-26 14:30.' }),
      });
    return answerDuties(kernel, actor, { id, answers: read.answers, awareAt });
  }
  return onDuty(kernel, actor, id, async (kernel, { duties, add }) => {
    const now = kernel.clock.now();
    const done = async (event: NewDutyEvent): Promise<DutyOutcome> => ({ ok: true, duties: await add(event) });
    if (fields['act'] === 'measure') {
      const availableAt = moment('availableAt');
      if (availableAt === null) return wrong({ availableAt: 'Say since when it is available.' });
      if (availableAt > now) return wrong({ availableAt: 'This lies in the future; record it once it is available.' });
      return done({ kind: 'measure', availableAt });
    }
    if (fields['act'] === 'withdraw') {
      if (duties.measureAt === null) return wrong({ act: 'No measure is recorded.' });
      return done({ kind: 'measure_withdrawn' });
    }
    const stage = stageOf(duties, fields);
    if (!stage) throw refuse('not_found');
    const place = { duty: stage.duty, stage: stage.stage };
    switch (fields['act']) {
      case 'submit': {
        const submittedAt = moment('submittedAt');
        const reference = words('reference');
        if (stage.status === 'submitted') return wrong({ reference: 'This stage has been recorded as submitted.' });
        if (submittedAt === null || submittedAt > now)
          return wrong({ submittedAt: 'Say when it was submitted; that can’t be in the future.' });
        if (reference === '' || reference.length > 200)
          return wrong({ reference: 'Enter the reference that the authority gave, up to 200 characters.' });
        return done({ kind: 'submitted', ...place, submittedAt, reference });
      }
      case 'relieve': {
        const relief = (['not_required', 'extension'] as const).find(each => each === fields['relief']);
        const until = relief === 'extension' ? moment('until') : null;
        const reason = words('reason');
        const errors = {
          ...(relief === undefined && { relief: 'Choose one.' }),
          ...(relief === 'extension' &&
            (until === null || until <= now) && { until: 'Say until when, in the future.' }),
          ...(lengthOf(reason) < shortestReason && { reason: `Say why in at least ${shortestReason} characters.` }),
          ...(stage.proposed && { relief: 'Something was proposed already; it has to be decided first.' }),
          ...((stage.status === 'submitted' || stage.status === 'not_required') && { relief: 'This stage has ended.' }),
        };
        if (relief === undefined || Object.keys(errors).length > 0) return wrong(errors);
        return done({ kind: 'relief_proposed', ...place, relief, until, reason });
      }
      case 'agree':
      case 'decline': {
        const { proposed } = stage;
        if (!proposed) return wrong({ act: 'Nothing is proposed here.' });
        if (proposed.actor === actorId(actor))
          return wrong({ act: 'You proposed this; a second person has to decide.' });
        return done({ kind: 'relief_decided', of: proposed.id, agreed: fields['act'] === 'agree' });
      }
      default:
        return wrong({ act: 'Choose what to do.' });
    }
  });
}

/** Begins a drill: an invented case with the real clocks, marked as a drill everywhere. */
export async function beginDrill(kernel: Kernel, actor: Actor, scenario: DrillScenario): Promise<string> {
  return kernel.transaction(async kernel => {
    const id = await addDrill(kernel, actor, scenario);
    const yes = (on: boolean): DutyReply => (on ? 'yes' : 'no');
    const answers: DutyAnswers = {
      exploited: yes(scenario === 'exploited'),
      incident: yes(scenario === 'incident'),
      personalData: yes(scenario === 'personalData'),
      digitalProduct: yes(scenario !== 'personalData'),
      essentialEntity: yes(scenario === 'incident'),
    };
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'duty.begin_drill',
      subject: id,
      details: { scenario },
    });
    await addDutyEvent(kernel, actor, {
      subject: id,
      isDrill: true,
      event: { kind: 'answered', answers, awareAt: kernel.clock.now() },
    });
    return id;
  });
}

/** Ends a drill. */
export async function finishDrill(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    const subject = await readDutySubject(kernel, actor, id);
    if (subject.kind !== 'drill') throw refuse('not_found');
    await endDrill(kernel, id);
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'duty.end_drill', subject: id, details: {} });
  });
}

type DutyWork = {
  readonly subject: DutySubject;
  readonly duties: Duties;
  readonly add: (event: NewDutyEvent) => Promise<Duties>;
};

/** One change at a time for each subject; by triagers, and by the product itself. */
async function onDuty(
  kernel: Kernel,
  actor: Actor,
  id: string,
  work: (kernel: Kernel, duty: DutyWork) => Promise<DutyOutcome>,
): Promise<DutyOutcome> {
  return kernel.transaction(async kernel => {
    await lockDuties(kernel, id);
    const subject = await readDutySubject(kernel, actor, id);
    const mayAct = actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.triage'));
    if (!mayAct || (subject.kind === 'report' && isReporter(actor, subject.report))) throw refuse('not_allowed');
    if (subject.kind === 'drill' && subject.drill.endedAt !== null) return wrong({ act: 'This drill has ended.' });
    const duties = foldDuties(await listDutyEvents(kernel, id));
    return work(kernel, {
      subject,
      duties,
      add: async event => {
        const after = await addDutyEvent(kernel, actor, { subject: id, isDrill: subject.kind === 'drill', event });
        const details = storyOf(event);
        await kernel.audit.record(kernel.db, {
          actor: actorId(actor),
          action: `duty.${event.kind}`,
          subject: id,
          details,
        });
        if (subject.kind === 'report')
          await addEntry(kernel, actor, id, {
            kind: `duty_${event.kind}`,
            role: actor.kind === 'system' ? 'system' : 'staff',
            audience: 'internal',
            details,
          });
        return after;
      },
    });
  });
}

/** Of an event, what the story and the audit log keep: names of places and answers, no words. */
function storyOf(event: NewDutyEvent): Record<string, string> {
  if (event.kind === 'answered') return { ...event.answers };
  if (event.kind === 'relief_decided') return { agreed: event.agreed ? 'yes' : 'no' };
  return 'duty' in event
    ? { duty: event.duty, stage: event.stage, ...(event.kind === 'relief_proposed' && { relief: event.relief }) }
    : {};
}

function stageOf({ duties }: Duties, fields: Fields): DutyStage | undefined {
  const kind: DutyKind | undefined = dutyKinds.find(each => each === fields['duty']);
  const name: StageName | undefined = stageNames.find(each => each === fields['stage']);
  return duties.find(duty => duty.kind === kind)?.stages.find(({ stage }) => stage === name);
}

/** Records that a fix is in place, or no longer is: the clock of CRA's final report follows it. */
export async function followFix(kernel: Kernel, actor: Actor, id: string, isFixed: boolean): Promise<void> {
  const { duties, measureAt } = foldDuties(await listDutyEvents(kernel, id));
  if (duties.length === 0 || isFixed === (measureAt !== null)) return;
  await onDuty(kernel, actor, id, async (kernel, { add }) => ({
    ok: true,
    duties: await add(isFixed ? { kind: 'measure', availableAt: kernel.clock.now() } : { kind: 'measure_withdrawn' }),
  }));
}
