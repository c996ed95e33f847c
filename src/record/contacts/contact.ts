// Every place that this server names as a way to reach the team, or as a file that others rely on.
import { href, type RoutePath, routes } from '../../catalog/routes.ts';
import type { Config } from '../../core/config.ts';

export type ContactKind = 'form' | 'mail' | 'security-txt' | 'key' | 'policy' | 'feed' | 'csaf' | 'web';

/** `id` stays the same as long as the address does. */
export type Contact = {
  readonly id: string;
  readonly kind: ContactKind;
  readonly name: string;
  readonly address: string;
};

type Published = Pick<Config, 'publicUrl' | 'operator' | 'mailIntake'>;

/** All of them, the first that somebody would try first. `hasKey`: an OpenPGP key is published. */
export function contactsOf({ publicUrl, operator, mailIntake }: Published, hasKey: boolean): Contact[] {
  const own = (kind: ContactKind, name: string, route: RoutePath): Contact => ({
    id: kind,
    kind,
    name,
    address: publicUrl + route.path,
  });
  const mails = [mailOf(operator.securityContact), mailIntake?.address].filter(address => address !== undefined);
  return [
    own('form', 'Report form', routes.reports.submit),
    ...[...new Set(mails.map(address => address.toLowerCase()))].map(
      (address): Contact => ({ id: `mail:${address}`, kind: 'mail', name: 'Mail address', address }),
    ),
    ...(operator.securityContact.startsWith('https:')
      ? [{ id: 'web', kind: 'web', name: 'Contact page', address: operator.securityContact } as const]
      : []),
    own('security-txt', 'security.txt', routes.program.securityTxt),
    ...(hasKey ? [own('key', 'OpenPGP key', routes.program.keyFile)] : []),
    own('policy', 'Policy', routes.program.show),
    own('feed', 'Feed of advisories', routes.advisories.atom),
    own('csaf', 'CSAF provider metadata', routes.advisories.csafProvider),
  ];
}

/** The path of an address of this server, as far as it is one. */
export const ownPath = (address: string, publicUrl: string): string | undefined =>
  address.startsWith(`${publicUrl}/`) ? address.slice(publicUrl.length) : undefined;

const mailOf = (contact: string): string | undefined => /^mailto:([^?]+)/.exec(contact)?.[1];

/** Where an admin changes what the contact says. */
export const placeToChange: Readonly<Partial<Record<ContactKind, string>>> = {
  key: href(routes.program.editKey),
  policy: href(routes.program.edit),
};
