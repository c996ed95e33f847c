// Every event: its name and the ids that it carries. Payloads are opaque ids only; who wants to know more reads it.

export const events = {
  'person.signed-in': ['person', 'session'],
  'person.invited': ['invitation'],
  'report.submitted': ['report'],
  /** It came with an address or an account: somebody can be told of it. */
  'report.reachable': ['report'],
  'report.moved': ['report', 'entry'],
  'report.answered': ['report', 'message'],
  'report.assigned': ['report', 'person', 'by'],
  /** A virus scanner has looked at a file that somebody sent, or could not. */
  'evidence.scanned': ['report', 'file'],
  /** A promise runs out soon, has run out, or has been broken for long; `stage` says which, `clock` which promise. */
  'clock.warned': ['report', 'clock', 'stage'],
  /** The issue stands elsewhere now: all its reporters hear of it. */
  'issue.moved': ['issue'],
  /** A reporter is asked to check a fix. */
  'retest.asked': ['ask'],
  /** The answers about a fix are in, and staff has to say what follows. */
  'retest.to-confirm': ['retest', 'issue'],
  'case.opened': ['case'],
  /** Something happened in a case that its participants may see. */
  'case.changed': ['case', 'entry'],
  /** An advisory, its next edition or its withdrawal is out. */
  'advisory.published': ['advisory'],
  /** A mail of ours could not be delivered, for good. */
  'mail.returned': ['mail'],
  /** The trust center says something new. */
  'trust.published': ['edition'],
  /** A mail of ours that tests an address has come back; `encryption`: none, opened here, or closed. */
  'mail.probe-arrived': ['probe', 'encryption'],
  /** A car has told its maker, or us, something new by itself. */
  'vehicle.reported': ['vehicle'],
  /** A message to an application was tried for three days and is given up. */
  'webhook.exhausted': ['webhook', 'delivery'],
  'grant.given': ['grant'],
  'grant.revoked': ['grant'],
  /** It opens nothing for a while; the application keeps what it has. */
  'grant.paused': ['grant'],
  'grant.resumed': ['grant'],
  /** It lasts until another day. */
  'grant.renewed': ['grant'],
  /** It lost permissions, by name, with a space between; none when places are told less exactly from now on. */
  'grant.narrowed': ['grant', 'permissions'],
  /** An application is to delete what it holds of somebody; `document` is the signed order, of opaque ids. */
  'deletion.ordered': ['order', 'application', 'document'],
  /** A server of the application took the order. */
  'deletion.taken': ['order'],
} as const satisfies Record<string, readonly string[]>;

export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = { readonly [Field in (typeof events)[Name][number]]: string };
