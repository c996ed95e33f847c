// One app's access: what the owner allowed, what was used, and the ways to pause it, narrow it or end it.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import {
  type Changed,
  changedSinceAgreed,
  findGrantOfOwner,
  type Grant,
  isControl,
  listReceipts,
  virtualKeyUrl,
} from '../../connect/index.ts';
import { personOf } from '../../core/actor.ts';
import { alsoSimulated, signedIn } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findScope, type ReadUse, summarizeReads } from '../../vehicles/index.ts';
import { OwnerConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import type { Flash } from '../../web/shell-parts.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { carsOfGrant } from '../cars-of-grant.ts';
import { carName, lastRead } from '../owner-overview.ts';
import { endWords, inWords, permissionWord } from '../permission-words.ts';

export const grantRoute = defineRoute({
  method: 'GET',
  at: routes.privacy.grant,
  access: alsoSimulated(signedIn()),
  limit: 'page',
  summary: 'What one application may do with the owner’s cars, and what it did.',
  query: Type.Object({ done: Type.Optional(Type.String({ maxLength: 100 })) }),
  handle: async context => {
    const { kernel, params, query } = context;
    const actor = personOf(context.actor);
    const grant = await findGrantOfOwner(kernel, actor, params.id);
    const hasCommands = grant.revokedAt === undefined && grant.scopes.some(isControl);
    const [cars, { uses }, receipts, changed, key] = await Promise.all([
      carsOfGrant(kernel, actor, grant),
      summarizeReads(kernel, actor),
      listReceipts(kernel, actor, grant.id),
      changedSinceAgreed(kernel, actor, grant),
      hasCommands ? virtualKeyUrl(kernel, actor.id, grant.vehicles) : undefined,
    ]);
    const { application, revokedAt, pausedAt } = grant;
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
              <ButtonRow>
                {pausedAt ? (
                  <ButtonLink kind="primary" href={href(routes.privacy.resume, { id: grant.id })}>
                    Resume
                  </ButtonLink>
                ) : (
                  <ButtonLink href={href(routes.privacy.pause, { id: grant.id })}>Pause</ButtonLink>
                )}
                <ButtonLink href={href(routes.privacy.revoke, { id: grant.id })}>Revoke access</ButtonLink>
              </ButtonRow>
            )
          }
          flash={doneWords(query.done, grant)}
        >
          {!revokedAt && pausedAt && <Paused at={pausedAt} grant={grant} />}
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
                    detail: (
                      <>
                        {grant.expiresAt ? <Time at={grant.expiresAt} /> : 'When you revoke it'}{' '}
                        <a href={href(routes.privacy.renew, { id: grant.id })}>Change</a>
                      </>
                    ),
                  },
              ...(grant.scopes.includes('read_location')
                ? [{ term: 'Location', detail: <Exactness grant={grant} /> }]
                : []),
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
          {changed !== undefined && <SinceAgreed changed={changed} grantedAt={grant.grantedAt} />}
          {changed !== undefined && <Proofs grant={grant} receipts={receipts} />}
        </OwnerConsole>,
      ),
    );
  },
});

/** What has just been done, where it is so. */
function doneWords(done: string | undefined, { application: { name }, pausedAt, expiresAt }: Grant): Flash | undefined {
  if (done === 'paused' && pausedAt)
    return { tone: 'good', text: `${name} is paused. Its next request is refused, and it can be resumed here.` };
  if (done === 'resumed' && !pausedAt) return { tone: 'good', text: `${name} goes on as before.` };
  if (done === 'narrowed') return { tone: 'good', text: `${name} may do less from now on. Its next request shows it.` };
  if (done === 'renewed' && expiresAt) return { tone: 'good', text: `The end of ${name}’s access is set.` };
  return undefined;
}

function Paused({ at, grant: { application, pauseReason } }: { at: Date; grant: Grant }) {
  return (
    <Callout tone="attention" title="Paused">
      <p>
        {pauseReason === 'unused'
          ? `Nobody had used this access for long, so it was paused by itself on `
          : `You paused it on `}
        <Time at={at} />. {application.name} is refused whatever it asks; resumed, it goes on as before.
        {pauseReason === 'unused' && ' If nobody resumes it, it ends.'}
      </p>
    </Callout>
  );
}

/** A coarse place is another example than the list of permissions has. */
const exampleOf = ({ isCoarse }: Grant, permission: string): string | undefined =>
  isCoarse && permission === 'read_location' ? 'like a square on the map, about one kilometer wide' : undefined;

function Exactness({ grant: { id, isCoarse, revokedAt } }: { grant: Grant }) {
  if (isCoarse) return <>To about a kilometer</>;
  return <>Precise {!revokedAt && <a href={href(routes.privacy.coarse, { id })}>Make it coarse</a>}</>;
}

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
          {
            key: 'example',
            label: 'Example',
            cell: ({ scope, name }) => <span class="muted">{exampleOf(grant, name) ?? scope?.example}</span>,
          },
          { key: 'week', label: 'This week', numeric: true, narrow: true, cell: ({ week }) => String(week) },
          {
            key: 'last',
            label: 'Last read',
            narrow: true,
            cell: ({ last }) => (last ? <Time at={last} show="relative" /> : 'never'),
          },
          ...(grant.revokedAt
            ? []
            : [
                {
                  key: 'do',
                  label: 'Action',
                  labelHidden: true,
                  narrow: true,
                  cell: ({ name }: { name: string }) => (
                    <a href={href(routes.privacy.narrow, { id: grant.id }, { permissions: name })}>
                      Take back<span class="visually-hidden"> {permissionWord(name)}</span>
                    </a>
                  ),
                },
              ]),
        ]}
        rows={rows}
        rowKey={({ name }) => name}
      />
    </Section>
  );
}

const changedWords: Readonly<Record<Changed['what'], string>> = {
  name: 'Name of the app',
  organization: 'Who the app says it belongs to',
  purpose: 'What it wants the data for',
  'app-policy': 'Address of its privacy policy',
  'app-policy-text': 'Text of its privacy policy (SHA-256)',
  'owner-policy': 'End User Privacy Policy',
  permission: 'What a permission is called',
};

function SinceAgreed({ changed, grantedAt }: { changed: readonly Changed[]; grantedAt: Date }) {
  return (
    <Section title="What changed since you agreed" id="changed">
      {changed.length === 0 ? (
        <p>
          Nothing that you were shown on <Time at={grantedAt} show="date" />: the app says the same of itself and its
          purpose, and both policies read as they did.
        </p>
      ) : (
        <Table
          caption="Then and now"
          captionHidden
          columns={[
            { key: 'what', label: 'What', main: true, cell: ({ what }) => changedWords[what] },
            { key: 'before', label: 'When you agreed', cell: ({ before }) => before },
            { key: 'now', label: 'Now', cell: ({ now }) => now },
          ]}
          rows={changed}
          rowKey={({ what, before }) => `${what} ${before}`}
        />
      )}
    </Section>
  );
}

const receiptWords = {
  given: 'Receipt of what you allowed',
  changed: 'Receipt of what was left after you took something back',
  paused: 'Receipt of the pause',
  resumed: 'Receipt that the pause is over',
  renewed: 'Receipt of the new end',
  ended: 'Receipt of its end',
} as const;

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
              {receiptWords[event]} (JSON)
            </a>
            , <Time at={createdAt} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
