// What several pages show of receivers.
import type { LaneHealth } from '../../core/work/deliveries/delivery.ts';
import { Badge } from '../../web/ui/text.tsx';
import type { Receiver } from '../receivers/receiver.ts';

type Doing = { readonly receiver: Pick<Receiver, 'stopped'>; readonly health: LaneHealth | undefined };

/** How a receiver is doing, in two words. */
export function ReceiverBadge({ receiver, health }: Doing) {
  if (receiver.stopped === 'admin') return <Badge>Switched off</Badge>;
  if (receiver.stopped !== null) return <Badge tone="bad">Off after failures</Badge>;
  if (health && health.failures > 0) return <Badge tone="attention">Not answering well</Badge>;
  return health ? <Badge tone="good">Takes messages</Badge> : <Badge tone="info">Nothing sent yet</Badge>;
}
