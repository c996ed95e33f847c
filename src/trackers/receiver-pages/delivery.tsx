// One delivery: what was sent, and each try with what came back; and the way to send it again.
import Type from 'typebox';
import { isOutsideEvent, outsideEvents } from '../../catalog/outside-events.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findDelivery } from '../../core/work/deliveries/delivery-log-store.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { DeliveryBadge, Tries } from '../../web/ui/deliveries.tsx';
import { Callout, CodeBlock, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { sendDeliveryAgain } from '../receivers/change-receiver.ts';
import { NOTICES } from '../receivers/receiver.ts';
import { findReceiver } from '../receivers/receiver-store.ts';

export const deliveryRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.trackers.receiverDelivery,
    access: staff('integration.manage'),
    limit: 'page',
    summary: 'A delivery with every try.',
    query: Type.Object({ done: Type.Optional(Type.String()) }),
    handle: async context => {
      const { kernel, actor, params } = context;
      const receiver = await findReceiver(kernel, actor, params.id);
      const delivery = receiver && (await findDelivery(kernel, NOTICES, receiver.id, params.delivery));
      if (!receiver || !delivery) throw refuse('not_found');
      const { id } = receiver;
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title={isOutsideEvent(delivery.kind) ? outsideEvents[delivery.kind] : 'A test'}
            headingAside={<DeliveryBadge state={delivery.state} tries={delivery.history.length} />}
            breadcrumbs={[
              { href: href(routes.trackers.receivers), label: 'Webhooks and chat' },
              { href: href(routes.trackers.receiver, { id }), label: receiver.name },
            ]}
          >
            {delivery.dueAt && delivery.history.length > 0 && (
              <Callout tone="info">
                <p>
                  It is tried again <Time at={delivery.dueAt} />.
                </p>
              </Callout>
            )}
            <Section
              title="What is sent"
              intro={
                <p>
                  As <Mono>{delivery.id}</Mono>, made <Time at={delivery.createdAt} />.
                </p>
              }
            >
              <CodeBlock label="Body" wrap>
                {JSON.stringify(JSON.parse(delivery.payload), null, 2)}
              </CodeBlock>
              <form method="post" action={href(routes.trackers.receiverDelivery, { id, delivery: delivery.id })}>
                <Button size="small" icon="refresh-cw">
                  {delivery.state === 'waiting' ? 'Try now' : 'Send again'}
                </Button>
              </form>
            </Section>
            <Section title="Tries">
              <Tries history={delivery.history} />
            </Section>
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.receiverDelivery,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Sends a delivery again, whatever became of it.',
    handle: async ({ kernel, actor, params }) => {
      await sendDeliveryAgain(kernel, actor, params.id, params.delivery);
      return seeOther(href(routes.trackers.receiver, { id: params.id }, { done: 'again' }));
    },
  }),
];
