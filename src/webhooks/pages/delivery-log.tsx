// What was sent to a webhook: by state, by car, in pages, with the form that sends again what failed.
import { href, routes } from '../../catalog/routes.ts';
import { after, DAY } from '../../core/clock.ts';
import { isId, isUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { countDeliveries, type DeliveryState, listDeliveries } from '../../core/work/deliveries/delivery-log-store.ts';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { DeliveryTable, SendAgainForm } from '../../web/ui/deliveries.tsx';
import { Field, Form, Hidden } from '../../web/ui/form.tsx';
import { Tabs } from '../../web/ui/nav.tsx';
import { EmptyState, Pager } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { aboutCar } from '../deliveries/about-car.ts';
import { laneOf, WEBHOOKS, type Webhook } from '../webhook.ts';
import { messageName } from './parts.tsx';

const PAGE = 50;
const states: readonly { readonly state: DeliveryState; readonly label: string; readonly word: string }[] = [
  { state: 'waiting', label: 'Waiting', word: 'waiting' },
  { state: 'delivered', label: 'Taken', word: 'taken' },
  { state: 'failed', label: 'Failed', word: 'failed' },
];

/** What the address says of the log. */
export type LogQuery = {
  readonly state?: string | undefined;
  readonly vehicle?: string | undefined;
  readonly before?: string | undefined;
  readonly of?: string | undefined;
};
export type ReplayError = { readonly typed: string; readonly fault: string };
type At = { readonly id: string; readonly webhook: string };

/** A vehicle id as somebody typed it; undefined where there is none. */
export const typedVehicle = (typed: string | undefined): string | undefined => typed?.trim().toLowerCase() || undefined;

/** The log: of the events, or of the errors where they have an address of their own. */
export async function deliveryLog(
  kernel: Kernel,
  webhook: Webhook,
  at: At,
  query: LogQuery,
  { mayChange, replayError }: { readonly mayChange: boolean; readonly replayError: ReplayError | undefined },
) {
  const ofErrors = query.of === 'errors' && webhook.errorCallback !== null;
  const lane = laneOf(webhook.id, ofErrors);
  const chosen = states.find(({ state }) => state === query.state);
  const state = chosen?.state;
  const before = query.before !== undefined && isId('msg', query.before) ? query.before : undefined;
  const vehicle = typedVehicle(query.vehicle);
  const about = vehicle === undefined ? undefined : isUuid(vehicle) ? await aboutCar(kernel, webhook.id, vehicle) : [];
  const [counts, found] = await Promise.all([
    countDeliveries(kernel, WEBHOOKS, lane, about),
    listDeliveries(kernel, WEBHOOKS, lane, { state, before, about, limit: PAGE + 1 }),
  ]);
  const rows = found.slice(0, PAGE);
  const next = found.length > PAGE ? rows.at(-1)?.id : undefined;
  const of = ofErrors ? 'errors' : undefined;
  const link = (more: LogQuery) => `${href(routes.webhooks.show, at, { vehicle, of, ...more })}#deliveries`;
  return (
    <Section
      title={ofErrors ? 'Deliveries of errors' : 'Deliveries'}
      id="deliveries"
      intro={
        <p>
          What is not taken is tried 14 times within 73 hours, with the same <Mono>eventId</Mono>. This log keeps 30
          days.{' '}
          {webhook.errorCallback !== null && (
            <a href={link({ of: ofErrors ? undefined : 'errors' })}>
              {ofErrors ? 'Deliveries of events' : 'Deliveries of errors'}
            </a>
          )}
        </p>
      }
    >
      <CarFilter at={at} vehicle={vehicle} state={state} of={of} all={link({ vehicle: undefined, state })} />
      <Tabs
        label="Deliveries by state"
        items={[
          { label: 'All', href: link({}), current: chosen === undefined },
          ...states.map(one => ({
            label: one.label,
            href: link({ state: one.state }),
            current: state === one.state,
            count: counts[one.state],
            due: one.state === 'failed' && counts.failed > 0,
          })),
        ]}
      />
      <DeliveryTable
        rows={rows}
        nameOf={messageName}
        hrefOf={delivery => href(routes.webhooks.delivery, { ...at, delivery })}
        empty={
          vehicle === undefined ? undefined : (
            <NothingFits vehicle={vehicle} state={chosen?.word} all={link({ vehicle: undefined })} />
          )
        }
      />
      {(before !== undefined || next !== undefined) && (
        <Pager
          label="Deliveries"
          previous={before === undefined ? undefined : link({ state })}
          next={next && link({ state, before: next })}
        />
      )}
      {mayChange && (counts.failed > 0 || replayError) && (
        <SendAgainForm
          action={href(routes.webhooks.replay, at)}
          failed={counts.failed}
          since={
            replayError?.typed ??
            after(kernel.clock.now(), -7 * DAY)
              .toISOString()
              .slice(0, 10)
          }
          only={vehicle === undefined ? undefined : { name: 'vehicle', value: vehicle, words: 'about this car' }}
          error={replayError?.fault}
        />
      )}
    </Section>
  );
}

type FilterProps = {
  readonly at: At;
  readonly vehicle: string | undefined;
  readonly state: string | undefined;
  readonly of: string | undefined;
  /** The same without a car. */
  readonly all: string;
};

function CarFilter({ at, vehicle, state, of, all }: FilterProps) {
  const isWrong = vehicle !== undefined && !isUuid(vehicle);
  return (
    <Form
      action={`${href(routes.webhooks.show, at)}#deliveries`}
      method="get"
      role="search"
      label="Deliveries about one car"
      values={{ vehicle: vehicle ?? '' }}
      errors={isWrong ? { vehicle: 'A vehicle id is a UUID of 36 characters.' } : {}}
    >
      {state !== undefined && <Hidden name="state" value={state} />}
      {of !== undefined && <Hidden name="of" value={of} />}
      <Field
        name="vehicle"
        label="Vehicle id"
        mono
        autocomplete="off"
        after={
          <>
            <Button kind="quiet" icon="search">
              Show
            </Button>
            {vehicle !== undefined && (
              <ButtonLink kind="quiet" href={all}>
                All cars
              </ButtonLink>
            )}
          </>
        }
      />
    </Form>
  );
}

type NothingProps = { readonly vehicle: string; readonly state: string | undefined; readonly all: string };

/** Which filters hold, and the way out of them. */
const NothingFits = ({ vehicle, state, all }: NothingProps) => (
  <EmptyState title="No delivery fits" icon="search" action={{ href: all, label: 'Show all deliveries' }}>
    <p>
      {!isUuid(vehicle) ? (
        'Correct the vehicle id, or leave it out.'
      ) : (
        <>
          Only {state === undefined ? 'deliveries' : `${state} deliveries`} about the car <Mono>{vehicle}</Mono> are
          listed. Tests and orders to delete data are about no car.
        </>
      )}
    </p>
  </EmptyState>
);
