// The page of a case for staff: what it is about, who takes part, what was said; beside it the embargo and the facts.
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { after, DAY } from '../../core/clock.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { currentProgram, dueAt } from '../../program/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card, Disclosure, Section } from '../../web/ui/card.tsx';
import { Badge, Callout, DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { vendorsOf } from '../cases/change-case.ts';
import { type CaseView, loadCase } from '../cases/load-case.ts';
import { headsOf } from '../cve/assignment-store.ts';
import { AdvisoryCard } from '../editor-pages/case-card.tsx';
import type { CaseFact } from '../machines/case-facts.ts';
import { learn } from '../machines/case-invariants.ts';
import { isInForce } from '../machines/embargo-management.ts';
import { listDraftsOfCase } from '../publication/draft-store.ts';
import { About, Conversation, FactsCard, Parties, Statements, Story } from './case-parts.tsx';
import { EmbargoCard } from './embargo-card.tsx';
import type { PageState } from './form-state.ts';
import { InviteForm, StaffWriter, VulnerabilityForm } from './staff-forms.tsx';
import { ProgressForm } from './status-form.tsx';

export const showRoute = defineRoute({
  method: 'GET',
  at: routes.cases.show,
  access: staff('case.read'),
  limit: 'page',
  summary: 'A case as staff sees it.',
  handle: async context => showCase(context, context.params.id),
});

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

/** The page; after a refused form with everything that was typed still there. */
export async function showCase(context: PageContext, id: string, state: PageState = {}): Promise<Answer> {
  const { kernel, actor } = context;
  const view = await loadCase(kernel, actor, id);
  const { found, owner } = view;
  const drafts = await listDraftsOfCase(kernel, actor, id);
  const cves = await headsOf(
    kernel,
    actor,
    drafts.map(draft => draft.id),
  );
  const now = kernel.clock.now();
  const { responseTargets, calendar } = await currentProgram(kernel);
  const manages = actor.kind === 'person' && may(actor.staffRole, 'case.manage') && found.state === 'open';
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`${found.number} ${found.title}`}
        heading={found.title}
        headingAside={
          <span class="triage-heading">
            <span class="queue-number">{found.number}</span>
            <Badge tone={isInForce(found.embargo) ? 'info' : 'neutral'}>
              {found.state === 'open' ? 'Open' : 'Closed'}
            </Badge>
            <a class="triage-jump" href="#embargo">
              Embargo and facts
            </a>
          </span>
        }
        breadcrumbs={[{ href: href(routes.cases.list), label: 'Cases' }]}
      >
        {state.form === 'case' && <Refused state={state} />}
        <div class="triage case">
          <div class="triage-main">
            <About view={view}>
              {manages && (
                <>
                  <ButtonRow>
                    <ButtonLink size="small" icon="pencil" href={href(routes.cases.edit, { id })}>
                      Edit description
                    </ButtonLink>
                  </ButtonRow>
                  <Disclosure summary="Add a vulnerability" open={state.form === 'vulnerability'}>
                    <VulnerabilityForm id={id} state={state} />
                  </Disclosure>
                </>
              )}
            </About>
            <Section id="parties" title="Parties">
              <Parties
                view={view}
                hrefOf={participant => href(routes.cases.participant, { id, person: participant.id })}
              />
              <Statements view={view} />
              {manages && (
                <Disclosure summary="Invite somebody" open={state.form === 'invite'}>
                  <InviteForm id={id} state={state} />
                </Disclosure>
              )}
            </Section>
            <Section id="messages" title="Conversation">
              <Conversation view={view} />
              {manages && <StaffWriter view={view} state={state} />}
            </Section>
            <Story view={view} />
          </div>
          <aside class="triage-side" aria-label="Embargo and facts">
            <NextSteps view={view} now={now} />
            <EmbargoCard
              view={view}
              state={state}
              action={href(routes.cases.embargo, { id })}
              endHref={href(routes.cases.embargoEnd, { id })}
              now={now}
              timeZone={kernel.config.operator.timeZone}
              suggested={suggestedEnd(now, dueAt(found.openedAt, responseTargets.disclose, calendar))}
              isOpen={manages}
            />
            <FactsCard
              facts={found.facts}
              actionOf={fact =>
                manages && isPossible(view, fact) ? (
                  <a class="fact-record" href={href(routes.cases.fact, { id, fact })}>
                    Record
                  </a>
                ) : null
              }
            />
            <AdvisoryCard actor={actor} caseId={id} drafts={drafts} cves={cves} />
            {manages && (
              <Card title="How far we are">
                <ProgressForm participant={owner} action={href(routes.cases.participant, { id, person: owner.id })} />
              </Card>
            )}
            <Card title="About this case">
              <DefinitionList
                items={[
                  { term: 'Led by', detail: view.nameOf(found.openedBy) },
                  { term: 'Opened', detail: <Time at={found.openedAt} /> },
                  ...(found.report
                    ? [
                        {
                          term: 'Report',
                          detail: <a href={href(routes.reports.triage, { id: found.report })}>Open the report</a>,
                        },
                      ]
                    : []),
                  ...(found.closedAt ? [{ term: 'Closed', detail: <Time at={found.closedAt} /> }] : []),
                ]}
              />
              {manages && (
                <ButtonRow>
                  <ButtonLink size="small" icon="archive" href={href(routes.cases.close, { id })}>
                    Close case
                  </ButtonLink>
                </ButtonRow>
              )}
            </Card>
          </aside>
        </div>
      </StaffConsole>,
    ),
    { status: state.errors ? 422 : 200 },
  );
}

