// What staff does on the page of an issue: move it with its reports, move reports elsewhere, merge it; harm is confirmed.
import Type from 'typebox';
import { listStaff } from '../../../accounts/index.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { currentProgram } from '../../../program/index.ts';
import { CardPage } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { Confirm } from '../../../web/ui/dialog.tsx';
import { readRetestRequest, retestFields } from '../../retests/pages/read-request.ts';
import { endOfDay } from '../../triage/date-field.ts';
import { fieldOfRefusal } from '../../triage/move-form.ts';
import { chooseIssue } from '../choose-issue.ts';
import { findIssue, listReportsOf } from '../issue-store.ts';
import { type IssueMoveInput, moveIssue } from '../move-issue.ts';
import { mergeIssue, moveReports } from '../regroup-issue.ts';
import { whatMoves } from '../regrouping.ts';
import { revisionOf } from './edit-issue.tsx';
import type { IssuePageState } from './issue-page-state.ts';
import { showIssue } from './show-issue.tsx';
import { type IssueActContext, unlessOvertaken } from './unless-overtaken.ts';

const text = Type.Optional(Type.String());

export const actOnIssueRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'POST',
    at: routes.reports.issueMove,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Moves an issue on, with all its reports.',
    body: Type.Object({
      revision: text,
      kind: text,
      fixOwner: text,
      dueAt: text,
      fixReference: text,
      text,
      ...retestFields,
    }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const form = body.kind === 'mark_fixed' ? 'mark_fixed' : 'accept';
      const state: IssuePageState = { form, values: body };
      return unlessOvertaken(context, state, async () => {
        const move = form === 'accept' ? await readAccept(context) : readFixed(body.fixReference);
        if ('errors' in move) return showIssue(context, params.id, { ...state, errors: move.errors });
        const asked = form === 'mark_fixed' ? await readRetestRequest(kernel, body) : undefined;
        if (asked?.errors) return showIssue(context, params.id, { ...state, errors: asked.errors });
        const words = (body.text ?? '').toWellFormed().trim();
        const moved = await moveIssue(kernel, actor, {
          id: params.id,
          revision: revisionOf(body.revision),
          move,
          text: words === '' ? null : words,
          ...(asked && { retest: asked.request }),
        });
        if (moved.ok) return seeOther(href(routes.reports.issue, { id: params.id }));
        const { code, sentence } = moved.refused;
        const says = moved.report === null ? sentence : `${moved.report}: ${sentence}`;
        const named = fieldOfRefusal(code);
        return showIssue(context, params.id, {
          ...state,
          errors: { [named === 'move' ? (form === 'accept' ? 'fixOwner' : 'fixReference') : named]: says },
        });
      });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.issueSplit,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Asks, then moves reports to another issue or a new one.',
    body: Type.Object({
      reports: Type.Optional(Type.Array(Type.String())),
      into: text,
      confirmed: text,
      taker: text,
      revision: text,
    }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const { id } = params;
      const chosen = (body.reports ?? []).flatMap(value => value.split(',')).filter(value => value !== '');
      const state: IssuePageState = { form: 'split', values: { reports: chosen, into: body.into } };
      return unlessOvertaken(context, state, async () => {
        if (body.confirmed === 'yes') {
          const into = body.taker === undefined || body.taker === '' ? null : body.taker;
          const target = await moveReports(kernel, actor, { from: id, into, reports: chosen });
          return seeOther(href(routes.reports.issue, { id: target }));
        }
        const issue = await findIssue(kernel, actor, id);
        if (!issue) throw refuse('not_found');
        const reports = await listReportsOf(kernel, actor, id);
        const moving = whatMoves(reports, chosen);
        if (!moving.ok) return showIssue(context, id, { ...state, errors: { reports: moving.sentence } });
        const taker = (body.into ?? '').trim() === '' ? null : await chooseIssue(kernel, actor, body.into ?? '');
        if (taker?.ok === false) return showIssue(context, id, { ...state, errors: { into: taker.fault } });
        if (taker?.issue.id === id)
          return showIssue(context, id, { ...state, errors: { into: 'They are in this issue already.' } });
        const names = reports.filter(report => moving.reports.includes(report.id)).map(({ number }) => number);
        return confirm(context, {
          title: `Move ${names.join(', ')} out of ${issue.number}?`,
          consequence: taker
            ? `${taker.issue.number} (${taker.issue.title}) answers them from now on. Their reporters hear the news of that issue.`
            : 'A new issue is made for them, with the title of the first. Their reporters hear the news of that issue.',
          action: href(routes.reports.issueSplit, { id }),
          confirmLabel: 'Move reports',
          back: href(routes.reports.issue, { id }),
          hidden: { reports: moving.reports.join(','), taker: taker?.issue.id ?? '' },
        });
      });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.issueMerge,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Asks, then makes one issue of two.',
    body: Type.Object({ into: text, confirmed: text, taker: text, revision: text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const { id } = params;
      const state: IssuePageState = { form: 'merge', values: { into: body.into } };
      return unlessOvertaken(context, state, async () => {
        if (body.confirmed === 'yes') {
          const into = body.taker ?? '';
          await mergeIssue(kernel, actor, { from: id, into, revision: revisionOf(body.revision) });
          return seeOther(href(routes.reports.issue, { id: into }));
        }
        const issue = await findIssue(kernel, actor, id);
        if (!issue) throw refuse('not_found');
        const taker = await chooseIssue(kernel, actor, body.into ?? '');
        if (!taker.ok) return showIssue(context, id, { ...state, errors: { into: taker.fault } });
        if (taker.issue.id === id)
          return showIssue(context, id, { ...state, errors: { into: 'An issue can’t be merged into itself.' } });
        return confirm(context, {
          title: `Merge ${issue.number} into ${taker.issue.number}?`,
          consequence: `All ${issue.reports.length} of its reports are answered by “${taker.issue.title}” from now on. ${issue.number} is closed and points there. Reports can be moved out again, one merge can't be undone as a whole.`,
          action: href(routes.reports.issueMerge, { id }),
          confirmLabel: 'Merge issues',
          back: href(routes.reports.issue, { id }),
          hidden: { taker: taker.issue.id, revision: String(issue.revision) },
        });
      });
    },
  }),
];

