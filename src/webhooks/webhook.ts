// A webhook: where an application is told that a car's signals changed. What a form for one may say, by rules alone.
import { type SignalId, signalIds, signals } from '../catalog/signals.ts';

/** The channel of deliveries that webhooks are served by. */
export const WEBHOOKS = 'webhooks';

/** Why nothing is sent: not verified yet, switched off by a developer, failing for days, or it said it is gone. */
export type StopReason = 'unverified' | 'developer' | 'failing' | 'gone';

export type Webhook = {
  /** UUID. */
  readonly id: string;
  readonly application: string;
  readonly name: string;
  readonly callback: string;
  /** Null when errors go to the callback as well. */
  readonly errorCallback: string | null;
  /** A change of one of these makes an event. */
  readonly triggers: readonly SignalId[];
  /** What every event carries; the triggers are among them. */
  readonly data: readonly SignalId[];
  readonly autoSubscribe: boolean;
  /** Orders to delete what is held of somebody go there, too. */
  readonly takesOrders: boolean;
  readonly stopped: StopReason | null;
  readonly stoppedAt: Date | null;
  readonly verifiedAt: Date | null;
  /** The management token that its addresses last proved to hold. */
  readonly proven: string | null;
  readonly createdAt: Date;
};

export type WebhookFields = Pick<
  Webhook,
  'name' | 'callback' | 'errorCallback' | 'triggers' | 'data' | 'autoSubscribe' | 'takesOrders'
>;

/** Webhooks of one application, and signals of one webhook. */
export const MAX_WEBHOOKS = 20;

/** The signals that a webhook may be told of: those that API v3 has a name for. */
export const hookSignals: readonly SignalId[] = signalIds.filter(id => signals[id].v3 !== null);

export const isHookSignal = (id: string): id is SignalId => hookSignals.some(one => one === id);

/** A receiver by itself in the engine of deliveries: the two addresses of a webhook do not wait for each other. */
export const laneOf = (id: string, errors: boolean): string => (errors ? `${id}.errors` : id);

/** The webhook behind a lane, and which of its addresses. */
export const ofLane = (lane: string): { readonly id: string; readonly errors: boolean } => ({
  id: lane.replace(/\.errors$/, ''),
  errors: lane.endsWith('.errors'),
});

/** The permissions that cover what a webhook wants, in the catalog's order of signals. */
export const permissionsOf = ({ data }: Pick<Webhook, 'data'>): string[] => [
  ...new Set(data.map(signal => signals[signal].permission)),
];

type Many = string | readonly string[] | undefined;

export type WebhookForm = {
  readonly name?: string | undefined;
  readonly callback?: string | undefined;
  readonly errorCallback?: string | undefined;
  readonly triggers?: Many;
  readonly data?: Many;
  readonly autoSubscribe?: string | undefined;
  readonly takesOrders?: string | undefined;
};

type Read =
  | { readonly ok: true; readonly value: WebhookFields }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Reads the form; its faults come back by field. */
export function readWebhookForm(form: WebhookForm): Read {
  const errors: Record<string, string> = {};
  const name = (form.name ?? '').normalize('NFC').trim().replace(/\s+/gu, ' ');
  if (name === '' || [...name].length > 60 || /\p{C}/u.test(name) || !name.isWellFormed())
    errors['name'] = 'Give it a name of 1 to 60 letters, such as “Charging”.';
  const callback = (form.callback ?? '').trim();
  const fault = faultOfCallback(callback);
  if (fault !== undefined) errors['callback'] = fault;
  const typedErrors = (form.errorCallback ?? '').trim();
  const errorFault = typedErrors === '' ? undefined : faultOfCallback(typedErrors);
  if (errorFault !== undefined) errors['errorCallback'] = errorFault;
  const triggers = chosen(form.triggers);
  if (triggers.length === 0) errors['triggers'] = 'Choose at least one signal whose change makes an event.';
  const data = hookSignals.filter(id => triggers.includes(id) || chosen(form.data).includes(id));
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const errorCallback = typedErrors === '' || typedErrors === callback ? null : typedErrors;
  return {
    ok: true,
    value: {
      name,
      callback,
      errorCallback,
      triggers,
      data,
      autoSubscribe: form.autoSubscribe !== undefined,
      takesOrders: form.takesOrders !== undefined,
    },
  };
}

const chosen = (typed: Many): SignalId[] => {
  const names = [typed ?? []].flat();
  return hookSignals.filter(id => names.includes(id));
};

/** Why an address cannot be a callback URI, as a sentence; undefined when it can be, as far as one sees it. */
function faultOfCallback(typed: string): string | undefined {
  if (typed === '') return 'Enter the address of your server.';
  if (typed.length > 2000) return 'Keep the address within 2,000 characters.';
  if (!/^[!-~]+$/.test(typed) || !URL.canParse(typed)) return 'This is no address. It begins with https://.';
  const url = new URL(typed);
  if (url.protocol !== 'https:') return 'The address must begin with https://.';
  if (url.username !== '' || url.password !== '') return 'Leave user name and password out of the address.';
  if (url.hash !== '') return 'Leave out the part from # on.';
  return undefined;
}
