// The frame of the pages on which staff looks after documents on request.
import type { ComponentChildren } from 'preact';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Tabs } from '../../web/ui/nav.tsx';

export type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Tab = 'desk' | 'readers' | 'shelf' | 'rules' | 'terms' | 'contacts';

type Frame = {
  readonly title: string;
  /** Of the tabs; pages below them have a way back instead. */
  readonly tab?: Tab;
  readonly back?: { readonly href: string; readonly label: string };
  readonly aside?: ComponentChildren;
  readonly done?: string | undefined;
  readonly status?: number;
};

export function deskPage(
  context: Context,
  { title, tab, back, aside, done, status = 200 }: Frame,
  content: ComponentChildren,
): Answer {
  const { actor } = context;
  const isAdmin = actor.kind === 'person' && may(actor.staffRole, 'documents.manage');
  const tabs: readonly (readonly [Tab, string, string])[] = [
    ['desk', 'Requests', href(routes.documents.desk)],
    ['readers', 'Who could read what', href(routes.documents.readers)],
    ...(isAdmin
      ? ([
          ['shelf', 'Shelf', href(routes.documents.shelf)],
          ['rules', 'Rules', href(routes.documents.rules)],
          ['terms', 'Terms', href(routes.documents.editTerms)],
          ['contacts', 'Contacts', href(routes.documents.contacts)],
        ] as const)
      : []),
  ];
  const home = { href: href(routes.documents.desk), label: 'Documents' };
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={title}
        headingAside={aside}
        breadcrumbs={tab === undefined ? [home, ...(back ? [back] : [])] : []}
        flash={done === undefined ? undefined : { tone: 'good', text: done }}
      >
        {tab !== undefined && tabs.length > 1 && (
          <Tabs
            label="Documents on request"
            items={tabs.map(([name, label, to]) => ({ label, href: to, current: name === tab }))}
          />
        )}
        {content}
      </StaffConsole>,
    ),
    { status, headers: { 'cache-control': 'no-store' } },
  );
}
