// A notice: what other systems are told when something has happened. Numbers, states and times, never a word that somebody wrote.
import { findCaseEntry, readCase, readDraft } from '../../advisories/index.ts';
import type { EventName } from '../../catalog/events.ts';
import type { OutsideEvent } from '../../catalog/outside-events.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import type { JsonValue } from '../../core/canonical-json.ts';
import { isRefusal } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findIssue, findMessageFacts, findReportEntry, listChecks, readReport } from '../../reports/index.ts';

export type Notice = {
  readonly type: OutsideEvent | 'test';
  readonly at: Date;
  /** Ids, numbers, states and times. */
  readonly data: Readonly<Record<string, JsonValue>>;
  /** One line for a chat: `Report VDP-2026-0001` and what about it. */
  readonly about: string;
  readonly says: string;
  /** Where to read more, after signing in. */
  readonly url: string;
};

const self = system('notices');

/** A notice with what it is told for: the same cause is told once. */
export type CausedNotice = { readonly notice: Notice; readonly cause: string };

/**
 * The notices of an event of the product; none when others are not told of it, or when its subject is gone.
 * @param delivery of the event, by which a notice is told once that nothing else could tell
 */
export async function noticesOf(
  kernel: Kernel,
  event: EventName,
  ids: Ids,
  delivery: string,
): Promise<readonly CausedNotice[]> {
  try {
    const notice = await describe(kernel, event, ids);
    // Files are looked at while the form is still being filled in, when there is no report yet to tell of.
    const scans = event === 'report.submitted' || event === 'evidence.scanned' ? await scanNotices(kernel, ids) : [];
    return [...(notice ? [{ notice, cause: delivery }] : []), ...scans];
  } catch (error) {
    if (isRefusal(error, 'not_found')) return [];
    throw error;
  }
}

/** The payload of an event. */
type Ids = Readonly<Record<string, string | undefined>>;

function describe(kernel: Kernel, event: EventName, ids: Ids): Promise<Notice | undefined> {
  const { report, issue, case: caseId, advisory, entry, message, person, clock, stage } = ids;
  switch (event) {
    case 'report.submitted':
      return reportNotice(kernel, report, { type: 'report.created', says: 'has come in' });
    case 'report.moved':
      return movedNotice(kernel, report, entry);
    case 'report.answered':
      return messageNotice(kernel, report, message);
    case 'report.assigned':
      return reportNotice(kernel, report, {
        type: 'report.assigned',
        says: 'has been given to somebody',
        more: { assignee: person ?? '' },
      });
    case 'clock.warned':
      return reportNotice(kernel, report, {
        type: stage === 'soon' ? 'clock.warning' : 'clock.breached',
        says: stage === 'soon' ? 'has a promise that runs out soon' : 'has a promise that has run out',
        more: { clock: { name: clock ?? '', stage: stage ?? '' } },
      });
    case 'issue.moved':
      return issueNotice(kernel, issue);
    case 'case.opened':
    case 'case.changed':
      return caseNotice(kernel, caseId, entry);
    case 'advisory.published':
      return advisoryNotice(kernel, advisory);
    default:
      return Promise.resolve(undefined);
  }
}

/** What a test sends: the shape of every notice, about nothing. */
export const testNotice = (kernel: Pick<Kernel, 'clock' | 'config'>, url: string): Notice => ({
  type: 'test',
  at: kernel.clock.now(),
  data: { message: 'This is a test. Nothing has happened.' },
  about: 'A test',
  says: 'of messages from Telltale: nothing has happened',
  url: kernel.config.publicUrl + url,
});

type Told = Pick<Notice, 'says'> & { readonly type: OutsideEvent; readonly more?: Readonly<Record<string, JsonValue>> };

async function reportNotice(kernel: Kernel, id: string | undefined, told: Told): Promise<Notice | undefined> {
  if (id === undefined) return undefined;
  const report = await readReport(kernel, self, id);
  // What is held back is for the page of held reports alone.
  if (report.isHeld) return undefined;
  return {
    type: told.type,
    at: kernel.clock.now(),
    data: {
      report: {
        id,
        number: report.number,
        state: report.state,
        close_reason: report.closeReason,
        priority: report.priority,
        submitted_at: report.submittedAt.toISOString(),
        due_at: report.dueAt?.toISOString() ?? null,
      },
      ...told.more,
    },
    about: `Report ${report.number}`,
    says: told.says,
    url: kernel.config.publicUrl + href(routes.reports.triage, { id }),
  };
}

