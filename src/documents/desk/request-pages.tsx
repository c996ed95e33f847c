// One request: who asks, what for, and what is decided about each document; grants and how to end them.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { isRefusal, refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { Confirm } from '../../web/ui/dialog.tsx';
import { TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { someLines } from '../pages/read-text.ts';
import { decideRequest, revoke } from '../requests/decide.ts';
import { findGrant, listGrantsOfItems } from '../requests/grant-store.ts';
import { findRequest } from '../requests/request-store.ts';
import { listRules } from '../requests/rule-store.ts';
import { findSignatures } from '../terms/signature-store.ts';
import { findVisitor } from '../visitors/visitor-store.ts';
import { type Context, deskPage } from './frame.tsx';
import { RequestView } from './request-view.tsx';

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const many = Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 100 }));

const doneWords: Readonly<Record<string, string>> = {
  decided: 'Decided. The visitor is told that there is news.',
  half: 'You have agreed. A second member of the team must agree as well.',
  revoked: 'The access has ended, and with it every download under way.',
};

export const requestRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.request,
    access: staff('documents.decide'),
    limit: 'page',
    summary: 'A request for documents.',
    query: Type.Object({ done: Type.Optional(Type.String()) }),
    handle: async context => showRequest(context, context.params.id, { done: doneWords[context.query.done ?? ''] }),
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.request,
    access: staff('documents.decide'),
    limit: 'change',
    summary: 'Approves or denies documents of a request.',
    body: Type.Object({ items: many, days: text(10), reason: text(4_000), decision: text(10) }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const items = body.items ?? [];
      const days = /^\d{1,2}$/.test(body.days ?? '') ? Number(body.days) : 0;
      const reason = someLines(body.reason ?? '');
      const denies = body.decision === 'deny';
      const errors: FieldErrors = {
        ...(items.length === 0 && { items: 'Tick the documents that you decide about.' }),
        ...(!denies && (days < 1 || days > 90) && { days: 'Enter 1 to 90 days.' }),
        ...(denies &&
          (reason.length < 10 || reason.length > 2_000) && {
            reason: 'Write why, in 10 to 2000 characters: the visitor reads it.',
          }),
      };
      const typed = { items, days: body.days ?? '', reason };
      if (Object.keys(errors).length > 0) return showRequest(context, params.id, { errors, typed, status: 422 });
      try {
        const { decided } = await decideRequest(
          kernel,
          actor,
          params.id,
          denies ? { kind: 'deny', items, reason } : { kind: 'approve', items, days },
        );
        return seeOther(href(routes.documents.request, { id: params.id }, { done: decided > 0 ? 'decided' : 'half' }));
      } catch (error) {
        if (!isRefusal(error, 'conflict')) throw error;
        const errors = {
          items:
            'Nothing of this could be decided: it was decided before, a newer version came, or you have agreed already and somebody else must.',
        };
        return showRequest(context, params.id, { errors, typed, status: 409 });
      }
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.revoke,
    access: staff('documents.decide'),
    limit: 'page',
    summary: 'Asks before a grant is revoked.',
    handle: async context => revokePage(context, context.params.id),
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.revoke,
    access: staff('documents.decide'),
    limit: 'change',
    summary: 'Revokes a grant at once.',
    body: Type.Object({ reason: text(4_000) }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const reason = someLines(body.reason ?? '');
      if (reason.length < 10 || reason.length > 2_000)
        return revokePage(context, params.id, reason, 'Write why, in 10 to 2000 characters: the visitor reads it.');
      await revoke(kernel, actor, params.id, reason);
      return seeOther(href(routes.documents.request, { id: await requestOf(context, params.id) }, { done: 'revoked' }));
    },
  }),
];

type Extras = {
  readonly done?: string | undefined;
  readonly errors?: FieldErrors;
  readonly typed?: { readonly items: readonly string[]; readonly days: string; readonly reason: string };
  readonly status?: number;
};

async function showRequest(
  context: Context,
  id: string,
  { done, errors = {}, typed, status = 200 }: Extras,
): Promise<Answer> {
  const { kernel, actor } = context;
  const request = await findRequest(kernel, id);
  if (!request) throw refuse('not_found');
  const [visitor, signatures, grants, rules] = await Promise.all([
    findVisitor(kernel, request.visitor),
    findSignatures(kernel, [request.signature]),
    listGrantsOfItems(
      kernel,
      request.items.map(item => item.id),
    ),
    listRules(kernel),
  ]);
  const people = [
    ...request.items.flatMap(({ decidedBy, firstApproval }) => [decidedBy, firstApproval]),
    ...grants.map(({ revokedBy }) => revokedBy),
  ].filter(person => person !== null && person.startsWith('per_')) as string[];
  const names = new Map([
    ...(await personNames(kernel, people)),
    ...rules.map(({ id, name }) => [id, `the rule “${name}”`] as const),
    ['acceptance', 'the acceptance of the terms'] as const,
    [request.visitor, 'the visitor'] as const,
  ]);
  return deskPage(
    context,
    { title: visitor?.address ?? 'A request of somebody forgotten', done, status },
    <RequestView
      request={request}
      visitor={visitor}
      acceptance={signatures.get(request.signature)?.record}
      grants={grants}
      names={names}
      me={actorId(actor)}
      now={kernel.clock.now()}
      errors={errors}
      typed={typed}
    />,
  );
}

async function requestOf({ kernel }: Context, grant: string): Promise<string> {
  const found = await findGrant(kernel, grant);
  if (!found) throw refuse('not_found');
  return found.request;
}

async function revokePage(context: Context, id: string, reason = '', error?: string): Promise<Answer> {
  const grant = await findGrant(context.kernel, id);
  if (!grant) throw refuse('not_found');
  const back = href(routes.documents.request, { id: grant.request });
  return deskPage(
    context,
    { title: 'Revoke', back: { href: back, label: 'Request' }, status: error === undefined ? 200 : 422 },
    <Confirm
      title={`Take “${grant.title}” back?`}
      consequence={
        <p>
          It cannot be downloaded any more, and downloads under way stop. The visitor is told that there is news, and
          accepts the terms anew before they read anything again.
        </p>
      }
      action={href(routes.documents.revoke, { id })}
      confirmLabel="Take it back"
      cancelHref={back}
      values={{ reason }}
      errors={error === undefined ? {} : { reason: error }}
    >
      <TextArea name="reason" label="Why" hint="The visitor reads this." rows={3} maxLength={2_000} required />
    </Confirm>,
  );
}
