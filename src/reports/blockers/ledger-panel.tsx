// On the page of a report: who is waited for, each with its tick; the ledger of pauses with what it gave back; warnings.
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { Panel } from '../../core/panel.ts';
import { currentProgram, workedBetween } from '../../program/index.ts';
import { Button } from '../../web/ui/button.tsx';
import { Card, Disclosure } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Form, Hidden, TextArea } from '../../web/ui/form.tsx';
import { Time } from '../../web/ui/time.tsx';
import { listWarnings } from '../clock-warnings/clock-warning-store.ts';
import { clockWords, lengthWords } from '../queue/running-clocks.ts';
import { blockedParties, blockerKinds } from '../report-snapshot.ts';
import { isReporter, readReport } from '../report-store.ts';
import { listBlockers } from './blocker-store.ts';
import { kindWords, partyWords } from './blocker-words.ts';
import { openBlocker, resolveBlocker } from './change-blockers.ts';

export const ledgerPanel: Panel = {
  name: 'waiting',
  on: 'report',
  place: 'side',
  order: 20,
  load: async (kernel, actor, id) => {
    const [report, blockers, warnings, { calendar }] = await Promise.all([
      readReport(kernel, actor, id),
      listBlockers(kernel, id),
      listWarnings(kernel, id),
      currentProgram(kernel),
    ]);
    if (blockers.length === 0 && warnings.length === 0) return null;
    const judges = actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !isReporter(actor, report);
    const now = kernel.clock.now();
    const isWaiting = report.state === 'needs_info';
    const action = href(routes.reports.blockers, { id });
    const gave = (from: Date, until: Date): string => lengthWords(workedBetween(from, until, calendar));
    return (
      <Card title={isWaiting ? 'Waiting for' : 'Pauses and warnings'}>
        <ul class="ledger">
          {blockers.map(({ id: key, on, kind, openedAt, resolvedAt }) => (
            <li key={key}>
              <p>
                <strong>{partyWords[on]}</strong>: {kindWords[kind]}
              </p>
              <p class="move-hint">
                <Time at={openedAt} show="absolute" /> to{' '}
                {resolvedAt ? <Time at={resolvedAt} show="absolute" /> : 'now'}.{' '}
                {on === 'owner'
                  ? 'Our clocks went on.'
                  : `Our clocks rested: ${gave(openedAt, resolvedAt ?? now)} of business time.`}
              </p>
              {judges && isWaiting && resolvedAt === null && (
                <form method="post" action={action}>
                  <Hidden name="revision" value={String(report.revision)} />
                  <Hidden name="on" value={on} />
                  <Hidden name="kind" value={kind} />
                  <Button size="small" icon="check" name="do" value="resolve">
                    No longer
                    <span class="visually-hidden">
                      {' '}
                      waiting for {partyWords[on]}: {kindWords[kind]}
                    </span>
                  </Button>
                </form>
              )}
            </li>
          ))}
          {warnings.map(({ clock, run, stage, at }) => (
            <li key={`${clock}${stage}${run.toISOString()}`}>
              <p>
                {clockWords[clock]}: {warningWords[stage]}
              </p>
              <p class="move-hint">
                <Time at={at} show="absolute" />
              </p>
            </li>
          ))}
        </ul>
        {judges && isWaiting && (
          <Disclosure summary="Wait for something else too">
            <Form action={action} scope="blocker" values={{ on: 'owner', kind: 'access' }}>
              <Hidden name="revision" value={String(report.revision)} />
              <Select
                name="on"
                label="Who has to answer"
                options={blockedParties.map(party => ({ value: party, label: partyWords[party] }))}
              />
              <Select
                name="kind"
                label="What is missing"
                options={blockerKinds.map(kind => ({ value: kind, label: kindWords[kind] }))}
              />
              <TextArea
                name="note"
                label="What exactly"
                hint="The reporter reads it when they are the one who is asked; else it stays inside."
                rows={3}
                required
              />
              <Button size="small" name="do" value="open">
                Wait for this too
              </Button>
            </Form>
          </Disclosure>
        )}
      </Card>
    );
  },
};

const warningWords = {
  soon: 'warned at three quarters of its time',
  over: 'overdue',
  escalated: 'long overdue; the admins were told',
} as const;

const text = Type.Optional(Type.String());

export const blockerRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'POST',
    at: routes.reports.blockers,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Adds to what a report waits for, or ticks it off.',
    body: Type.Object({ revision: text, do: text, on: text, kind: text, note: text }),
    handle: async ({ kernel, actor, params, body }) => {
      const { id } = params;
      await readReport(kernel, actor, id);
      const on = blockedParties.find(party => party === body.on);
      const kind = blockerKinds.find(each => each === body.kind);
      if (!on || !kind) throw refuse('invalid_input', { field: 'on' });
      const revision = /^\d{1,9}$/u.test(body.revision ?? '') ? Number(body.revision) : -1;
      const blocker = { on, kind };
      if (body.do === 'resolve') await resolveBlocker(kernel, actor, { id, revision, blocker });
      else {
        const note = (body.note ?? '').toWellFormed().trim();
        const outcome = await openBlocker(kernel, actor, { id, revision, blocker, note });
        if (!outcome.ok) throw refuse('invalid_input', { field: 'note' });
      }
      return seeOther(href(routes.reports.triage, { id }));
    },
  }),
];
