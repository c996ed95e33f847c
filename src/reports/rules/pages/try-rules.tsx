// A dry run: what the draft would have done with the last reports, and how even it would have been; then into force.
import Type from 'typebox';
import { personNames } from '../../../accounts/index.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { isRefusal, refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../../web/ui/button.tsx';
import { Section } from '../../../web/ui/card.tsx';
import { Hidden } from '../../../web/ui/form.tsx';
import { EmptyState, Table } from '../../../web/ui/table.tsx';
import { Callout } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { presentPeople } from '../apply-rules.ts';
import { balanceOf, rehearse } from '../assignment-rule.ts';
import { putRulesInForce } from '../change-rules.ts';
import { findDraft, listPast } from '../rule-store.ts';

const text = Type.Optional(Type.String());
const sizes = [50, 200, 500] as const;

export const tryRulesRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.rulesTry,
    access: staff('program.edit'),
    limit: 'page',
    summary: 'What the draft of the rules would have done with the last reports.',
    query: Type.Object({ last: text }),
    handle: context => showTry(context, context.query.last),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.rulesTry,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Puts the draft of the rules in force.',
    body: Type.Object({ seen: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      try {
        await putRulesInForce(kernel, actor, new Date(Number(body.seen ?? Number.NaN)));
        return seeOther(`${href(routes.reports.rules)}#force`);
      } catch (error) {
        if (!isRefusal(error, 'conflict')) throw error;
        return showTry(context, undefined, true);
      }
    },
  }),
];

async function showTry(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  last: string | undefined,
  isOvertaken = false,
): Promise<Answer> {
  const { kernel } = context;
  const draft = await findDraft(kernel);
  if (!draft) throw refuse('not_found');
  const size = sizes.find(each => String(each) === last) ?? sizes[0];
  const [past, present] = await Promise.all([listPast(kernel, size), presentPeople(kernel)]);
  const rehearsed = rehearse(draft.rules, past, present);
  const balance = balanceOf(rehearsed);
  const given = balance.reduce((sum, { count }) => sum + count, 0);
  const known = new Map(past.map(report => [report.id, report]));
  const named = [...balance.map(({ person }) => person), ...past.flatMap(({ assignee }) => assignee ?? [])];
  const names = await personNames(kernel, [...new Set(named)]);
  const nameOf = (id: string): string => names.get(id) ?? 'somebody who left';
  const most = Math.max(1, ...balance.map(({ count }) => count));
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Try the rules"
        heading="What the draft would have done"
        breadcrumbs={[
          { href: href(routes.reports.queue), label: 'Triage' },
          { href: href(routes.reports.rules), label: 'Assignment rules' },
        ]}
      >
        {isOvertaken && (
          <div role="alert">
            <Callout tone="attention" title="Someone changed the draft meanwhile">
              <p>It was not put in force. This is what it would do now.</p>
            </Callout>
          </div>
        )}
        <nav class="filter-line" aria-label="How many reports">
          {sizes.map(each => (
            <ButtonLink
              key={each}
              size="small"
              kind={each === size ? 'primary' : 'quiet'}
              href={href(routes.reports.rulesTry, undefined, { last: each })}
            >
              Last {each}
            </ButtonLink>
          ))}
        </nav>
        <Section
          id="balance"
          title="Balance"
          intro={
            <p>
              Of {past.length} reports, {given} would have gone to somebody and {past.length - given} to nobody. Who is
              away today is passed over; target, kind, priority and labels are those of today.
            </p>
          }
        >
          {balance.length > 0 && (
            <Table
              caption="Reports by person"
              captionHidden
              dense
              columns={[
                { key: 'who', label: 'Who', main: true, cell: ({ person }) => nameOf(person) },
                {
                  key: 'count',
                  label: 'Would have got',
                  cell: ({ count }) => (
                    <span class="balance">
                      <meter min={0} max={most} value={count} aria-hidden="true" /> {count}
                    </span>
                  ),
                },
              ]}
              rows={balance}
              rowKey={({ person }) => person}
            />
          )}
        </Section>
        <Section id="reports" title="Report by report">
          <Table
            caption="What each report would have got"
            captionHidden
            dense
            columns={[
              {
                key: 'report',
                label: 'Report',
                main: true,
                cell: ({ report }) => (
                  <a href={href(routes.reports.triage, { id: report.id })}>{known.get(report.id)?.number}</a>
                ),
              },
              {
                key: 'would',
                label: 'Would have gone to',
                cell: ({ decision }) =>
                  decision.given ? nameOf(decision.given.person) : <span class="faint">nobody</span>,
              },
              {
                key: 'rule',
                label: 'By',
                cell: ({ decision }) =>
                  decision.given?.rule.name ??
                  (decision.fitting.length > 0 ? 'rules that found nobody' : 'no rule fits'),
              },
              { key: 'labels', label: 'Labels', cell: ({ decision }) => decision.labels.join(', ') },
              {
                key: 'has',
                label: 'Has it now',
                cell: ({ report }) => {
                  const assignee = known.get(report.id)?.assignee ?? null;
                  return assignee === null ? <span class="faint">nobody</span> : nameOf(assignee);
                },
              },
              {
                key: 'sent',
                label: 'Sent',
                narrow: true,
                cell: ({ report }) => <Time at={report.submittedAt} show="date" />,
              },
            ]}
            rows={rehearsed.toReversed()}
            rowKey={({ report }) => report.id}
            empty={
              <EmptyState title="No report yet" icon="inbox">
                <p>The rules will begin with the first one.</p>
              </EmptyState>
            }
          />
        </Section>
        <form action={href(routes.reports.rulesTry)} method="post">
          <Hidden name="seen" value={String(draft.changedAt.getTime())} />
          <ButtonRow>
            <Button kind="primary">Put in force</Button>
            <ButtonLink href={href(routes.reports.rules)}>Back to the draft</ButtonLink>
          </ButtonRow>
        </form>
      </StaffConsole>,
    ),
    { status: isOvertaken ? 409 : 200 },
  );
}
