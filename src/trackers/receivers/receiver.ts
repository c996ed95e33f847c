// A receiver: another system that is told of what happens here. What a form for one may say, by rules alone.
import { isOutsideEvent, type OutsideEvent } from '../../catalog/outside-events.ts';
import { HOUR } from '../../core/clock.ts';
import type { ReceiverKind } from '../notices/notice-body.ts';

/** Why nothing is sent: an admin switched it off, it failed for days, or it said that it is gone for good. */
export type StopReason = 'admin' | 'failing' | 'gone';

export type Receiver = {
  readonly id: string;
  readonly kind: ReceiverKind;
  readonly name: string;
  readonly url: string;
  readonly events: readonly OutsideEvent[];
  readonly stopped: StopReason | null;
  readonly stoppedAt: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
};

/** The channel of deliveries that receivers are served by. */
export const NOTICES = 'notices';

/** How long the secret before still signs, when a new one was made. */
export const OVERLAP = 24 * HOUR;

export const kindWords: Readonly<Record<ReceiverKind, { readonly name: string; readonly hint: string }>> = {
  webhook: {
    name: 'Webhook',
    hint: 'Your own server takes signed JSON by Standard Webhooks.',
  },
  slack: {
    name: 'Slack',
    hint: 'A channel of Slack, Mattermost or Rocket.Chat, by the address of an incoming webhook.',
  },
  teams: {
    name: 'Microsoft Teams',
    hint: 'A channel or chat of Teams, by the address of a workflow that posts what it receives.',
  },
};

export type ReceiverForm = {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly events?: string | readonly string[] | undefined;
};

export type ReceiverFields = Pick<Receiver, 'name' | 'url' | 'events'>;

type Read =
  | { readonly ok: true; readonly value: ReceiverFields }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * Reads the form; its faults come back by field.
 * @param before what stands already: a receiver's address is not shown again, so an empty field leaves it
 */
export function readReceiverForm(form: ReceiverForm, before?: Pick<Receiver, 'url'>): Read {
  const errors: Record<string, string> = {};
  const name = (form.name ?? '').toWellFormed().trim().replace(/\s+/gu, ' ');
  if (name === '') errors['name'] = 'Give it a name, such as “SIEM” or “#security”.';
  else if ([...name].length > 60) errors['name'] = 'Keep the name within 60 characters.';
  const typed = (form.url ?? '').trim();
  const url = typed === '' && before ? before.url : typed;
  const fault = faultOfUrl(url);
  if (fault !== undefined) errors['url'] = fault;
  const events = [form.events ?? []].flat().filter(isOutsideEvent);
  if (events.length === 0) errors['events'] = 'Choose at least one thing that it is told of.';
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, value: { name, url, events } };
}

/** Why an address can't be posted to, as a sentence; undefined when it can be, as far as one sees it. */
export function faultOfUrl(typed: string): string | undefined {
  if (typed === '') return 'Enter the address.';
  if (typed.length > 2000) return 'Keep the address within 2,000 characters.';
  if (!URL.canParse(typed)) return 'This is no address. It begins with https://.';
  const url = new URL(typed);
  if (url.protocol !== 'https:') return 'The address must begin with https://.';
  if (url.username !== '' || url.password !== '') return 'Leave user name and password out of the address.';
  return undefined;
}

/** An address without what makes it a secret: the host, and that there is more. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'unknown');
