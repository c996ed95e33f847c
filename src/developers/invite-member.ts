// An owner lets a colleague in: an invitation by mail, good once and for a week.
import { href, routes } from '../catalog/routes.ts';
import type { Person } from '../core/actor.ts';
import { after, DAY } from '../core/clock.ts';
import { hashToken, newToken } from '../core/crypto/tokens.ts';
import type { Kernel } from '../core/kernel.ts';
import type { MemberRole } from './organization.ts';
import { findGrowingOrganization, insertInvitation } from './organization-store.ts';

const GOOD_FOR = 7 * DAY;

/**
 * Writes the mail. An earlier invitation of the same address stops to work.
 * @param email normalized by the caller's form
 * @throws Refusal not_found, not_allowed
 */
export async function inviteMember(
  kernel: Kernel,
  actor: Person,
  input: { organization: string; email: string; role: MemberRole },
): Promise<void> {
  await kernel.transaction(async kernel => {
    const organization = await findGrowingOrganization(kernel, actor, input.organization);
    const token = newToken(kernel.random);
    const id = await insertInvitation(kernel, {
      organization: organization.id,
      email: input.email,
      role: input.role,
      tokenHash: hashToken(token),
      invitedBy: actor.id,
      expiresAt: after(kernel.clock.now(), GOOD_FOR),
    });
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'organization.invite',
      subject: organization.id,
      details: { invitation: id, role: input.role },
    });
    const { operator, publicUrl } = kernel.config;
    await kernel.compose(
      kernel,
      {
        to: input.email,
        subject: `You are invited to a developer organization on ${operator.name}`,
        text: [
          `Someone invited you to their developer organization on ${operator.name}.`,
          '',
          'Open this link within a week to see who it is and to join:',
          publicUrl + href(routes.developers.acceptMember, undefined, { token }),
          '',
          'If you expected nothing like this, do nothing.',
        ].join('\n'),
      },
      id,
    );
  });
}
