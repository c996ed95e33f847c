// From an issue to a ticket: what is sent is shown letter for letter before it leaves; or a ticket that exists is linked.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findIssue, type IssueRecord } from '../../reports/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Checkbox } from '../../web/ui/choice.tsx';
import { Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import { Callout, CodeBlock, DefinitionList } from '../../web/ui/text.tsx';
import { readTicketKey } from '../clients/read-ticket-key.ts';
import type { Tracker } from '../connections/tracker.ts';
import { findTracker, listTrackers } from '../connections/tracker-store.ts';
import { linkTicket, pushIssue } from '../links/change-link.ts';
import { neutralTitle, partNames, ticketContent } from '../links/ticket-content.ts';
import { faultSentence } from './parts.tsx';
import { LinkFormView, NoTracker, PushFormView } from './push-forms.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Values = Readonly<Record<string, string | readonly string[] | undefined>>;
type Errors = Readonly<Record<string, string>>;
type Shown = { readonly form?: 'push' | 'link'; readonly values?: Values; readonly errors?: Errors };

const text = Type.Optional(Type.String());

export const pushRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.trackers.issueTickets,
    access: staff('report.triage'),
    limit: 'page',
    summary: 'Where an issue becomes a ticket, or a ticket is linked to it.',
    handle: async context => formsPage(context, await issueOf(context, context.params.id)),
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.issueTickets,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Shows exactly what would be sent, then makes the ticket of it.',
    body: Type.Object({
      tracker: text,
      title: text,
      text,
      include: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
      public: text,
      confirmed: text,
    }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const issue = await issueOf(context, params.id);
      const tracker = await findTracker(kernel, actor, body.tracker ?? '');
      const typed = [body.include ?? []].flat();
      const include = partNames.filter(part => typed.includes(part));
      const values: Values = { tracker: body.tracker, title: body.title, text: body.text, include };
      const errors = faultsOf(tracker, body);
      if (!tracker || Object.keys(errors).length > 0)
        return formsPage(context, issue, { form: 'push', values, errors });
      if (body.confirmed === 'edit') return formsPage(context, issue, { form: 'push', values });
      const words = { title: body.title ?? '', text: body.text ?? '', include, publicUrl: kernel.config.publicUrl };
      const content = ticketContent(issue, words);
      const isAllowed = !tracker.isPublic || body.public === 'yes';
      if (body.confirmed !== 'yes' || !isAllowed)
        return previewPage(context, { issue, tracker, content, values, isPublicMissing: body.confirmed === 'yes' });
      const id = await pushIssue(kernel, actor, { issue: issue.id, tracker: tracker.id, content, parts: include });
      return seeOther(href(routes.trackers.link, { id }, { done: 'pushed' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.issueTicketLink,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Links a ticket that exists.',
    body: Type.Object({ tracker: text, ticket: text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const issue = await issueOf(context, params.id);
      const tracker = await findTracker(kernel, actor, body.tracker ?? '');
      const again = (errors: Errors) => formsPage(context, issue, { form: 'link', values: body, errors });
      if (!tracker) return again({ tracker: 'Choose a tracker.' });
      const key = readTicketKey(tracker.kind, body.ticket ?? '');
      if (key === null) return again({ ticket: 'Enter its number, its key or the address of its page.' });
      const linked = await linkTicket(kernel, actor, { issue: issue.id, tracker: tracker.id, key });
      if (linked.ok) return seeOther(href(routes.trackers.link, { id: linked.id }, { done: 'linked' }));
      return again({
        ticket:
          linked.fault === 'linked' ? 'This ticket is linked to an issue already.' : `${faultSentence(linked.fault)}.`,
      });
    },
  }),
];

async function issueOf({ kernel, actor }: Context, id: string): Promise<IssueRecord> {
  const issue = await findIssue(kernel, actor, id);
  if (!issue || issue.mergedInto !== null) throw refuse('not_found');
  return issue;
}

function faultsOf(
  tracker: Tracker | undefined,
  { title = '', text: words = '' }: { title?: string; text?: string },
): Errors {
  return {
    ...(tracker ? {} : { tracker: 'Choose a tracker.' }),
    ...(title.trim() === '' && { title: 'Give the ticket a title.' }),
    ...([...title].length > 200 && { title: 'Keep the title within 200 characters.' }),
    ...([...words].length > 10_000 && { text: 'Keep this within 10,000 characters.' }),
  };
}

const crumbsOf = ({ id, number }: IssueRecord) => [
  { href: href(routes.reports.issues), label: 'Issues' },
  { href: href(routes.reports.issue, { id }), label: number },
];

async function formsPage(context: Context, issue: IssueRecord, shown: Shown = {}): Promise<Answer> {
  const trackers = await listTrackers(context.kernel, context.actor);
  const { form, values = {}, errors = {} } = shown;
  const [only] = trackers.length === 1 ? trackers : [];
  const fresh: Values = { tracker: only?.id, title: neutralTitle(issue) };
  return html(
    renderPage(
      <StaffConsole shell={shell(context)} title="Push or link a ticket" breadcrumbs={crumbsOf(issue)}>
        {trackers.length === 0 ? (
          <NoTracker />
        ) : (
          <>
            <PushFormView
              issue={issue}
              trackers={trackers}
              values={form === 'push' ? values : fresh}
              errors={form === 'push' ? errors : {}}
            />
            <LinkFormView
              issue={issue}
              trackers={trackers}
              values={form === 'link' ? values : { tracker: only?.id }}
              errors={form === 'link' ? errors : {}}
            />
          </>
        )}
      </StaffConsole>,
    ),
    { status: shown.errors ? 422 : 200 },
  );
}

type Preview = {
  readonly issue: IssueRecord;
  readonly tracker: Tracker;
  readonly content: { readonly title: string; readonly body: string };
  readonly values: Values;
  readonly isPublicMissing: boolean;
};

function previewPage(context: Context, { issue, tracker, content, values, isPublicMissing }: Preview): Answer {
  const errors: Errors = isPublicMissing ? { public: 'Tick this, or choose another tracker.' } : {};
  const include = [values['include'] ?? []].flat();
  return html(
    renderPage(
      <StaffConsole shell={shell(context)} title="What will be sent" breadcrumbs={crumbsOf(issue)}>
        <p>
          This leaves for “{tracker.name}” and is readable there from then on. Nothing else is sent, but for a last line
          by which we find the ticket again.
        </p>
        <DefinitionList items={[{ term: 'Title', detail: content.title }]} />
        <CodeBlock label="Text of the ticket" wrap>
          {content.body}
        </CodeBlock>
        <Form action={href(routes.trackers.issueTickets, { id: issue.id })} values={{}} errors={errors} label="Send">
          <FormErrors kept="Nothing was sent yet." />
          {(['tracker', 'title', 'text'] as const).map(name => (
            <Hidden key={name} name={name} value={String(values[name] ?? '')} />
          ))}
          {include.map(part => (
            <Hidden key={part} name="include" value={part} />
          ))}
          {tracker.isPublic && (
            <>
              <Callout tone="attention" title="Anybody can read the tickets of this repository" />
              <Checkbox name="public" value="yes" label="I want everybody to read this" />
            </>
          )}
          <ButtonRow>
            <Button kind="primary" icon="send" name="confirmed" value="yes">
              Make the ticket
            </Button>
            <Button kind="quiet" icon="pencil" name="confirmed" value="edit">
              Change it
            </Button>
          </ButtonRow>
        </Form>
      </StaffConsole>,
    ),
    { status: isPublicMissing ? 422 : 200 },
  );
}
