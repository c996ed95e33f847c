// The reports that are held back, for triagers: a list, and one with everything in it.
import Type from 'typebox';
import { personNames } from '../../../accounts/index.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { html, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { isId } from '../../../core/ids.ts';
import { currentProgram } from '../../../program/index.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { Tabs } from '../../../web/ui/nav.tsx';
import { Pager } from '../../../web/ui/table.tsx';
import { listAttachments } from '../../attachment-store.ts';
import { findHeld, type HeldFilter, listHeld } from '../held-store.ts';
import { keepOut, releaseReport } from '../release-report.ts';
import { HeldReport } from './held-report.tsx';
import { HeldTable } from './held-table.tsx';

const PAGE = 50;

const flashes: Readonly<Record<string, string>> = {
  released: 'The report is released. It stands in the queue as of the time it came.',
  'kept-out': 'The report is kept out. It is listed under “Kept out”, where it can still be released.',
};

const list = defineRoute({
  method: 'GET',
  at: routes.reports.held,
  access: staff('report.triage'),
  limit: 'page',
  summary: 'Reports that the policy of the doors held back.',
  query: Type.Object({
    show: Type.Optional(Type.String()),
    before: Type.Optional(Type.String()),
    done: Type.Optional(Type.String()),
  }),
  handle: async context => {
    const { kernel, actor, query } = context;
    const filter: HeldFilter = query.show === 'kept-out' ? 'kept-out' : 'waiting';
    const before = query.before !== undefined && isId('rpt', query.before) ? query.before : undefined;
    const found = await listHeld(kernel, actor, { filter, before, limit: PAGE + 1 });
    const reports = found.slice(0, PAGE);
    const next = found.length > PAGE ? reports.at(-1)?.id : undefined;
    const names = await personNames(
      kernel,
      reports.flatMap(({ hold }) => (hold.decidedBy?.startsWith('per_') ? hold.decidedBy : [])),
    );
    const addressOf = (show: HeldFilter, from?: string): string =>
      href(routes.reports.held, undefined, { show: show === 'waiting' ? undefined : show, before: from });
    const said = flashes[query.done ?? ''];
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="Held reports"
          flash={said === undefined ? undefined : { tone: 'good', text: said }}
        >
          <p>
            What looked like spam at the door. Its senders saw the same thanks as everybody and have number, code and
            receipt; nothing is lost. Look through them: some are honest.
          </p>
          <Tabs
            label="Held reports"
            items={[
              { label: 'To look at', href: addressOf('waiting'), current: filter === 'waiting' },
              { label: 'Kept out', href: addressOf('kept-out'), current: filter === 'kept-out' },
            ]}
          />
          <HeldTable reports={reports} filter={filter} names={names} />
          {(before !== undefined || next !== undefined) && (
            <Pager
              label="Held reports"
              previous={before === undefined ? undefined : addressOf(filter)}
              next={next === undefined ? undefined : addressOf(filter, next)}
            />
          )}
        </StaffConsole>,
      ),
    );
  },
});

const show = defineRoute({
  method: 'GET',
  at: routes.reports.heldReport,
  access: staff('report.triage'),
  limit: 'page',
  summary: 'A held report with everything in it.',
  handle: async context => {
    const { kernel, actor, params } = context;
    const report = isId('rpt', params.id) ? await findHeld(kernel, actor, params.id) : undefined;
    if (!report) throw refuse('not_found');
    const [program, files] = await Promise.all([currentProgram(kernel), listAttachments(kernel, actor, report.id)]);
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title={`${report.number} ${report.title}`}
          heading={report.title}
          headingAside={<span class="queue-number">{report.number}</span>}
          breadcrumbs={[{ href: href(routes.reports.held), label: 'Held reports' }]}
        >
          <HeldReport report={report} program={program} files={files} />
        </StaffConsole>,
      ),
    );
  },
});

const release = defineRoute({
  method: 'POST',
  at: routes.reports.heldRelease,
  access: staff('report.triage'),
  limit: 'change',
  summary: 'Makes a held report an ordinary one.',
  handle: async ({ kernel, actor, params: { id } }) => {
    if (!(isId('rpt', id) && (await findHeld(kernel, actor, id)))) throw refuse('not_found');
    await releaseReport(kernel, actor, id);
    return seeOther(href(routes.reports.held, undefined, { done: 'released' }));
  },
});

const keep = defineRoute({
  method: 'POST',
  at: routes.reports.heldKeepOut,
  access: staff('report.triage'),
  limit: 'change',
  summary: 'Notes that a held report was looked at and stays out.',
  handle: async ({ kernel, actor, params: { id } }) => {
    if (!(isId('rpt', id) && (await findHeld(kernel, actor, id)))) throw refuse('not_found');
    await keepOut(kernel, actor, id);
    return seeOther(href(routes.reports.held, undefined, { done: 'kept-out' }));
  },
});

export const heldRoutes: readonly AnyRoute[] = [list, show, release, keep];
