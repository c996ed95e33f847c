// The page of a receiver: how it is doing, what it is told of, what was sent to it and what came back.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { isOutsideEvent, outsideEvents } from '../../catalog/outside-events.ts';
import { href, routes } from '../../catalog/routes.ts';
import { after, DAY } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { isId } from '../../core/ids.ts';
import type { LaneHealth } from '../../core/work/deliveries/delivery.ts';
import { countDeliveries, type DeliveryState, listDeliveries } from '../../core/work/deliveries/delivery-log-store.ts';
import { findHealth } from '../../core/work/deliveries/delivery-store.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { DeliveryTable, SendAgainForm, sentAgainText } from '../../web/ui/deliveries.tsx';
import { Tabs } from '../../web/ui/nav.tsx';
import { Pager } from '../../web/ui/table.tsx';
import { Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { hostOf, kindWords, NOTICES, type Receiver } from '../receivers/receiver.ts';
import { findReceiver, findSecretTimes } from '../receivers/receiver-store.ts';
import { ReceiverBadge } from './parts.tsx';

const PAGE = 50;
const states: readonly { readonly state: DeliveryState; readonly label: string }[] = [
  { state: 'waiting', label: 'Waiting' },
  { state: 'delivered', label: 'Taken' },
  { state: 'failed', label: 'Failed' },
];

const flashes: Readonly<Record<string, string>> = {
  added: 'The receiver is added. Send it a test.',
  saved: 'The receiver is changed.',
  tested: 'A test is on its way. Its answer is listed below within seconds.',
  on: 'It is told again from now on.',
  off: 'Nothing is sent to it any more. What waited is listed as failed and can be sent again.',
  again: 'It is sent again within seconds.',
};

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Query = { readonly done?: string; readonly state?: string; readonly before?: string; readonly count?: string };

export const showRoute = defineRoute({
  method: 'GET',
  at: routes.trackers.receiver,
  access: staff('integration.manage'),
  limit: 'page',
  summary: 'A receiver with its log of deliveries.',
  query: Type.Object({
    done: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
    before: Type.Optional(Type.String()),
    count: Type.Optional(Type.String()),
  }),
  handle: async context => showReceiver(context, context.params.id, context.query),
});

/** The page; after a refused form with its fault. @throws Refusal not_found */
export async function showReceiver(
  context: Context,
  id: string,
  query: Query,
  replayError?: { readonly typed: string; readonly fault: string },
): Promise<Answer> {
  const { kernel, actor } = context;
  const receiver = await findReceiver(kernel, actor, id);
  if (!receiver) throw refuse('not_found');
  const chosen = states.find(({ state }) => state === query.state)?.state;
  const before = query.before !== undefined && isId('msg', query.before) ? query.before : undefined;
  const [health, counts, found, secret, names] = await Promise.all([
    findHealth(kernel, NOTICES, id),
    countDeliveries(kernel, NOTICES, id),
    listDeliveries(kernel, NOTICES, id, { state: chosen, before, limit: PAGE + 1 }),
    receiver.kind === 'webhook' ? findSecretTimes(kernel, id) : undefined,
    personNames(kernel, [receiver.createdBy]),
  ]);
  const rows = found.slice(0, PAGE);
  const next = found.length > PAGE ? rows.at(-1)?.id : undefined;
  const at = (more: { state?: string | undefined; before?: string }) => href(routes.trackers.receiver, { id }, more);
  const said = query.done === 'replayed' ? sentAgainText(query.count) : flashes[query.done ?? ''];
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={receiver.name}
        headingAside={<ReceiverBadge receiver={receiver} health={health} />}
        breadcrumbs={[{ href: href(routes.trackers.receivers), label: 'Webhooks and chat' }]}
        flash={said === undefined ? undefined : { tone: 'good', text: said }}
      >
        <Doing receiver={receiver} health={health} />
        <Section
          title="What it is"
          aside={
            <ButtonLink size="small" icon="pencil" href={href(routes.trackers.receiverEdit, { id })}>
              Change
            </ButtonLink>
          }
        >
          <DefinitionList
            items={[
              { term: 'Kind', detail: kindWords[receiver.kind].name },
              { term: 'Server', detail: <Mono>{hostOf(receiver.url)}</Mono> },
              {
                term: 'Told of',
                detail: receiver.events.map(event => <div key={event}>{outsideEvents[event]}</div>),
              },
              ...(secret
                ? [
                    {
                      term: 'Signing secret',
                      detail: (
                        <>
                          Since <Time at={secret.since} show="absolute" />
                          {secret.formerUntil && (
                            <>
                              ; the one before is good until <Time at={secret.formerUntil} show="absolute" />
                            </>
                          )}
                          . <a href={href(routes.trackers.receiverSecret, { id })}>Make a new one</a>
                        </>
                      ),
                    },
                  ]
                : []),
              {
                term: 'Added',
                detail: (
                  <>
                    <Time at={receiver.createdAt} show="date" /> by{' '}
                    {names.get(receiver.createdBy) ?? 'somebody who left'}
                  </>
                ),
              },
            ]}
          />
          <Acts receiver={receiver} />
        </Section>
        <Section
          title="Deliveries"
          id="deliveries"
          intro={
            <p>
              What is not taken is tried ten times within about 75 hours
              {receiver.kind === 'webhook' && (
                <>
                  , with the same <Mono>webhook-id</Mono>
                </>
              )}
              . This log keeps 30 days.
            </p>
          }
        >
          <Tabs
            label="Deliveries by state"
            items={[
              { label: 'All', href: at({}), current: chosen === undefined },
              ...states.map(({ state, label }) => ({
                label,
                href: at({ state }),
                current: chosen === state,
                count: counts[state],
                due: state === 'failed' && counts.failed > 0,
              })),
            ]}
          />
          <DeliveryTable
            rows={rows}
            nameOf={nameOf}
            hrefOf={one => href(routes.trackers.receiverDelivery, { id, delivery: one })}
          />
          {(before !== undefined || next !== undefined) && (
            <Pager
              label="Deliveries"
              previous={before === undefined ? undefined : at({ state: chosen })}
              next={next && at({ state: chosen, before: next })}
            />
          )}
          {(counts.failed > 0 || replayError) && (
            <SendAgainForm
              action={href(routes.trackers.receiverReplay, { id })}
              failed={counts.failed}
              since={
                replayError?.typed ??
                after(kernel.clock.now(), -7 * DAY)
                  .toISOString()
                  .slice(0, 10)
              }
              error={replayError?.fault}
            />
          )}
        </Section>
      </StaffConsole>,
    ),
    { status: replayError ? 422 : 200 },
  );
}

