// The owner's home: each car with the apps that may use it, when they last did, and the way to take it back.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { findGrantOfOwner, listGrantsOfOwner } from '../../connect/index.ts';
import { DAY } from '../../core/clock.ts';
import { alsoSimulated, signedIn } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findReachedBy, listOwnedVehicles, type ReadSummary, summarizeReads } from '../../vehicles/index.ts';
import { OwnerConsole } from '../../web/frames.tsx';
import { usePageTime } from '../../web/page-time.ts';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { CarPicture } from '../../web/ui/car-picture.tsx';
import { Card, CardGrid, Disclosure, Section } from '../../web/ui/card.tsx';
import { Lamp } from '../../web/ui/lamp.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import {
  type AccessToCar,
  type CarCard,
  carName,
  overviewOf,
  type UnusedPermission,
  weekInWords,
} from '../owner-overview.ts';
import { counted, describePermissions, endWords, permissionWord } from '../permission-words.ts';
import { personOf } from './person-of.ts';

export const homeRoute = defineRoute({
  method: 'GET',
  at: routes.privacy.home,
  access: alsoSimulated(signedIn()),
  limit: 'page',
  summary: 'The cars of the signed-in owner and who may read them.',
  query: Type.Object({
    revoked: Type.Optional(Type.String({ maxLength: 100 })),
    renewed: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  handle: async context => {
    const { kernel, query } = context;
    const actor = personOf(context.actor);
    const [cars, grants, summary, reached] = await Promise.all([
      listOwnedVehicles(kernel, actor.id),
      listGrantsOfOwner(kernel, actor),
      summarizeReads(kernel, actor),
      findReachedBy(kernel, actor.id),
    ]);
    const renewed = cars.find(({ id }) => id === query.renewed && reached.get(id)?.refusedAt === null);
    const { cards, unused, ended } = overviewOf(cars, grants, summary.uses);
    const revoked =
      query.revoked === undefined
        ? undefined
        : await findGrantOfOwner(kernel, actor, query.revoked).catch(() => undefined);
    return html(
      renderPage(
        <OwnerConsole
          shell={shell(context)}
          title="My cars"
          flash={
            revoked?.revokedAt
              ? {
                  tone: 'good',
                  text: `${revoked.application.name} can no longer read your cars. Its next request is refused.`,
                }
              : renewed && { tone: 'good', text: `Your ${carName(renewed)} can be reached again.` }
          }
        >
          <Week week={summary.week} />
          {cards.length === 0 ? (
            <EmptyState title="Your cars will be here" icon="car">
              <p>When an app asks to use your car and you sign in at its maker, the car appears on this page.</p>
            </EmptyState>
          ) : (
            <CardGrid>
              {cards.map(card => (
                <CarOnCard key={card.car.id} {...card} refusedAt={reached.get(card.car.id)?.refusedAt ?? null} />
              ))}
            </CardGrid>
          )}
          {unused.length > 0 && <Unused unused={unused} />}
          {ended.length > 0 && (
            <Section title="Taken back or expired">
              <Table
                caption="Apps that no longer have access"
                captionHidden
                dense
                columns={[
                  {
                    key: 'app',
                    label: 'App',
                    main: true,
                    cell: ({ id, application }) => <a href={href(routes.privacy.grant, { id })}>{application.name}</a>,
                  },
                  { key: 'could', label: 'Could', cell: grant => describePermissions(grant.scopes) },
                  { key: 'why', label: 'Why', cell: ({ endReason }) => endReason && endWords[endReason] },
                  {
                    key: 'ended',
                    label: 'Ended',
                    narrow: true,
                    cell: ({ revokedAt }) => revokedAt && <Time at={revokedAt} />,
                  },
                ]}
                rows={ended}
                rowKey={grant => grant.id}
              />
            </Section>
          )}
        </OwnerConsole>,
      ),
    );
  },
});

function Week({ week }: { week: ReadSummary['week'] }) {
  return (
    <p class="owner-week">
      {weekInWords(week)}{' '}
      {week.denied > 0 && `${counted(week.denied, 'attempt')} ${week.denied === 1 ? 'was' : 'were'} refused. `}
      <a href={href(routes.privacy.log)}>See every read</a>
    </p>
  );
}

function CarOnCard({ car, accesses, refusedAt }: CarCard & { refusedAt: Date | null }) {
  return (
    <Card title={carName(car)}>
      <CarPicture model={car.model} size="large" />
      {refusedAt !== null && (
        <Callout tone="attention" title="Sign in again">
          <p>
            The maker has refused your sign-in since <Time at={refusedAt} show="date" />. No app can reach this car.
          </p>
          <ButtonLink href={href(routes.connect.ownerSignIn, { id: car.id })} size="small">
            Sign in again
          </ButtonLink>
        </Callout>
      )}
      <Disclosure summary="VIN">
        <Mono>{car.vin}</Mono>
      </Disclosure>
      {accesses.length === 0 ? (
        <p class="muted">No app may use this car.</p>
      ) : (
        <ul class="plain-list owner-accesses">
          {accesses.map(access => (
            <AppOnCard key={access.grant.id} {...access} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function AppOnCard({ grant, lastReadAt }: AccessToCar) {
  const { now } = usePageTime();
  const isLately = lastReadAt !== undefined && now.getTime() - lastReadAt.getTime() < DAY;
  return (
    <li class="owner-access">
      <div class="owner-access-words">
        <h3>
          <a href={href(routes.privacy.grant, { id: grant.id })}>{grant.application.name}</a>
        </h3>
        <p>{describePermissions(grant.scopes)}</p>
        {grant.reusedAt !== undefined && (
          <p>
            <a href={href(routes.privacy.grant, { id: grant.id })}>A used key of this app came again</a>
          </p>
        )}
        <Lamp state={isLately ? 'lit' : 'dark'}>
          {lastReadAt ? (
            <>
              last read <Time at={lastReadAt} show="relative" />
            </>
          ) : (
            'never read'
          )}
        </Lamp>
      </div>
      <ButtonLink href={href(routes.privacy.revoke, { id: grant.id })} size="small">
        Revoke access
      </ButtonLink>
    </li>
  );
}

function Unused({ unused }: { unused: readonly UnusedPermission[] }) {
  return (
    <Section
      title="Granted but never used"
      intro={<p>These apps may read more than they ever did. What nobody needs is best taken back.</p>}
    >
      <Table
        caption="Permissions that were never used"
        captionHidden
        dense
        columns={[
          { key: 'app', label: 'App', main: true, cell: ({ grant }) => grant.application.name },
          { key: 'data', label: 'May, but never did', cell: ({ permission }) => mayWords(permission) },
          {
            key: 'since',
            label: 'Granted',
            narrow: true,
            cell: ({ grant }) => <Time at={grant.grantedAt} show="date" />,
          },
          {
            key: 'do',
            label: 'Action',
            labelHidden: true,
            narrow: true,
            cell: ({ grant }) => <a href={href(routes.privacy.grant, { id: grant.id })}>Look at it</a>,
          },
        ]}
        rows={unused}
        rowKey={({ grant, permission }) => `${grant.id} ${permission}`}
      />
    </Section>
  );
}

const mayWords = (permission: string): string =>
  `${permission.startsWith('control_') ? 'control' : 'read'} ${permissionWord(permission)}`;
