// One app's access: what the owner allowed, what was used, and the page that takes it back.
import { href, routes } from '../../catalog/routes.ts';
import {
  findGrantOfOwner,
  type Grant,
  isControl,
  listReceipts,
  readNotice,
  revokeGrant,
  virtualKeyUrl,
} from '../../connect/index.ts';
import type { Person } from '../../core/actor.ts';
import { alsoSimulated, signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findScope, listOwnedVehicles, type OwnedVehicle, type ReadUse, summarizeReads } from '../../vehicles/index.ts';
import { CardPage, OwnerConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { carName, lastRead, shortCarName } from '../owner-overview.ts';
import { endWords, inWords, permissionWord } from '../permission-words.ts';
import { personOf } from './person-of.ts';

const show = defineRoute({
  method: 'GET',
  at: routes.privacy.grant,
  access: alsoSimulated(signedIn()),
  limit: 'page',
  summary: 'What one application may do with the owner’s cars, and what it did.',
  handle: async context => {
    const { kernel, params } = context;
    const actor = personOf(context.actor);
    const grant = await findGrantOfOwner(kernel, actor, params.id);
    const hasCommands = grant.revokedAt === undefined && grant.scopes.some(isControl);
    const [cars, { uses }, receipts, notice, key] = await Promise.all([
      carsOf(kernel, actor, grant),
      summarizeReads(kernel, actor),
      listReceipts(kernel, actor, grant.id),
      readNotice(kernel, actor, grant.id),
      hasCommands ? virtualKeyUrl(kernel, actor.id, grant.vehicles) : undefined,
    ]);
    const { application, revokedAt } = grant;
    return html(
      renderPage(
        <OwnerConsole
          shell={shell(context)}
          title={application.name}
          breadcrumbs={[{ label: 'My cars', href: href(routes.privacy.home) }]}
          headingAside={
            revokedAt ? (
              <Badge>Ended</Badge>
            ) : (
              <ButtonLink href={href(routes.privacy.revoke, { id: grant.id })}>Revoke access</ButtonLink>
            )
          }
        >
          {grant.reusedAt !== undefined && (
            <Callout tone="attention" title="Somebody else may have had this app’s key">
              <p>
                On <Time at={grant.reusedAt} /> a code or key of {application.name} that had been used already came
                again: two had it. All its keys stopped working at that moment, and the app had to come through you
                again. You need to do nothing. If you would rather not go on, revoke the access.
              </p>
            </Callout>
          )}
          <DefinitionList
            items={[
              {
                term: cars.length === 1 ? 'Car' : 'Cars',
                detail: inWords(cars.map(carName)) || 'None that you still have',
              },
              { term: 'Allowed', detail: <Time at={grant.grantedAt} /> },
              revokedAt
                ? {
                    term: 'Ended',
                    detail: (
                      <>
                        <Time at={revokedAt} />. {grant.endReason && endWords[grant.endReason]}
                      </>
                    ),
                  }
                : {
                    term: 'Ends by itself',
                    detail: grant.expiresAt ? <Time at={grant.expiresAt} /> : 'When you revoke it',
                  },
              {
                term: 'Every read',
                detail: (
                  <a href={href(routes.privacy.log, undefined, { app: application.id })}>
                    What {application.name} read, line by line
                  </a>
                ),
              },
            ]}
          />
          {key !== undefined && (
            <Callout title="Commands need a key">
              <p>
                Your car takes commands only from keys that you have paired with it.{' '}
                <a href={key} target="_blank" rel="noopener">
                  Pair the key of this server
                </a>{' '}
                once; you can remove it in the car. Reading works without it.
              </p>
            </Callout>
          )}
          <Permissions grant={grant} uses={uses} />
          {notice !== undefined && <Proofs grant={grant} receipts={receipts} />}
        </OwnerConsole>,
      ),
    );
  },
});

function Permissions({ grant, uses }: { grant: Grant; uses: readonly ReadUse[] }) {
  const rows = grant.scopes.map(name => ({
    name,
    scope: findScope(name),
    last: lastRead(uses, use => use.grant === grant.id && use.permission === name),
    week: uses
      .filter(use => use.grant === grant.id && use.permission === name)
      .reduce((sum, { allowedThisWeek }) => sum + allowedThisWeek, 0),
  }));
  return (
    <Section title="What you allowed">
      <Table
        caption="Permissions and their use"
        captionHidden
        columns={[
          { key: 'may', label: 'May', main: true, cell: ({ scope, name }) => scope?.sentence ?? permissionWord(name) },
          { key: 'example', label: 'Example', cell: ({ scope }) => <span class="muted">{scope?.example}</span> },
          { key: 'week', label: 'This week', numeric: true, narrow: true, cell: ({ week }) => String(week) },
          {
            key: 'last',
            label: 'Last read',
            narrow: true,
            cell: ({ last }) => (last ? <Time at={last} show="relative" /> : 'never'),
          },
        ]}
        rows={rows}
        rowKey={({ name }) => name}
      />
    </Section>
  );
}

function Proofs({ grant, receipts }: { grant: Grant; receipts: Awaited<ReturnType<typeof listReceipts>> }) {
  return (
    <Section
      title="Proofs"
      id="proofs"
      intro={
        <p>
          Signed by this server and checkable without it, with <Mono>telltale verify-receipt</Mono>.
        </p>
      }
    >
      <ul>
        <li>
          <a href={href(routes.connect.ownerNotice, { id: grant.id })}>What you were shown</a>
        </li>
        {receipts.map(({ id, event, createdAt }) => (
          <li key={id}>
            <a href={href(routes.connect.ownerReceiptFile, { id: grant.id, receipt: id })}>
              {event === 'given' ? 'Receipt of what you allowed' : 'Receipt of its end'} (JSON)
            </a>
            , <Time at={createdAt} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

const confirm = defineRoute({
  method: 'GET',
  at: routes.privacy.revoke,
  access: alsoSimulated(signedIn()),
  limit: 'page',
  summary: 'Asks before an application’s access is taken back.',
  handle: async context => {
    const { kernel, params } = context;
    const actor = personOf(context.actor);
    const grant = await findGrantOfOwner(kernel, actor, params.id);
    if (grant.revokedAt !== undefined) return seeOther(href(routes.privacy.grant, { id: grant.id }));
    const cars = await carsOf(kernel, actor, grant);
    const { name } = grant.application;
    const what = inWords(cars.map(car => shortCarName(car, cars))) || 'cars';
    return html(
      renderPage(
        <CardPage shell={shell(context)} title={`Revoke ${name}’s access?`}>
          <Confirm
            title={`Revoke ${name}’s access to your ${what}?`}
            consequence={
              <>
                <p>
                  {name} can no longer read {inWords(grant.scopes.map(permissionWord))}. Its very next request is
                  refused, and what it has in hand to ask again stops working.
                </p>
                <p>What it read before is not erased by this. To use {name} again you would allow it anew.</p>
              </>
            }
            action={href(routes.privacy.revoke, { id: grant.id })}
            confirmLabel="Revoke access"
            cancelHref={href(routes.privacy.home)}
            cancelLabel="Keep access"
          />
        </CardPage>,
      ),
    );
  },
});

const revoke = defineRoute({
  method: 'POST',
  at: routes.privacy.revoke,
  access: alsoSimulated(signedIn()),
  limit: 'change',
  summary: 'Takes an application’s access back.',
  handle: async ({ kernel, actor, params }) => {
    await revokeGrant(kernel, personOf(actor), params.id, 'owner');
    return seeOther(href(routes.privacy.home, undefined, { revoked: params.id }));
  },
});

const carsOf = async (kernel: Kernel, actor: Person, { vehicles }: Grant): Promise<OwnedVehicle[]> =>
  (await listOwnedVehicles(kernel, actor.id)).filter(({ id }) => vehicles.includes(id));

export const grantRoutes = [show, confirm, revoke];
