// The owner's home: each car with the apps that may use it, when they last did, and the way to take it back.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { findGrantOfOwner, type Grant, listGrantsOfOwner } from '../../connect/index.ts';
import { personOf } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { alsoSimulated, signedIn } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import {
  findReachedBy,
  listOwnedVehicles,
  type ReachedBy,
  type ReadSummary,
  summarizeReads,
} from '../../vehicles/index.ts';
import { OwnerConsole } from '../../web/frames.tsx';
import { usePageTime } from '../../web/page-time.ts';
import { renderPage } from '../../web/render.tsx';
import type { Flash } from '../../web/shell-parts.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { CarPicture } from '../../web/ui/car-picture.tsx';
import { Card, CardGrid, Disclosure, Section } from '../../web/ui/card.tsx';
import { Lamp } from '../../web/ui/lamp.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { countUnseen } from '../alerts/alert-store.ts';
import { type AccessToCar, type CarCard, carName, overviewOf, weekInWords } from '../owner-overview.ts';
import { counted, describePermissions, endWords } from '../permission-words.ts';
import { listMakerEnds, MakerEnds } from './maker-ends.tsx';
import { Often, Unused } from './use-tables.tsx';

export const homeRoute = defineRoute({
  method: 'GET',
  at: routes.privacy.home,
  access: alsoSimulated(signedIn()),
  limit: 'page',
  summary: 'The cars of the signed-in owner and who may read them.',
  query: Type.Object({
    revoked: Type.Optional(Type.String({ maxLength: 100 })),
    renewed: Type.Optional(Type.String({ maxLength: 100 })),
    all: Type.Optional(Type.String({ maxLength: 100 })),
    ended: Type.Optional(Type.Literal('all')),
  }),
  handle: async context => {
    const { kernel, query } = context;
    const actor = personOf(context.actor);
    const [cars, grants, summary, reached, unseen, makerEnds] = await Promise.all([
      listOwnedVehicles(kernel, actor.id),
      listGrantsOfOwner(kernel, actor),
      summarizeReads(kernel, actor),
      findReachedBy(kernel, actor.id),
      countUnseen(kernel, actor),
      listMakerEnds(kernel, actor.id),
    ]);
    const renewed = cars.find(({ id }) => id === query.renewed && reached.get(id)?.refusedAt === null);
    const { cards, unused, often, ended } = overviewOf(cars, grants, summary.uses);
    const revoked =
      query.revoked === undefined
        ? undefined
        : await findGrantOfOwner(kernel, actor, query.revoked).catch(() => undefined);
    const standing = grants.filter(({ revokedAt }) => revokedAt === undefined);
    return html(
      renderPage(
        <OwnerConsole
          shell={shell(context)}
          title="My cars"
          headingAside={<AtOnce standing={standing} />}
          flash={
            revoked?.revokedAt
              ? {
                  tone: 'good',
                  text: `${revoked.application.name} can no longer read your cars. Its next request is refused.`,
                }
              : renewed
                ? { tone: 'good', text: `Your ${carName(renewed)} can be reached again.` }
                : allWords(query.all, standing)
          }
        >
          <Week week={summary.week} />
          {unseen > 0 && (
            <Callout tone="attention" title={unseen === 1 ? 'Something new' : `${unseen} new things`}>
              <p>
                {unseen === 1 ? 'Something happened' : 'Things happened'} that you wanted to hear of.{' '}
                <a href={href(routes.privacy.alerts)}>See {unseen === 1 ? 'it' : 'them'}</a>
              </p>
            </Callout>
          )}
          {cards.length === 0 ? (
            <EmptyState title="Your cars will be here" icon="car">
              <p>When an app asks to use your car and you sign in at its maker, the car appears on this page.</p>
            </EmptyState>
          ) : (
            <CardGrid>
              {cards.map(card => (
                <CarOnCard key={card.car.id} {...card} reached={reached.get(card.car.id)} />
              ))}
            </CardGrid>
          )}
          {often.length > 0 && <Often often={often} />}
          {unused.length > 0 && <Unused unused={unused} />}
          {makerEnds.length > 0 && <MakerEnds ends={makerEnds} />}
          {ended.length > 0 && <Ended ended={ended} isWhole={query.ended === 'all'} />}
        </OwnerConsole>,
      ),
    );
  },
});

/** Ended accesses stay listed for years: the page begins with these. */
const LATEST_ENDED = 10;

function Ended({ ended, isWhole }: { readonly ended: readonly Grant[]; readonly isWhole: boolean }) {
  const shown = isWhole ? ended : ended.slice(0, LATEST_ENDED);
  return (
    <Section title="Taken back or expired" id="ended">
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
        rows={shown}
        rowKey={grant => grant.id}
      />
      {shown.length < ended.length && (
        <p>
          The latest {shown.length} of {ended.length}.{' '}
          <a href={`${href(routes.privacy.home)}?ended=all#ended`}>Show all</a>
        </p>
      )}
    </Section>
  );
}

