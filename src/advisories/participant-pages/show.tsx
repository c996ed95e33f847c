// A participant's own page of a case: what is agreed on, what it is about, what the others say, and what it says itself.
import { href, routes } from '../../catalog/routes.ts';
import { after, DAY } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import { participant } from '../../core/http/access.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Card, Section } from '../../web/ui/card.tsx';
import { Hidden } from '../../web/ui/form.tsx';
import { Badge, Callout } from '../../web/ui/text.tsx';
import { About, Conversation, FactsCard, Parties, Statements, Story } from '../case-pages/case-parts.tsx';
import { EmbargoCard, Zoned } from '../case-pages/embargo-card.tsx';
import type { PageState } from '../case-pages/form-state.ts';
import { ProgressForm, StatementForm, StatusForm } from '../case-pages/status-form.tsx';
import { CaseWriter } from '../case-pages/writer.tsx';
import { roleWords } from '../cases/case-words.ts';
import { type CaseView, loadCase, mustAgreeFirst } from '../cases/load-case.ts';
import { isInForce } from '../machines/embargo-management.ts';

export const showRoute = defineRoute({
  method: 'GET',
  at: routes.coordination.show,
  access: participant(),
  limit: 'page',
  summary: 'A case as one of its participants sees it.',
  handle: async context => showOwnCase(context),
});

type PageContext = Pick<RouteContext<{ readonly id: string }>, 'kernel' | 'actor' | 'request' | 'params'>;

/**
 * The case of the participant in the address, which must be the one whose link was used.
 * @throws Refusal not_found otherwise
 */
export function ownCase({ actor, params }: Pick<PageContext, 'actor' | 'params'>): string {
  if (actor.kind !== 'participant' || actor.id !== params.id) throw refuse('not_found');
  return actor.case;
}

/** The page; after a refused form with everything that was typed still there. */
export async function showOwnCase(context: PageContext, state: PageState = {}): Promise<Answer> {
  const { kernel, actor } = context;
  const view = await loadCase(kernel, actor, ownCase(context));
  const { found, me } = view;
  const isOpen = found.state === 'open';
  const now = kernel.clock.now();
  const embargo = (
    <EmbargoCard
      view={view}
      state={state}
      action={href(routes.coordination.embargo, { id: me.id })}
      now={now}
      timeZone={kernel.config.operator.timeZone}
      suggested={after(now, 90 * DAY)}
      isOpen={isOpen}
    />
  );
  const isGated = mustAgreeFirst(view);
  return html(
    renderPage(
      <SitePage shell={shell(context)} title={isGated ? found.number : `${found.number} ${found.title}`}>
        <header class="report-head">
          <p class="report-number">
            {found.number} <Badge>{isOpen ? 'Open' : 'Closed'}</Badge>
          </p>
          <h1>{isGated ? `A case that concerns ${me.name}` : found.title}</h1>
          <form class="leave-note" action={href(routes.coordination.leave)} method="post">
            <span>
              You are here for {me.name}: {me.roles.map(role => roleWords[role].label).join(', ')}.
            </span>
            <Button size="small" icon="log-out">
              Close this case
            </Button>
          </form>
        </header>
        {!isOpen && (
          <Callout title="This case is closed">
            <p>Everything stays here to be read. Nothing can be written any more.</p>
          </Callout>
        )}
        {isGated ? (
          <Gate view={view}>{embargo}</Gate>
        ) : (
          <>
            <aside class="coordination-now" aria-label="Embargo, facts and progress">
              {embargo}
              <FactsCard facts={found.facts} />
              {isOpen && (
                <Card title="How far you are">
                  {state.form === 'progress' && <p class="field-error">{state.errors?.['to']}</p>}
                  <ProgressForm participant={me} action={href(routes.coordination.step, { id: me.id })} />
                </Card>
              )}
            </aside>
            <About view={view} />
            {isOpen && <OwnStatus view={view} state={state} />}
            <Section id="parties" title="Who takes part">
              <Parties view={view} />
              <Statements view={view} />
            </Section>
            <Section id="messages" title="Conversation">
              <Conversation view={view} />
              {isOpen && <Writer view={view} state={state} />}
            </Section>
            <Story view={view} />
          </>
        )}
      </SitePage>,
    ),
    { status: state.errors ? 422 : 200 },
  );
}

/** Before a party reads anything, it promises to keep silent: or proposes another time, or leaves. */
function Gate({ view, children }: { view: CaseView; children: preact.ComponentChildren }) {
  const { found, me, owner } = view;
  return (
    <div class="gate">
      <Callout tone="attention" title="Agree to keep silent first">
        <p>
          {owner.name} coordinates a vulnerability that concerns you. What it is about opens once you promise to say
          nothing in public before the time below. If the time does not suit you, propose another one.
        </p>
      </Callout>
      {isInForce(found.embargo) && found.until && (
        <form action={href(routes.coordination.embargo, { id: me.id })} method="post">
          <Hidden name="step" value="keep" />
          <p>
            We say nothing in public until <Zoned until={found.until} />.
          </p>
          <ButtonRow>
            <Button kind="primary">Promise and open the case</Button>
          </ButtonRow>
        </form>
      )}
      {children}
    </div>
  );
}

/** What this party says about each vulnerability, and its statement. */
function OwnStatus({ view, state }: { view: CaseView; state: PageState }) {
  const { me, vulnerabilities, statuses } = view;
  const action = href(routes.coordination.status, { id: me.id });
  return (
    <Section
      id="status"
      title="What you say"
      intro={<p>Everybody in the case sees it. It goes into the advisory unless you change it before.</p>}
    >
      {vulnerabilities.map(vulnerability => (
        <Card key={vulnerability.id} level={3} title={vulnerability.title}>
          <StatusForm
            vulnerability={vulnerability}
            said={statuses.find(one => one.participant === me.id && one.vulnerability === vulnerability.id)}
            action={action}
            state={state}
          />
        </Card>
      ))}
      <StatementForm participant={me} action={action} state={state} />
    </Section>
  );
}

/** A message, to everybody or to the team alone. */
const Writer = ({ view, state }: { view: CaseView; state: PageState }) => (
  <CaseWriter
    view={view}
    state={state}
    action={href(routes.coordination.message, { id: view.me.id })}
    audiences={[{ value: 'private', label: `${view.owner.name} alone` }]}
  />
);
