// What several pages of webhooks share: who asks, the way here, how a webhook is doing, what went wrong with its proof.
import { href, routes } from '../../catalog/routes.ts';
import type { LaneHealth } from '../../core/work/deliveries/delivery.ts';
import type { MemberApplication } from '../../developers/index.ts';
import type { Crumb } from '../../web/ui/nav.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { TEST } from '../change-webhook.ts';
import type { Webhook } from '../webhook.ts';

/** From the developer's start to the webhooks of an application. */
const crumbsOf = ({ id, name }: MemberApplication): Crumb[] => [
  { href: href(routes.developers.home), label: 'Organizations' },
  { href: href(routes.developers.application, { id }), label: name },
];

/** The same, and one further. */
export const crumbsWithin = (application: MemberApplication): Crumb[] => [
  ...crumbsOf(application),
  { href: href(routes.webhooks.list, { id: application.id }), label: 'Webhooks' },
];

type Doing = { readonly webhook: Pick<Webhook, 'stopped'>; readonly health: LaneHealth | undefined };

/** How a webhook is doing, in two words. */
export function WebhookBadge({ webhook: { stopped }, health }: Doing) {
  if (stopped === 'unverified') return <Badge tone="attention">Not verified</Badge>;
  if (stopped === 'developer') return <Badge>Switched off</Badge>;
  if (stopped !== null) return <Badge tone="bad">Off after failures</Badge>;
  if (health && health.failures > 0) return <Badge tone="attention">Not answering well</Badge>;
  return health ? <Badge tone="good">Takes messages</Badge> : <Badge tone="info">Nothing sent yet</Badge>;
}

/** What a message of this kind is called. */
export const messageName = (kind: string): string =>
  ({
    VEHICLE_STATE: 'Signals changed',
    VEHICLE_ERROR: 'Error of a car',
    DELETION_ORDER: 'Order to delete data',
    [TEST]: 'A test',
  })[kind] ?? kind;
