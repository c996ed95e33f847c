// The page of a report for staff: what was sent, what to do, what was said.
import Type from 'typebox';

import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { type LoadedPanel, loadPanels } from '../../core/panel.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { KeyHelp } from '../../web/ui/keys.tsx';
import { Callout, Severity } from '../../web/ui/text.tsx';
import { Timeline } from '../../web/ui/timeline.tsx';
import { findHeld } from '../abuse/held-store.ts';
import { findAttachment } from '../attachment-store.ts';
import { toEvidence } from '../evidence/evidence-pages.tsx';
import { LiveNote } from '../live/live-note.tsx';
import { noteSeen } from '../queue/seen-store.ts';
import type { ReportRecord } from '../report-record.ts';
import { readReport } from '../report-store.ts';
import type { CaseState } from '../triage/case-state.ts';
import { type Case, loadCase } from '../triage/load-case.ts';
import { formNameOf } from '../triage/move-form.ts';
import { openForStaff } from '../triage/open-report.ts';
import { entryTitle } from '../triage/staff-words.ts';
import { SentReport } from './triage-sent.tsx';
import { Assignment, Clocks, Facts, StateCard } from './triage-side.tsx';
import { Talk } from './triage-talk.tsx';

export const triageRoute = defineRoute({
  method: 'GET',
  at: routes.reports.triage,
  access: staff('report.read'),
  limit: 'page',
  summary: 'A report as staff sees it; with the number of an earlier one, its form for closing as duplicate is open.',
  query: Type.Object({ original: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, actor, params, query } = context;
    if (await findHeld(kernel, actor, params.id)) return seeOther(href(routes.reports.heldReport, { id: params.id }));
    const report = await openForStaff(kernel, actor, params.id);
    await noteSeen(kernel, actor, report);
    return showCase(context, report, closingAs(query.original));
  },
});

export const triageFileRoute = defineRoute({
  method: 'GET',
  at: routes.reports.triageFile,
  access: staff('report.read'),
  limit: 'page',
  summary: 'A file of evidence, to be saved.',
  handle: async ({ kernel, actor, params }) => {
    await readReport(kernel, actor, params.id);
    const found = await findAttachment(kernel, actor, params.id, params.file);
    if (!found) throw refuse('not_found');
    return toEvidence(kernel, found);
  },
});

/** A suggestion was pressed: the form stands open with the number in it. */
const closingAs = (original: string | undefined): CaseState =>
  original !== undefined && /^VDP-\d{4}-\d{4,}$/.test(original)
    ? { form: formNameOf({ kind: 'close', reason: 'duplicate' }), fields: { original } }
    : {};

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request' | 'panels'>;

/** The page; after a refused form with everything that was typed still there. */
export async function showCase(context: PageContext, report: ReportRecord, state: CaseState = {}): Promise<Answer> {
  const { kernel, actor } = context;
  const [found, panels] = await Promise.all([
    loadCase(kernel, actor, report),
    loadPanels(kernel, actor, context.panels, { on: 'report', subject: report.id }),
  ]);
  const now = kernel.clock.now();
  const status = state.isOvertaken ? 409 : state.errors ? 422 : 200;
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`${report.number} ${report.title}`}
        heading={report.title}
        headingAside={
          <span class="triage-heading">
            {report.priority !== null && <Severity level={report.priority} />}
            <span class="queue-number">{report.number}</span>
            <a class="triage-jump" href="#state">
              State and moves
            </a>
          </span>
        }
        breadcrumbs={[{ href: href(routes.reports.queue), label: 'Triage' }]}
        search={{ action: href(routes.reports.search), label: 'Search reports' }}
      >
        <LiveNote report={report.id} />
        {!showsItself(state, found) && <NotDone state={state} found={found} />}
        {found.isOwn && (
          <Callout tone="attention" title="You sent this report">
            <p>
              Someone else judges it.{' '}
              <a href={href(routes.reports.show, { id: report.id })}>Write to the team as its reporter</a>
            </p>
          </Callout>
        )}
        <div class="triage">
          <div class="triage-main">
            <SentReport found={found} state={state} />
            <Panels panels={panels} place="main" />
            <Talk found={found} state={state} />
            <Section id="story" title="Story">
              <Timeline
                label="What happened so far"
                items={found.entries.map(entry => ({
                  id: entry.id,
                  title: entryTitle(entry, found.nameOf),
                  state: 'past',
                  at: entry.at,
                  who:
                    entry.role === 'reporter'
                      ? 'Reporter'
                      : entry.role === 'system'
                        ? 'Telltale'
                        : `${found.nameOf(entry.actor)}${entry.audience === 'internal' ? ', internal' : ''}`,
                }))}
              />
            </Section>
          </div>
          <aside class="triage-side" aria-label="State and moves">
            <StateCard found={found} state={state} now={now} />
            <Assignment found={found} />
            <Clocks report={report} now={now} />
            <Panels panels={panels} place="side" />
            <Facts found={found} />
          </aside>
        </div>
        <KeyHelp />
      </StaffConsole>,
    ),
    { status },
  );
}

function Panels({ panels, place }: { panels: readonly LoadedPanel[]; place: LoadedPanel['place'] }) {
  return panels.filter(panel => panel.place === place).map(({ name, content }) => <div key={name}>{content}</div>);
}

/** Why nothing was done, when no form on the page can say it. Nothing that was typed is lost. */
function NotDone({ state, found }: { state: CaseState; found: Case }) {
  const typed = Object.entries(state.fields ?? {}).flatMap(([name, value]) =>
    value !== undefined && value.trim() !== '' && isWords(name) ? [{ name, value }] : [],
  );
  const last = found.entries.at(-1);
  return (
    <div role="alert">
      <Callout
        tone="attention"
        title={state.isOvertaken ? 'Someone changed this report meanwhile' : 'This can’t be done with this report now'}
      >
        {Object.values(state.errors ?? {}).map(sentence => (
          <p key={sentence}>{sentence}</p>
        ))}
        {state.isOvertaken && (
          <p>
            Nothing of what you sent was done. {last && `Last: ${entryTitle(last, found.nameOf)}.`} Look at it as it is
            now, then repeat your step if it is still right.
          </p>
        )}
        {typed.length > 0 && <p>What you typed:</p>}
        {typed.map(({ name, value }) => (
          <pre key={name} class="kept-text">
            {value}
          </pre>
        ))}
      </Callout>
    </div>
  );
}

const isWords = (field: string): boolean =>
  ['text', 'explanation', 'fixReference', 'cvss', 'original', 'issueNumber'].includes(field);

/** Whether a form that the page still has can show its own errors. */
function showsItself({ form, errors, isOvertaken }: CaseState, { offers, judges }: Case): boolean {
  if (isOvertaken) return false;
  if (!errors || form === undefined) return true;
  return judges && (['assess', 'message', 'note'].includes(form) || offers.some(offer => formNameOf(offer) === form));
}
