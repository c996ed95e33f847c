// When an original falls, the next that told of the same is opened again in its place, and whoever works on it is told.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, system } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { currentProgram } from '../../program/index.ts';
import { makeMove } from '../make-move.ts';
import type { Move } from '../report-moves.ts';
import type { ReportRecord } from '../report-record.ts';
import { lockReport, readReport } from '../report-store.ts';
import { listDuplicatesOf } from './issue-link-store.ts';
import { successionOf } from './originals.ts';

const ISSUES = system('issues');

export const promoteDuplicates = subscriber({
  name: 'promote-next-duplicate-when-original-fell',
  event: 'report.moved',
  handle: async (kernel, { report }, delivery) => {
    const promoted = await kernel.transaction(kernel => settleSuccession(kernel, report));
    if (promoted) await tellTeam(kernel, promoted, delivery);
  },
});

/** Puts the succession of a report into effect; harmless when there is nothing to do. Gives the report opened again. */
async function settleSuccession(kernel: Kernel, id: string): Promise<ReportRecord | undefined> {
  const original = await lockReport(kernel, ISSUES, id);
  const { promote, relink } = successionOf(original.snapshot, await listDuplicatesOf(kernel, id));
  const heir = promote === null ? undefined : await readReport(kernel, ISSUES, promote);
  if (heir) await move(kernel, ISSUES, heir.id, { kind: 'promote' }, PROMOTED);
  const next = heir
    ? ({ kind: 'report', id: heir.id, receivedAt: heir.submittedAt } as const)
    : original.snapshot.original;
  if (next) for (const each of relink) await move(kernel, ISSUES, each, { kind: 'relink', original: next }, null);
  return heir;
}

const PROMOTED =
  'The report that yours repeats was closed without a fix, so yours takes its place and is judged on its own.';

async function move(kernel: Kernel, actor: Actor, id: string, move: Move, reason: string | null): Promise<void> {
  const report = await lockReport(kernel, actor, id);
  const audience = move.kind === 'relink' ? 'internal' : 'reporter';
  const terms = await currentProgram(kernel);
  const moved = await makeMove(kernel, actor, { report, move, terms, reason, audience });
  if (!moved.ok) throw refuse('conflict', { report: id });
}

/** Whoever has the report, else the team. */
async function tellTeam(kernel: Kernel, { id, number, assignee }: ReportRecord, delivery: string): Promise<void> {
  const { operator, publicUrl } = kernel.config;
  const subject = `${number} is no duplicate any more`;
  const text = `What it repeats was closed without a fix, so it waits to be judged on its own.\n\n${publicUrl}${href(routes.reports.triage, { id })}\n`;
  const to = /^mailto:(.+)$/.exec(operator.securityContact)?.[1];
  if (assignee !== null) await mailPerson(kernel, assignee, { subject, text }, delivery);
  else if (to !== undefined) await kernel.compose(kernel, { to, subject, text }, delivery);
}
