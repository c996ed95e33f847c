// A visitor's own page: what they may read, what they asked for, what left for them, what they accepted.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { documentVisitor } from '../../core/http/access.ts';
import { type Answer, download, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card, Section } from '../../web/ui/card.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { deliver } from '../deliveries/deliver.ts';
import { listOwnDeliveries } from '../deliveries/delivery-store.ts';
import { withdrawRequest } from '../requests/ask.ts';
import { giveUp } from '../requests/decide.ts';
import { canRenew, endOf, findOwnGrant, type Grant, isOpen, listOwnGrants } from '../requests/grant-store.ts';
import { findOwnRequest, listOwnRequests, type Request } from '../requests/request-store.ts';
import { termsOf } from '../terms/sign-terms.ts';
import { listSignatures } from '../terms/signature-store.ts';
import { listContacts } from '../terms/terms-store.ts';
import { findTimeStamps } from '../terms/time-stamp-store.ts';
import { findVisitor } from '../visitors/visitor-store.ts';
import { OwnRecords } from './own-records.tsx';
import { Contacts, type Context, cardPage, quiet, StateBadge, sitePage } from './parts.tsx';

const doneWords: Readonly<Record<string, string>> = {
  asked: 'Your request is in. What could be opened at once stands below.',
  withdrawn: 'Withdrawn.',
  'given-up': 'Your access has ended.',
};

