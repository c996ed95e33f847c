// The frame of every page of one application: its name on the way up, and the views of it as tabs.
import type { ComponentChildren } from 'preact';
import { href, routes } from '../../catalog/routes.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import { type Shell, shell } from '../../core/http/shell.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Tabs } from '../../web/ui/nav.tsx';
import type { Application } from '../application.ts';

/** The views, in the order in which a newcomer needs them. */
const views = [
  { label: 'Overview', at: routes.developers.application },
  { label: 'Secrets', at: routes.developers.secrets },
  { label: 'Vehicle access', at: routes.connect.access },
  { label: 'Connections', at: routes.connect.connections },
  { label: 'Requests', at: routes.developers.requests },
  { label: 'Webhooks', at: routes.webhooks.list },
  { label: 'Deletion orders', at: routes.rights.orders },
  { label: 'Branding', at: routes.developers.brand },
  { label: 'Settings', at: routes.developers.settings },
] as const;

/** @param props.at the view that the page is, or is reached from */
export function ApplicationFrame(props: {
  shell: Shell;
  application: Pick<Application, 'id' | 'name'>;
  at: (typeof views)[number]['at'];
  /** Of a page within the view; the view's own name otherwise. */
  title?: string;
  flash?: { tone: 'good' | 'attention'; text: string } | undefined;
  headingAside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { application, at, shell, title } = props;
  const { id, name } = application;
  const view = views.find(one => one.at === at);
  const isOverview = at === routes.developers.application;
  return (
    <DeveloperConsole
      shell={shell}
      title={title ?? (isOverview ? name : (view?.label ?? ''))}
      breadcrumbs={[
        { href: href(routes.developers.home), label: 'Organizations' },
        ...(isOverview && title === undefined
          ? []
          : [{ href: href(routes.developers.application, { id }), label: name }]),
        ...(title === undefined || isOverview ? [] : [{ href: href(at, { id }), label: view?.label ?? '' }]),
      ]}
      flash={props.flash}
      headingAside={props.headingAside}
    >
      <Tabs
        label={`Views of ${name}`}
        items={views.map(({ label, at: one }) => ({ href: href(one, { id }), label, current: one === at }))}
      />
      {props.children}
    </DeveloperConsole>
  );
}

/** A page under the secrets of an application, asking or telling once. */
export const secretsPage = (
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  application: Pick<Application, 'id' | 'name'>,
  title: string,
  children: ComponentChildren,
): Answer =>
  html(
    renderPage(
      <ApplicationFrame shell={shell(context)} application={application} at={routes.developers.secrets} title={title}>
        {children}
      </ApplicationFrame>,
    ),
  );