type Question = {
  readonly title: string;
  readonly consequence: string;
  readonly action: string;
  readonly confirmLabel: string;
  readonly back: string;
  readonly hidden: Readonly<Record<string, string>>;
};

const confirm = (
  context: IssueActContext,
  { title, consequence, action, confirmLabel, back, hidden }: Question,
): Answer =>
  html(
    renderPage(
      <CardPage shell={shell(context)} title={confirmLabel}>
        <Confirm
          title={title}
          consequence={<p>{consequence}</p>}
          action={action}
          confirmLabel={confirmLabel}
          cancelHref={back}
          hidden={{ ...hidden, confirmed: 'yes' }}
        />
      </CardPage>,
    ),
  );

type MoveRead = IssueMoveInput | { readonly errors: Readonly<Record<string, string>> };

async function readAccept({
  kernel,
  body,
}: Pick<RouteContext, 'kernel'> & { body: { fixOwner?: string; dueAt?: string } }): Promise<MoveRead> {
  const [program, people] = await Promise.all([currentProgram(kernel), listStaff(kernel, 'report.triage')]);
  const dueAt = endOfDay((body.dueAt ?? '').trim(), program.calendar.timeZone);
  if (dueAt === null) return { errors: { dueAt: 'Enter the day by which it will be fixed.' } };
  const fixOwnerId = people.find(({ id }) => id === body.fixOwner)?.id;
  if (fixOwnerId === undefined) return { errors: { fixOwner: 'Name who will fix this.' } };
  return { kind: 'accept', fixOwnerId, dueAt };
}

function readFixed(typed: string | undefined): MoveRead {
  const fixReference = (typed ?? '').toWellFormed().trim();
  return fixReference === ''
    ? { errors: { fixReference: 'Say where the fix is: a commit, a release, a change number.' } }
    : { kind: 'mark_fixed', fixReference };
}
