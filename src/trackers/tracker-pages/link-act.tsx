// What staff does on the page of a ticket: send again, set the ticket to our state, read it now, comment, unlink.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { sendLinkAgain, sendOurs, unlink, writeComment } from '../links/change-link.ts';
import { findLink } from '../links/link-store.ts';
import { lookAtTicket } from '../links/look-at-ticket.ts';
import { showLink } from './link.tsx';
import { keyInWords } from './parts.tsx';

const text = Type.Optional(Type.String());

export const linkActRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'POST',
    at: routes.trackers.linkAct,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Sends again, sets the ticket to our state, or reads it now.',
    body: Type.Object({ do: text }),
    handle: async ({ kernel, actor, params: { id }, body }) => {
      if (!(await findLink(kernel, actor, id))) throw refuse('not_found');
      let done = body.do === 'ours' ? 'ours' : 'again';
      if (body.do === 'look') done = (await lookAtTicket(kernel, id)).result === 'fault' ? 'fault' : 'looked';
      else if (body.do === 'ours') await sendOurs(kernel, actor, id);
      else await sendLinkAgain(kernel, actor, id);
      return seeOther(href(routes.trackers.link, { id }, { done }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.linkComment,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Writes a comment that goes to the ticket.',
    body: Type.Object({ text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const typed = (body.text ?? '').toWellFormed().trim();
      const fault =
        typed === ''
          ? 'Write something first.'
          : [...typed].length > 10_000
            ? 'Keep it within 10,000 characters.'
            : undefined;
      if (fault !== undefined) return showLink(context, params.id, { comment: { typed, fault } });
      await writeComment(kernel, actor, params.id, typed);
      return seeOther(href(routes.trackers.link, { id: params.id }, { done: 'commented' }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trackers.linkRemove,
    access: staff('report.triage'),
    limit: 'page',
    summary: 'Asks before a ticket is unlinked.',
    handle: async context => {
      const link = await findLink(context.kernel, context.actor, context.params.id);
      if (!link) throw refuse('not_found');
      const { id, issue, ticket } = link;
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title="Unlink ticket"
            breadcrumbs={[{ href: href(routes.reports.issue, { id: issue }), label: 'Issue' }]}
          >
            <Confirm
              title={ticket ? `Unlink ticket ${keyInWords(ticket.key)}?` : 'Don’t make this ticket?'}
              consequence={
                <p>
                  {ticket
                    ? 'The ticket stays in the tracker as it is. Nothing keeps it in step with the issue any more, and its comments are deleted here.'
                    : 'What was to be sent is deleted. If it is under way just now, a ticket may still appear.'}
                </p>
              }
              action={href(routes.trackers.linkRemove, { id })}
              confirmLabel="Unlink"
              cancelHref={href(routes.trackers.link, { id })}
            />
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.linkRemove,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Unlinks a ticket.',
    handle: async ({ kernel, actor, params }) => {
      const issue = await unlink(kernel, actor, params.id);
      return seeOther(href(routes.reports.issue, { id: issue }));
    },
  }),
];