/** What can be done to every app at once. */
function AtOnce({ standing }: { standing: readonly Grant[] }) {
  const isOpen = standing.some(({ pausedAt }) => pausedAt === undefined);
  const isPaused = standing.some(({ pauseReason }) => pauseReason === 'owner');
  if (standing.length === 0) return null;
  return (
    <ButtonRow>
      {isOpen && <ButtonLink href={href(routes.privacy.pauseAll)}>Pause every app</ButtonLink>}
      {isPaused && !isOpen && <ButtonLink href={href(routes.privacy.resumeAll)}>Resume every app</ButtonLink>}
      <ButtonLink href={href(routes.privacy.revokeAll)}>Revoke all</ButtonLink>
    </ButtonRow>
  );
}

/** What has just been done to all of them, where it is so. */
function allWords(all: string | undefined, standing: readonly Grant[]): Flash | undefined {
  if (all === 'paused' && standing.every(({ pausedAt }) => pausedAt))
    return { tone: 'good', text: 'Every app is paused. No app can read or control your cars until you resume it.' };
  if (all === 'resumed' && !standing.some(({ pauseReason }) => pauseReason === 'owner'))
    return { tone: 'good', text: 'The apps that you had paused go on as before.' };
  if (all === 'revoked' && standing.length === 0)
    return { tone: 'good', text: 'No app can read or control your cars any more.' };
  return undefined;
}

function Week({ week }: { week: ReadSummary['week'] }) {
  return (
    <p class="owner-week">
      {weekInWords(week)}{' '}
      {week.denied > 0 && `${counted(week.denied, 'attempt')} ${week.denied === 1 ? 'was' : 'were'} refused. `}
      <a href={href(routes.privacy.log)}>See every read</a>
    </p>
  );
}

function CarOnCard({ car, accesses, reached }: CarCard & { reached: ReachedBy | undefined }) {
  const { refusedAt = null, letGoAt = null } = reached ?? {};
  // A sign-in that we ended ourselves is missed only once an app wants the car.
  const isMissed = refusedAt !== null && (letGoAt === null || accesses.length > 0);
  return (
    <Card title={carName(car)}>
      <CarPicture model={car.model} size="large" />
      {isMissed && (
        <Callout tone="attention" title="Sign in again">
          <p>
            {letGoAt === null ? (
              <>
                The maker has refused your sign-in since <Time at={refusedAt} show="date" />.
              </>
            ) : (
              <>
                We ended our sign-in at its maker on <Time at={letGoAt} show="date" />, when no app had access.
              </>
            )}{' '}
            No app can reach this car.
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
        <>
          <p class="muted">No app may use this car.</p>
          {letGoAt !== null && <p class="muted">Our sign-in at its maker is ended; see below.</p>}
          {car.mode === 'live' && letGoAt === null && (
            <p class="muted">
              Where another car of the same account is shared, your sign-in at the maker is still kept here. Where none
              is, it is being ended now.
            </p>
          )}
        </>
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
  const { id, application, pausedAt, expiresAt } = grant;
  const isLately = lastReadAt !== undefined && now.getTime() - lastReadAt.getTime() < DAY;
  return (
    <li class="owner-access">
      <div class="owner-access-words">
        <h3>
          <a href={href(routes.privacy.grant, { id })}>{application.name}</a>{' '}
          {pausedAt && <Badge tone="attention">Paused</Badge>}
        </h3>
        <p>{describePermissions(grant.scopes)}</p>
        {grant.reusedAt !== undefined && (
          <p>
            <a href={href(routes.privacy.grant, { id })}>A used key of this app came again</a>
          </p>
        )}
        <Lamp state={isLately && !pausedAt ? 'lit' : 'dark'}>
          {lastReadAt ? (
            <>
              last read <Time at={lastReadAt} show="relative" />
            </>
          ) : (
            'never read'
          )}
        </Lamp>
        <p class="muted">
          Since <Time at={grant.grantedAt} show="date" />
          {expiresAt && (
            <>
              , until <Time at={expiresAt} show="date" />
            </>
          )}
        </p>
      </div>
      <ButtonRow>
        {pausedAt ? (
          <ButtonLink href={href(routes.privacy.resume, { id })} size="small">
            Resume
          </ButtonLink>
        ) : (
          <ButtonLink href={href(routes.privacy.pause, { id })} size="small">
            Pause
          </ButtonLink>
        )}
        <ButtonLink href={href(routes.privacy.revoke, { id })} size="small">
          Revoke access
        </ButtonLink>
      </ButtonRow>
    </li>
  );
}
