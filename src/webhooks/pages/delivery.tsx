// One message: its exact bytes and signature at each try, what came back, and the way to send it again.

import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type DeliveryTry, findDelivery } from '../../core/work/deliveries/delivery-log-store.ts';
import { openSigningKeys, type SigningKey } from '../../developers/index.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { DeliveryBadge, Tries } from '../../web/ui/deliveries.tsx';
import { Callout, CodeBlock, Copyable, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { openWebhook, sendMessageAgain } from '../change-webhook.ts';
import { bytesOfTry } from '../deliveries/send-events.ts';
import { signerOf } from '../signing.ts';
import { laneOf, WEBHOOKS } from '../webhook.ts';
import { crumbsWithin, messageName } from './parts.tsx';

export const deliveryRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.webhooks.delivery,
    access: signedIn(),
    limit: 'page',
    summary: 'A message with its bytes, its signature and every try.',
    handle: async context => {
      const { kernel, params } = context;
      const at = { id: params.id, webhook: params.webhook };
      const { application, webhook } = await openWebhook(kernel, personOf(context.actor), {
        application: at.id,
        id: at.webhook,
      });
      const delivery = await findMessage(kernel, webhook.id, params.delivery);
      const last = delivery.history.at(-1);
      const keys = (await openSigningKeys(kernel, [application.id])).get(application.id) ?? [];
      return html(
        renderPage(
          <DeveloperConsole
            shell={shell(context)}
            title={messageName(delivery.kind)}
            headingAside={<DeliveryBadge state={delivery.state} tries={delivery.history.length} />}
            breadcrumbs={[...crumbsWithin(application), { href: href(routes.webhooks.show, at), label: webhook.name }]}
          >
            {delivery.dueAt && delivery.history.length > 0 && (
              <Callout tone="info">
                <p>
                  It is tried again <Time at={delivery.dueAt} />.
                </p>
              </Callout>
            )}
            <Section
              title={last ? `What was sent at try ${last.number}` : 'What will be sent'}
              intro={
                <p>
                  Made <Time at={delivery.createdAt} />.{' '}
                  {last
                    ? 'These are the very bytes; the signature is over them as they stand, without a line break at the end.'
                    : 'Each try has a delivery id and a time of its own, and is signed when it leaves.'}
                </p>
              }
            >
              {last ? <Sent kernel={kernel} at={at} delivery={delivery} last={last} keys={keys} /> : null}
              {application.mayChange && (
                <form method="post" action={href(routes.webhooks.delivery, params)}>
                  <Button size="small" icon="refresh-cw">
                    {delivery.state === 'waiting' ? 'Try now' : 'Send again'}
                  </Button>
                </form>
              )}
            </Section>
            <Section title="Tries">
              <Tries history={delivery.history} />
            </Section>
          </DeveloperConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.webhooks.delivery,
    access: signedIn(),
    limit: 'change',
    summary: 'Sends a message again, whatever became of it.',
    handle: async context => {
      const { kernel, params } = context;
      const { id, webhook, delivery } = params;
      await sendMessageAgain(kernel, personOf(context.actor), { application: id, id: webhook }, delivery);
      return seeOther(href(routes.webhooks.show, { id, webhook }, { done: 'again' }));
    },
  }),
];

/** A message of either address of a webhook. @throws Refusal not_found */
async function findMessage(kernel: Kernel, webhook: string, id: string) {
  for (const errors of [false, true]) {
    const found = await findDelivery(kernel, WEBHOOKS, laneOf(webhook, errors), id);
    if (found) return found;
  }
  throw refuse('not_found');
}

type SentProps = {
  readonly kernel: Kernel;
  readonly at: { readonly id: string; readonly webhook: string };
  readonly delivery: { readonly id: string; readonly payload: string };
  readonly last: DeliveryTry;
  /** The management tokens that are good now, newest first. */
  readonly keys: readonly SigningKey[];
};

function Sent({ kernel, at: page, delivery: { id, payload }, last: { number, at, signature }, keys }: SentProps) {
  const body = bytesOfTry(kernel, payload, { id, number, at });
  const { event, delivery, vehicle } = idsIn(body);
  return (
    <>
      <DefinitionList
        items={[
          { term: 'Event id', detail: <Copyable text={event} what="event id" /> },
          { term: 'Delivery id of this try', detail: <Mono>{delivery}</Mono> },
          ...(vehicle === undefined
            ? []
            : [
                {
                  term: 'Vehicle id',
                  detail: (
                    <>
                      <Mono>{vehicle}</Mono>
                      <div>
                        <a href={`${href(routes.webhooks.show, page, { vehicle })}#deliveries`}>
                          All deliveries about it
                        </a>
                      </div>
                    </>
                  ),
                },
              ]),
          ...(signature
            ? [
                { term: 'SC-Signature', detail: <Copyable text={signature.toString('hex')} what="signature" /> },
                { term: 'Signed with', detail: <Signer signer={signerOf(keys, body, signature)} of={keys} /> },
              ]
            : []),
        ]}
      />
      <CodeBlock label="Body, byte for byte" copies="body" wrap>
        {body}
      </CodeBlock>
    </>
  );
}

/** Which of two tokens a receiver needs to check it by, while one takes the other's place. */
function Signer({ signer, of }: { readonly signer: SigningKey | undefined; readonly of: readonly SigningKey[] }) {
  if (!signer) return <>a management token that is no longer good</>;
  if (signer.endsAt)
    return (
      <>
        the management token before, which ends <Time at={signer.endsAt} />
      </>
    );
  return <>{of.length > 1 ? 'the new management token' : 'the management token'}</>;
}

/** What a message says of itself, in its own bytes. */
function idsIn(body: string) {
  // This module wrote it, as `payloadOf` has it.
  const { eventId, data, meta } = JSON.parse(body) as {
    readonly eventId: string;
    readonly data: { readonly vehicle?: { readonly id: string } };
    readonly meta: { readonly deliveryId: string };
  };
  return { event: eventId, delivery: meta.deliveryId, vehicle: data.vehicle?.id };
}
