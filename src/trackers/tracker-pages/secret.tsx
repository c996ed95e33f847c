// The secret with which a tracker signs its news: shown once, with where it goes.
import { href, routes } from '../../catalog/routes.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Callout, Copyable, DefinitionList } from '../../web/ui/text.tsx';
import type { TrackerKind } from '../connections/tracker-kind.ts';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const steps: Readonly<Record<TrackerKind, string>> = {
  github:
    'In the repository: Settings, Webhooks, Add webhook. Content type application/json; events “Issues” and “Issue comments”.',
  gitlab:
    'In the project: Settings, Webhooks. Paste the secret as secret token; triggers: issues, confidential issues, comments, confidential comments.',
  jira: 'As a Jira admin: System, Webhooks. Events: issue updated, issue deleted, comment created. A Jira that knows no secret for webhooks needs none of this: it is asked every 15 minutes.',
};

/** The page right after a secret was made. */
export const secretPage = (
  context: Context,
  { id, kind, name, secret }: { id: string; kind: TrackerKind; name: string; secret: string },
): Answer =>
  html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Let it tell us"
        breadcrumbs={[
          { href: href(routes.trackers.trackers), label: 'Trackers' },
          { href: href(routes.trackers.tracker, { id }), label: name },
        ]}
      >
        <p>
          “{name}” answers. Without the next step its tickets are read every 15 minutes; with it, changes arrive within
          seconds. {steps[kind]}
        </p>
        <Callout tone="attention" title="Copy this now">
          <p>The secret is shown this once. It is kept encrypted.</p>
        </Callout>
        <DefinitionList
          items={[
            {
              term: 'Address',
              detail: (
                <Copyable text={context.kernel.config.publicUrl + href(routes.trackers.hook, { id })} what="address" />
              ),
            },
            { term: 'Secret', detail: <Copyable text={secret} what="secret" /> },
          ]}
        />
        <ButtonRow>
          <ButtonLink kind="primary" href={href(routes.trackers.tracker, { id })}>
            I have copied it
          </ButtonLink>
        </ButtonRow>
      </StaffConsole>,
    ),
  );
