// The first page: what this server is, and the door for each person who comes.
import { href, type RoutePath, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card, CardGrid } from '../../web/ui/card.tsx';

type Door = { title: string; text: string; label: string; to: RoutePath };

const doors: readonly Door[] = [
  {
    title: 'You own a car',
    text: 'See which apps may read your car, what they read and when. Withdraw access with one click; it stops within a second.',
    label: 'Open my cars',
    to: routes.privacy.home,
  },
  {
    title: 'You build an app',
    text: "Read cars with their owners' permission. The official Smartcar SDKs run unmodified.",
    label: 'Open the dashboard',
    to: routes.developers.home,
  },
  {
    title: 'You found a weakness',
    text: 'Report it without an account and get a signed receipt. You are told what happens next and who owes it by when.',
    label: 'Read the program',
    to: routes.program.show,
  },
];

export const homeRoute = defineRoute({
  method: 'GET',
  at: routes.site.home,
  access: publicly(),
  limit: 'page',
  summary: 'The first page.',
  handle: async context => {
    const frame = shell(context);
    return html(
      renderPage(
        <SitePage
          shell={frame}
          title="Connected-car data that you can check"
          description="Owners decide who reads their cars, researchers report weaknesses and are answered, and every promise can be checked."
        >
          <h1>Connected-car data that you can check</h1>
          <p class="lead">
            {frame.operatorName} lets owners decide who reads their cars, answers researchers who report weaknesses, and
            gives a signed receipt for what was agreed or sent.
          </p>
          <ButtonRow>
            <ButtonLink kind="primary" href={href(routes.reports.submit)}>
              Report a vulnerability
            </ButtonLink>
            <ButtonLink href={href(routes.reports.return)}>Return to a report</ButtonLink>
          </ButtonRow>
          <CardGrid>
            {doors.map(({ title, text, label, to }) => (
              <Card key={title} title={title} actions={<ButtonLink href={to.path}>{label}</ButtonLink>}>
                <p>{text}</p>
              </Card>
            ))}
          </CardGrid>
        </SitePage>,
      ),
    );
  },
});