const nameOf = (kind: string): string => (isOutsideEvent(kind) ? outsideEvents[kind] : 'A test');

function Doing({ receiver, health }: { receiver: Receiver; health: LaneHealth | undefined }) {
  if (receiver.stopped === 'failing')
    return (
      <Callout tone="attention" title="Switched off after five days of failures">
        <p>When it works again, switch it on, send a test, then send again what failed.</p>
      </Callout>
    );
  if (receiver.stopped === 'gone')
    return (
      <Callout tone="attention" title="Switched off: it answered 410, gone for good">
        <p>Give it another address, then switch it on.</p>
      </Callout>
    );
  if (receiver.stopped === null && health?.failingSince)
    return (
      <Callout tone="attention" title="It has not taken messages lately">
        <p>
          Failing since <Time at={health.failingSince} />
          {health.restsUntil && (
            <>
              ; tried again <Time at={health.restsUntil} />
            </>
          )}
          . After five days it is switched off.
        </p>
      </Callout>
    );
  return null;
}

function Acts({ receiver: { id, stopped } }: { receiver: Receiver }) {
  return (
    <div class="button-row">
      {stopped === null && (
        <form method="post" action={href(routes.trackers.receiverTest, { id })}>
          <Button size="small" icon="send">
            Send a test
          </Button>
        </form>
      )}
      <form method="post" action={href(routes.trackers.receiverSwitch, { id })}>
        <Button
          size="small"
          kind="quiet"
          icon={stopped === null ? 'pause' : 'play'}
          name="to"
          value={stopped === null ? 'off' : 'on'}
        >
          {stopped === null ? 'Switch off' : 'Switch on'}
        </Button>
      </form>
      <ButtonLink size="small" icon="trash-2" href={href(routes.trackers.receiverRemove, { id })}>
        Remove
      </ButtonLink>
    </div>
  );
}
