// A party of a case as staff sees it: what it said, what staff says for it, its link, and taking it out.
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage, StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card, Section } from '../../web/ui/card.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Hidden } from '../../web/ui/form.tsx';
import { DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { CaseRecord, Participant } from '../cases/case-record.ts';
import { readCase } from '../cases/case-store.ts';
import { roleWords } from '../cases/case-words.ts';
import { removeParticipant, renewLink } from '../cases/invite-participant.ts';
import { listParticipants, participantOf } from '../cases/participant-store.ts';
import { sayStatement, sayStatus, stepProgress } from '../cases/take-part.ts';
import { listStatuses, listVulnerabilities } from '../cases/vulnerability-store.ts';
import { type RmState, rmStates } from '../machines/report-management.ts';
import type { Fields, PageState } from './form-state.ts';
import { readStatement, readStatus } from './read-forms.ts';
import { ProgressForm, StatementForm, StatusForm } from './status-form.tsx';

const text = Type.Optional(Type.String());
type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

export const participantRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.cases.participant,
    access: staff('case.read'),
    limit: 'page',
    summary: 'A party of a case.',
    query: Type.Object({ step: text, done: text }),
    handle: async context => {
      const { id, person } = context.params;
      const { step, done } = context.query;
      return step === 'remove' ? confirmRemoval(context, id, person) : showParticipant(context, id, person, {}, done);
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.cases.participant,
    access: staff('case.manage'),
    limit: 'change',
    summary: 'Says something for a party, sends it a new link, or takes it out.',
    body: Type.Object({
      step: text,
      to: text,
      vulnerability: text,
      status: text,
      justification: text,
      note: text,
      statement: text,
    }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const { id, person } = context.params;
      await findParty(context, id, person);
      const said = await say(context, id, person, body);
      if (said) return showParticipant(context, id, person, said);
      if (body.step === 'link') await renewLink(kernel, actor, id, person);
      if (body.step === 'remove') {
        await removeParticipant(kernel, actor, id, person);
        return seeOther(`${href(routes.cases.show, { id })}#parties`);
      }
      return seeOther(
        href(routes.cases.participant, { id, person }, { done: body.step === 'link' ? 'link' : 'saved' }),
      );
    },
  }),
];

/** What a party says by the forms that its own page has too. @returns what to show again when it was refused */
export async function say(
  { kernel, actor }: Pick<RouteContext, 'kernel' | 'actor'>,
  id: string,
  participant: string,
  body: Fields,
): Promise<PageState | undefined> {
  if (body['step'] === 'progress') {
    const to: RmState | undefined = rmStates.find(state => state === body['to']);
    const fault = to === undefined ? 'Choose a step.' : await stepProgress(kernel, actor, id, { participant, to });
    return fault === undefined ? undefined : { form: 'progress', errors: { to: fault } };
  }
  if (body['step'] === 'status') {
    const form = `status-${body['vulnerability'] ?? ''}`;
    const read = readStatus(body);
    if (!read.ok) return { form, values: body, errors: read.errors };
    await sayStatus(kernel, actor, id, { participant, ...read.value });
  }
  if (body['step'] === 'statement') {
    const read = readStatement(body['statement']);
    if (!read.ok) return { form: 'statement', values: body, errors: read.errors };
    await sayStatement(kernel, actor, id, { participant, statement: read.value });
  }
  return undefined;
}

async function findParty(
  { kernel, actor }: PageContext,
  id: string,
  person: string,
): Promise<{ found: CaseRecord; party: Participant }> {
  const found = await readCase(kernel, actor, id);
  return { found, party: participantOf(await listParticipants(kernel, id), person) };
}

const flashes: Readonly<Record<string, string>> = {
  link: 'A new link is on its way.',
  saved: 'Saved.',
};

async function showParticipant(
  context: PageContext,
  id: string,
  person: string,
  state: PageState,
  done?: string,
): Promise<Answer> {
  const { kernel, actor } = context;
  const { found, party } = await findParty(context, id, person);
  const [vulnerabilities, statuses] = await Promise.all([listVulnerabilities(kernel, id), listStatuses(kernel, id)]);
  const action = href(routes.cases.participant, { id, person });
  const manages =
    actor.kind === 'person' && may(actor.staffRole, 'case.manage') && found.state === 'open' && !party.removedAt;
  const flash = flashes[done ?? ''];
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`${party.name} in ${found.number}`}
        heading={party.name}
        breadcrumbs={[
          { href: href(routes.cases.list), label: 'Cases' },
          { href: href(routes.cases.show, { id }), label: found.number },
        ]}
        {...(flash !== undefined && { flash: { tone: 'good', text: flash } })}
      >
        <div class="triage case">
          <div class="triage-main">
            {vulnerabilities.map(vulnerability => (
              <Section key={vulnerability.id} title={vulnerability.title}>
                {manages ? (
                  <StatusForm
                    vulnerability={vulnerability}
                    said={statuses.find(one => one.participant === person && one.vulnerability === vulnerability.id)}
                    action={action}
                    state={state}
                  />
                ) : (
                  <p class="field-hint">Nothing can be changed here.</p>
                )}
              </Section>
            ))}
            {manages && (
              <Section title="Statement">
                <StatementForm participant={party} action={action} state={state} />
              </Section>
            )}
          </div>
          <aside class="triage-side" aria-label="About this party">
            <Card title="Progress">
              {state.form === 'progress' && <p class="field-error">{state.errors?.['to']}</p>}
              {manages && <ProgressForm participant={party} action={action} />}
            </Card>
            <Card title="About this party">
              <DefinitionList
                items={[
                  { term: 'Roles', detail: party.roles.map(role => roleWords[role].label).join(', ') },
                  ...(party.email ? [{ term: 'E-mail', detail: party.email }] : []),
                  { term: 'Invited', detail: <Time at={party.invitedAt} /> },
                  { term: 'Opened', detail: party.openedAt ? <Time at={party.openedAt} /> : 'Not yet' },
                  { term: 'Keeps the embargo', detail: party.agreedAt ? <Time at={party.agreedAt} /> : 'Not said' },
                  ...(party.removedAt ? [{ term: 'Taken out', detail: <Time at={party.removedAt} /> }] : []),
                ]}
              />
              {manages && !party.isOwner && (
                <form action={action} method="post">
                  <Hidden name="step" value="link" />
                  <ButtonRow>
                    <Button size="small" icon="mail">
                      Mail a new link
                    </Button>
                    <ButtonLink size="small" href={href(routes.cases.participant, { id, person }, { step: 'remove' })}>
                      Take out of the case
                    </ButtonLink>
                  </ButtonRow>
                </form>
              )}
            </Card>
          </aside>
        </div>
      </StaffConsole>,
    ),
    { status: state.errors ? 422 : 200 },
  );
}

async function confirmRemoval(context: PageContext, id: string, person: string): Promise<Answer> {
  const { found, party } = await findParty(context, id, person);
  const title = `Take ${party.name} out of ${found.number}?`;
  return html(
    renderPage(
      <CardPage shell={shell(context)} title={title}>
        <Confirm
          title={title}
          consequence={
            <p>
              Its links and its page stop working at once. What it said stays in the case. It is not told; what it has
              read, it knows.
            </p>
          }
          action={href(routes.cases.participant, { id, person })}
          confirmLabel="Take out"
          cancelHref={href(routes.cases.participant, { id, person })}
          cancelLabel="Keep it in the case"
          hidden={{ step: 'remove' }}
        />
      </CardPage>,
    ),
  );
}
