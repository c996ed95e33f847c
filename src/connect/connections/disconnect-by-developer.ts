// A developer ends a connection on the application's page: the same as the application's own DELETE, with the person's name to it.
import type { Person } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findMemberApplication, type MemberApplication } from '../../developers/index.ts';
import { readConnectionId } from './connection.ts';
import type { ConnectionView } from './connection-view.ts';
import { listConnectionViews } from './connection-view-store.ts';
import { endConnections } from './end-connections.ts';

type Key = { readonly application: string; readonly connection: string };

/** A connection that the person may end. @throws Refusal not_found, not_allowed, already_done */
export async function openOwnConnection(
  kernel: Kernel,
  actor: Person,
  { application: id, connection }: Key,
): Promise<{ readonly application: MemberApplication; readonly connection: ConnectionView }> {
  const application = await findMemberApplication(kernel, actor, id);
  if (!application.mayChange) throw refuse('not_allowed');
  const place = readConnectionId(connection);
  const [found] = place === undefined ? [] : await listConnectionViews(kernel, application, place, 1);
  if (!found) throw refuse('not_found');
  if (found.state !== 'granted') throw refuse('already_done');
  return { application, connection: found };
}

/** @throws Refusal not_found, not_allowed, already_done */
export async function disconnectByDeveloper(kernel: Kernel, actor: Person, key: Key): Promise<void> {
  await kernel.transaction(async kernel => {
    const { application, connection } = await openOwnConnection(kernel, actor, key);
    const { user, vehicle, grant } = connection;
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'connection.end',
      subject: grant,
      details: { application: application.id, vehicle },
    });
    await endConnections(kernel, application, { user, vehicle });
  });
}