const Refused = ({ state }: { state: PageState }) => (
  <div role="alert">
    <Callout tone="attention" title="Nothing was changed">
      {Object.values(state.errors ?? {}).map(sentence => (
        <p key={sentence}>{sentence}</p>
      ))}
    </Callout>
  </div>
);

/** Whether a fact could be recorded now, but for who made a fix: the page behind the link explains that. */
const isPossible = ({ found, participants }: CaseView, fact: CaseFact): boolean =>
  fact === 'F'
    ? found.facts.includes('V')
    : learn({ ...found, vendors: vendorsOf(participants).map(({ progress }) => progress) }, fact).ok;

/** The promise of the program, unless that is over already. */
const suggestedEnd = (now: Date, promised: Date): Date => (promised > now ? promised : after(now, 30 * DAY));

/** What the case waits for, so that nobody has to work it out. */
function NextSteps({ view, now }: { view: CaseView; now: Date }) {
  const { found, participants, proposal, owner, nameOf } = view;
  if (found.state === 'closed') return null;
  const others = participants.filter(({ isOwner, removedAt }) => !isOwner && !removedAt);
  const unopened = others.filter(({ openedAt }) => !openedAt);
  const silent = others.filter(
    ({ id, roles }) =>
      (roles.includes('vendor') || roles.includes('deployer')) &&
      view.vulnerabilities.some(
        one => !view.statuses.some(said => said.participant === id && said.vulnerability === one.id),
      ),
  );
  const steps = [
    ...(proposal && proposal.proposer !== owner.id && !proposal.answers.some(one => one.participant === owner.id)
      ? [`${nameOf(proposal.proposer)} proposes an embargo and waits for your answer.`]
      : []),
    ...(proposal && proposal.proposer === owner.id ? ['Your embargo proposal waits for another party to agree.'] : []),
    ...(others.length === 0 ? ['Nobody else takes part yet: invite those who can help.'] : []),
    ...(unopened.length > 0 ? [`Not opened yet by ${namesOf(unopened.map(({ name }) => name))}.`] : []),
    ...(silent.length > 0 ? [`No status yet from ${namesOf(silent.map(({ name }) => name))}.`] : []),
    ...(isInForce(found.embargo) && found.until && found.until.at <= now
      ? ['The embargo’s time has come; it ends within minutes.']
      : []),
    ...(found.embargo === 'exited' && found.publishedAt === null
      ? ['The embargo has ended: publish the advisory when it is ready.']
      : []),
  ];
  if (steps.length === 0) return null;
  return (
    <Card title="What comes next" tone="attention">
      <ul class="next-steps">
        {steps.map(step => (
          <li key={step}>{step}</li>
        ))}
      </ul>
    </Card>
  );
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
