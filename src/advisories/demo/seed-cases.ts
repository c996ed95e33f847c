// The demo's coordinated case: a weakness of a library that others use too, under embargo, with its parties at work.
import { findOrCreatePersonByEmail } from '../../accounts/index.ts';
import { demoPeople } from '../../catalog/demo-people.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Actor, Person } from '../../core/actor.ts';
import { after, DAY, HOUR, MINUTE } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { listProposals } from '../cases/embargo-store.ts';
import { inviteParticipant } from '../cases/invite-participant.ts';
import { openCase } from '../cases/open-case.ts';
import { insertLink, listParticipants } from '../cases/participant-store.ts';
import { arrive, sayStatement, sayStatus, stepProgress, writeMessage } from '../cases/take-part.ts';
import { answerProposal, keepEmbargo, proposeEmbargo } from '../cases/talk-embargo.ts';
import { listVulnerabilities } from '../cases/vulnerability-store.ts';
import { momentAt, wallOf } from '../cases/zoned-time.ts';

/** The same kernel at another time. Only within a transaction, where nested ones join. */
export function atTime(kernel: Kernel, moment: Date): Kernel {
  const shifted: Kernel = { ...kernel, clock: { now: () => moment }, transaction: work => work(shifted) };
  return shifted;
}

/** A person of the demo as an actor. */
export async function demoPerson(kernel: Kernel, who: 'triager' | 'admin'): Promise<Person> {
  const { email, name, staffRole } = demoPeople[who];
  const { id } = await findOrCreatePersonByEmail(kernel, email, name);
  return { kind: 'person', id, session: 'demo', staffRole, signedInAt: kernel.clock.now() };
}

/** Plays the case through the same actions that people use; gives its id, and a link that opens a vendor's page. */
export async function seedCase(kernel: Kernel, report: string | null): Promise<{ id: string; link: string }> {
  const triager = await demoPerson(kernel, 'triager');
  const start = after(kernel.clock.now(), -9 * DAY);
  const at = (days: number, minutes = 0): Kernel => atTime(kernel, after(start, days * DAY + minutes * MINUTE));

  const { id } = await openCase(at(0), triager, {
    title: 'authgate takes redirect addresses of any path on a registered host',
    summary: summaryText,
    isVendor: true,
    progress: 'accepted',
    report,
    issue: null,
  });
  let seats = 0;
  const invite = async (
    day: number,
    name: string,
    email: string,
    roles: Parameters<typeof inviteParticipant>[3]['roles'],
  ) => {
    const participant = (await inviteParticipant(at(day, 1 + seats++), triager, id, { name, email, roles })) ?? '';
    const seat: Actor = { kind: 'participant', id: participant, case: id };
    return seat;
  };
  const finder = await invite(0, demoPeople.researcher.name, demoPeople.researcher.email, ['finder', 'reporter']);
  const vendor = await invite(0, 'authgate maintainers', 'security@authgate.example', ['vendor']);
  const deployer = await invite(1, 'Evergreen Charging', 'psirt@evergreen.example', ['deployer']);
  const cert = await invite(1, 'CERT Nordwest', 'coordination@cert-nordwest.example', ['coordinator']);
  await invite(6, 'Fleetlane', 'security@fleetlane.example', ['vendor', 'deployer']);

  const zone = kernel.config.operator.timeZone;
  const end = momentAt(wallOf(after(start, 33 * DAY), zone).date, '17:00', zone) ?? after(start, 33 * DAY);
  await proposeEmbargo(at(0, 5), triager, id, {
    until: { at: end, zone },
    reason: 'Time for one release of authgate and two weeks in which everybody can update.',
  });
  await arrive(at(0, 50), vendor, id);
  const [proposal] = await listProposals(kernel, id);
  await answerProposal(at(0, 55), vendor, id, { proposal: proposal?.id ?? '', answer: 'agree' });
  const vulnerability = (await listVulnerabilities(kernel, id))[0]?.id ?? '';
  const owner = (await listParticipants(kernel, id)).find(({ isOwner }) => isOwner)?.id ?? '';

  await arrive(at(0, 90), finder, id);
  await writeMessage(
    at(0, 95),
    finder,
    id,
    say(
      'I only tried it against my own application. The check is in `redirect.ts` of the library, so everybody who uses it should have the same hole.',
    ),
  );
  for (const [minutes, to] of [
    [200, 'valid'],
    [210, 'accepted'],
  ] as const)
    await stepProgress(at(0, minutes), vendor, id, { participant: vendor.id, to });
  await sayStatus(at(1, 20), vendor, id, {
    participant: vendor.id,
    vulnerability,
    status: 'affected',
    justification: null,
    note: 'authgate 2.0.0 to 2.7.3. Version 3 compares whole addresses and is not affected.',
  });
  await sayStatus(at(1, 60), triager, id, {
    participant: owner,
    vulnerability,
    status: 'affected',
    justification: null,
    note: 'Connect, until the update of authgate. PKCE keeps the code from being used elsewhere.',
  });
  await arrive(at(1, 300), cert, id);
  await keepEmbargo(at(1, 301), cert, id);
  await writeMessage(
    at(1, 320),
    cert,
    id,
    say(
      'We know of eleven more users of authgate 2 and can reach all of them on the day of the release. Please keep us posted on the date.',
    ),
  );
  await arrive(at(2, 15), deployer, id);
  await keepEmbargo(at(2, 17), deployer, id);
  await stepProgress(at(2, 40), deployer, id, { participant: deployer.id, to: 'valid' });
  await sayStatus(at(2, 41), deployer, id, {
    participant: deployer.id,
    vulnerability,
    status: 'under_investigation',
    justification: null,
    note: 'Our app uses authgate 2.6 behind a proxy that already compares paths. We are checking whether that is enough.',
  });
  await sayStatement(at(4, 0), vendor, id, {
    participant: vendor.id,
    statement: 'Update to authgate 2.7.4, or to version 3. Nothing else has to be changed.',
  });
  await writeMessage(
    at(6, 120),
    vendor,
    id,
    say(
      '2.7.4 is in review. We would like to tag it three days before the embargo ends, with a changelog that says “maintenance release”.',
    ),
  );
  await writeMessage(at(6, 180), triager, id, say('That works for us. We hold our own update until the tag is out.'));
  await writeMessage(at(8, 30), triager, id, {
    audience: 'internal',
    partner: null,
    vulnerability: null,
    body: 'Fleetlane has not opened its page. Ada knows somebody there: call on Monday.',
  });

  const token = await insertLink(atTime(kernel, after(kernel.clock.now(), -HOUR)), vendor.id);
  return { id, link: kernel.config.publicUrl + href(routes.coordination.enter, undefined, { token }) };
}

const say = (body: string) => ({ audience: 'everyone', partner: null, vulnerability: null, body }) as const;

const summaryText = `The library **authgate** compares only scheme and host of a redirect address with the registered one. Whoever can place a page anywhere on a registered host receives the authorization code.

- Needs a place on the same host that the attacker can write to, such as an open redirect.
- PKCE limits it: the code alone cannot be exchanged. Applications without PKCE lose the code *and* the token.
`;
