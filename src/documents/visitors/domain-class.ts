// What kind of domain an address is of: a company's, one of free mail, one of mail for minutes. It decides nothing by
// itself: a free address may be all that a small buyer has. Pure.
export const domainClasses = ['company', 'free', 'disposable'] as const;
export type DomainClass = (typeof domainClasses)[number];

export const domainClassWords: Readonly<Record<DomainClass, string>> = {
  company: 'Own domain',
  free: 'Free mail',
  disposable: 'Disposable mail',
};

const FREE = new Set(
  (
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.de yahoo.co.uk ymail.com aol.com ' +
    'icloud.com me.com mac.com proton.me protonmail.com pm.me gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de ' +
    'mail.com mail.ru yandex.ru yandex.com qq.com 163.com 126.com orange.fr free.fr laposte.net libero.it zoho.com ' +
    'fastmail.com hey.com tutanota.com tuta.io posteo.de mailbox.org'
  ).split(' '),
);
const DISPOSABLE = new Set(
  (
    'mailinator.com guerrillamail.com 10minutemail.com temp-mail.org tempmail.com trashmail.com yopmail.com sharklasers.com ' +
    'getnada.com dispostable.com maildrop.cc throwawaymail.com mintemail.com mohmal.com emailondeck.com moakt.com'
  ).split(' '),
);

/** What follows the last `@`, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

export function domainClassOf(domain: string): DomainClass {
  const isIn = (list: ReadonlySet<string>): boolean =>
    domain.split('.').some((_, index, parts) => list.has(parts.slice(index).join('.')));
  return isIn(DISPOSABLE) ? 'disposable' : isIn(FREE) ? 'free' : 'company';
}
