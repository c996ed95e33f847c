// The page behind the box that finds things, and the same answer for the box itself while one types.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { signedIn } from '../../core/http/access.ts';
import { html, json } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { AccountConsole, StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import { findThings } from './find-things.ts';

export const findRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.find,
    access: signedIn(),
    limit: 'page',
    summary: 'Finds reports, pages, views, labels and people by a few letters.',
    query: Type.Object({ q: Type.Optional(Type.String()) }),
    handle: async context => {
      const { kernel, actor, query } = context;
      const typed = query.q ?? '';
      const frame = shell(context);
      const found = await findThings(kernel, actor, frame, typed);
      const Console = frame.staffRole ? StaffConsole : AccountConsole;
      return html(
        renderPage(
          <Console
            shell={frame}
            title="Find"
            search={{ action: href(routes.reports.find), label: 'Find a report, a page, a person', value: typed }}
          >
            {found.length === 0 ? (
              <EmptyState title={typed.trim() === '' ? 'Type what you look for' : 'Nothing fits'} icon="search">
                <p>A number like VDP-2026-0001 or 12, the name of a page, of a colleague, of a view, or a label.</p>
              </EmptyState>
            ) : (
              <ul class="find-results">
                {found.map(({ href: to, label, kind }) => (
                  <li key={to}>
                    <a href={to}>{label}</a> <span class="find-kind">{kind}</span>
                  </li>
                ))}
              </ul>
            )}
          </Console>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.findJson,
    access: signedIn(),
    limit: 'page',
    summary: 'What the box that finds things shows while one types.',
    query: Type.Object({ q: Type.Optional(Type.String()) }),
    handle: async context =>
      json({ found: await findThings(context.kernel, context.actor, shell(context), context.query.q ?? '') }),
  }),
];