export const mineRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.mine,
    access: documentVisitor(),
    limit: 'page',
    summary: 'What a visitor may read, asked for, downloaded and accepted.',
    query: Type.Object({ done: Type.Optional(Type.String()) }),
    handle: async context => minePage(context, doneWords[context.query.done ?? '']),
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.file,
    access: documentVisitor(),
    limit: 'page',
    summary: 'A document, marked for who downloads it and let out while the grant stands.',
    handle: async ({ kernel, actor, params, request }) => {
      const copy = await deliver(kernel, actor, params.id, request.ip);
      if ('needs' in copy) return seeOther(href(routes.documents.accept), { headers: quiet });
      const file = download(copy.content, copy.name, 'application/pdf');
      return {
        ...file,
        headers: { ...file.headers, ...quiet, 'content-length': String(copy.size), 'accept-ranges': 'none' },
      };
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.withdraw,
    access: documentVisitor(),
    limit: 'page',
    summary: 'Asks before a request is withdrawn.',
    handle: async context => {
      const request = await findOwnRequest(context.kernel, context.actor, context.params.id);
      if (!request) throw refuse('not_found');
      return cardPage(
        context,
        'Withdraw',
        <Confirm
          title="Withdraw this request?"
          consequence={<p>What still waits is not decided any more. What was approved stays open until its day.</p>}
          action={href(routes.documents.withdraw, { id: request.id })}
          confirmLabel="Withdraw it"
          cancelHref={href(routes.documents.mine)}
        />,
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.withdraw,
    access: documentVisitor(),
    limit: 'change',
    summary: 'Withdraws what still waits of a request.',
    handle: async ({ kernel, actor, params }) => {
      await withdrawRequest(kernel, actor, params.id);
      return seeOther(href(routes.documents.mine, undefined, { done: 'withdrawn' }), { headers: quiet });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.giveUp,
    access: documentVisitor(),
    limit: 'page',
    summary: 'Asks before access is given back.',
    handle: async context => {
      const grant = await findOwnGrant(context.kernel, context.actor, context.params.id);
      if (!grant) throw refuse('not_found');
      return cardPage(
        context,
        'Give access back',
        <Confirm
          title={`Give back your access to “${grant.title}”?`}
          consequence={<p>It cannot be downloaded any more. You can ask for it again.</p>}
          action={href(routes.documents.giveUp, { id: grant.id })}
          confirmLabel="Give it back"
          cancelHref={href(routes.documents.mine)}
        />,
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.giveUp,
    access: documentVisitor(),
    limit: 'change',
    summary: 'Ends a grant of one’s own.',
    handle: async ({ kernel, actor, params }) => {
      await giveUp(kernel, actor, params.id);
      return seeOther(href(routes.documents.mine, undefined, { done: 'given-up' }), { headers: quiet });
    },
  }),
];

async function minePage(context: Context, done: string | undefined): Promise<Answer> {
  const { kernel, actor } = context;
  if (actor.kind !== 'document-visitor') throw refuse('not_found');
  const [visitor, { terms, signature }, grants, requests, contacts, deliveries, signatures] = await Promise.all([
    findVisitor(kernel, actor.id),
    termsOf(kernel, actor.id),
    listOwnGrants(kernel, actor),
    listOwnRequests(kernel, actor),
    listContacts(kernel),
    listOwnDeliveries(kernel, actor),
    listSignatures(kernel, actor),
  ]);
  if (!visitor) throw refuse('not_found');
  const stamps = await findTimeStamps(
    kernel,
    signatures.map(({ id }) => id),
  );
  const now = kernel.clock.now();
  const open = grants.filter(grant => isOpen(grant, now));
  return sitePage(
    context,
    'My documents',
    <>
      <h1>My documents</h1>
      <p>
        You are here as <strong>{visitor.address}</strong>, for a day at most.
      </p>
      <form method="post" action={href(routes.documents.leave)}>
        <ButtonRow>
          <ButtonLink kind="primary" href={href(routes.documents.ask)}>
            Ask for documents
          </ButtonLink>
          <Button>Leave</Button>
        </ButtonRow>
      </form>
      {terms && !signature && (open.length > 0 || requests.length > 0) && (
        <Callout tone="attention" title="Accept the terms before you read on">
          <p>
            Your acceptance no longer stands.{' '}
            <a href={href(routes.documents.accept)}>Read and accept version {terms.number}</a>
          </p>
        </Callout>
      )}
      <Section title="What you may read now">
        {open.length === 0 ? (
          <EmptyState title="Nothing is open to you" icon="file-text">
            <p>What is approved stands here, with the day on which it ends.</p>
          </EmptyState>
        ) : (
          open.map(grant => <OpenDocument key={grant.id} grant={grant} now={now} />)
        )}
      </Section>
      <Section title="What you asked for">
        {requests.length === 0 ? (
          <EmptyState title="You have not asked for anything" icon="inbox" />
        ) : (
          requests.map(request => <OwnRequest key={request.id} request={request} grants={grants} now={now} />)
        )}
      </Section>
      <OwnRecords deliveries={deliveries} signatures={signatures} stamps={stamps} titles={titlesOf(grants)} />
      <Contacts contacts={contacts} />
    </>,
    { done },
  );
}

/** What each grant opened, by its id. */
const titlesOf = (grants: readonly Grant[]): ReadonlyMap<string, string> =>
  new Map(grants.map(({ id, title, versionNumber }) => [id, `${title}, version ${versionNumber}`]));

const OpenDocument = ({ grant, now }: { grant: Grant; now: Date }) => (
  <Card
    title={`${grant.title}, version ${grant.versionNumber}`}
    level={3}
    actions={
      <ButtonRow>
        <ButtonLink kind="primary" icon="download" href={href(routes.documents.file, { id: grant.id })}>
          Download
        </ButtonLink>
        {canRenew(grant, now) && (
          <ButtonLink href={href(routes.documents.ask, undefined, { documents: grant.document })}>Renew</ButtonLink>
        )}
        <ButtonLink href={href(routes.documents.giveUp, { id: grant.id })}>Give back…</ButtonLink>
      </ButtonRow>
    }
  >
    <p>
      Until <Time at={grant.endsAt} show="absolute" />.{' '}
      {canRenew(grant, now) ? '' : 'You can renew it in its last week. '}Each copy is marked as yours, visibly and
      invisibly.
    </p>
  </Card>
);

type OwnRequestProps = { request: Request; grants: readonly Grant[]; now: Date };

const OwnRequest = ({ request, grants, now }: OwnRequestProps) => (
  <Card
    level={3}
    title={request.items.map(({ title }) => title).join(', ')}
    actions={
      request.items.some(({ state }) => state === 'waiting') ? (
        <ButtonLink href={href(routes.documents.withdraw, { id: request.id })}>Withdraw…</ButtonLink>
      ) : undefined
    }
  >
    <p class="field-hint">
      Asked <Time at={request.createdAt} /> for {request.organization}
    </p>
    <ul>
      {request.items.map(item => (
        <li key={item.id}>
          {request.items.length > 1 ? `${item.title}, version` : 'Version'} {item.versionNumber}:{' '}
          <StateBadge state={item.state} />
          {item.reason !== undefined && ` ${item.reason}`}
          <Ended grant={grants.find(grant => grant.item === item.id)} now={now} />
        </li>
      ))}
    </ul>
  </Card>
);

/** What became of access that was given. */
function Ended({ grant, now }: { grant: Grant | undefined; now: Date }) {
  if (!grant || isOpen(grant, now)) return null;
  const why = grant.reason ?? (grant.revokedAt === null && grant.supersededAt ? 'a newer version came' : '');
  return (
    <>
      {' '}
      Access ended {endOf(grant) <= now && <Time at={endOf(grant)} />}
      {why === '' ? '.' : `: ${why}`}{' '}
      {grant.isListed && (
        <a href={href(routes.documents.ask, undefined, { documents: grant.document })}>
          Ask again<span class="visually-hidden"> for {grant.title}</span>
        </a>
      )}
    </>
  );
}