/** What the virus scanner said of the report's files, or of the one that is named. */
async function scanNotices(kernel: Kernel, { report = '', file }: Ids): Promise<CausedNotice[]> {
  const checks = [...(await listChecks(kernel, report)).values()].filter(
    check => check.virus !== 'skipped' && (file === undefined || check.file === file),
  );
  const told = checks.map(async ({ file, virus, checkedAt }): Promise<CausedNotice[]> => {
    const notice = await reportNotice(kernel, report, {
      type: 'attachment.scanned',
      says: scanSays[virus],
      more: { attachment: { id: file, verdict: virus, scanned_at: checkedAt.toISOString() } },
    });
    return notice ? [{ notice, cause: `scan ${file}` }] : [];
  });
  return (await Promise.all(told)).flat();
}

const scanSays = {
  clean: 'has a file in which the virus scanner found nothing',
  infected: 'has a file in which the virus scanner found something: it is in quarantine',
  failed: 'has a file that the virus scanner could not look at',
  skipped: 'has a file',
} as const;

async function messageNotice(kernel: Kernel, report: string | undefined, message: string | undefined) {
  const facts = message === undefined ? undefined : await findMessageFacts(kernel, message);
  if (facts?.audience !== 'reporter') return undefined;
  return reportNotice(kernel, report, {
    type: 'report.commented',
    says: `has a new message from ${facts.role === 'reporter' ? 'the reporter' : 'the team'}`,
    more: { message: { id: message ?? '', role: facts.role } },
  });
}

async function movedNotice(kernel: Kernel, report: string | undefined, entry: string | undefined) {
  const facts = entry === undefined ? undefined : await findReportEntry(kernel, entry);
  if (!facts) return undefined;
  const { kind, from, to } = facts;
  const change = { change: { kind, from, to } };
  if (kind === 'retest')
    return reportNotice(kernel, report, { type: 'report.retested', says: 'has a fix that was checked', more: change });
  // Its birth is told by another event.
  if (kind === 'submit') return undefined;
  return from !== to && to !== null
    ? reportNotice(kernel, report, {
        type: 'report.state_changed',
        says: `is now: ${to.replaceAll('_', ' ')}`,
        more: change,
      })
    : reportNotice(kernel, report, { type: 'report.updated', says: 'has changed', more: change });
}

async function issueNotice(kernel: Kernel, id: string | undefined): Promise<Notice | undefined> {
  const issue = id === undefined ? undefined : await findIssue(kernel, self, id);
  if (!issue) return undefined;
  return {
    type: 'issue.state_changed',
    at: kernel.clock.now(),
    data: {
      issue: {
        id: issue.id,
        number: issue.number,
        state: issue.state,
        priority: issue.severity,
        due_at: issue.dueAt?.toISOString() ?? null,
        reports: issue.reports.map(({ number }) => number),
      },
    },
    about: `Issue ${issue.number}`,
    says: `is now: ${issue.state}`,
    url: kernel.config.publicUrl + href(routes.reports.issue, { id: issue.id }),
  };
}

async function caseNotice(kernel: Kernel, id: string | undefined, entry: string | undefined) {
  if (id === undefined) return undefined;
  const found = await readCase(kernel, self, id);
  const facts = entry === undefined ? undefined : await findCaseEntry(kernel, entry);
  const isEmbargo = facts?.kind.startsWith('embargo_') === true;
  const type = entry === undefined ? 'case.opened' : isEmbargo ? 'embargo.changed' : 'case.changed';
  const notice: Notice = {
    type,
    at: kernel.clock.now(),
    data: { case: { id, number: found.number, state: found.state }, ...(facts && { change: { kind: facts.kind } }) },
    about: `Case ${found.number}`,
    says: type === 'case.opened' ? 'has been opened' : isEmbargo ? 'has news of its embargo' : 'has changed',
    url: kernel.config.publicUrl + href(routes.cases.show, { id }),
  };
  return notice;
}

async function advisoryNotice(kernel: Kernel, id: string | undefined): Promise<Notice | undefined> {
  if (id === undefined) return undefined;
  const { trackingId } = await readDraft(kernel, self, id);
  const url = kernel.config.publicUrl + href(routes.advisories.advisory, { id: trackingId });
  return {
    type: 'advisory.published',
    at: kernel.clock.now(),
    data: { advisory: { number: trackingId, url } },
    about: `Advisory ${trackingId}`,
    says: 'is out, in a new edition or withdrawn',
    url,
  };
}
