// What version 3 of the vehicle API and of its management answers, as the API documents say it (vehicle-platform §12).
// How these are held against the product: `answer-schemas.ts`.
import Type, { type TSchema } from 'typebox';
import { signals } from '../src/catalog/signals.ts';
import {
  errorFields,
  flag,
  listOf,
  mode,
  moment,
  number,
  object,
  orNull,
  permission,
  resolution,
  text,
  uuid,
  whole,
  words,
} from './answer-schemas.ts';

const self = object({ self: text });
const pageLinks = object({ self: text, first: text, previous: orNull(text), next: orNull(text), last: text });
const pageMeta = object({ totalCount: whole, pageSize: whole, page: whole });
const page = (of: TSchema) => object({ data: listOf(of), meta: pageMeta, links: pageLinks });
const data = (of: TSchema) => object({ data: of });
const related = (type: string) =>
  Type.Object({ data: object({ id: text, type: words(type) }), links: Type.Optional(object({ related: text })) });
const powertrain = words('BEV', 'PHEV', 'HEV', 'ICE');
const known = { make: orNull(text), model: orNull(text), year: orNull(whole), mode };

const codes = Object.values(signals).flatMap(({ v3 }) => (v3 === null ? [] : [v3.code]));
const fault = object({ type: text, code: orNull(text) });
const status = (...values: string[]) => Type.Object({ value: words(...values), error: Type.Optional(fault) });

const signal = Type.Object({
  id: words(...codes),
  type: words('signal'),
  attributes: Type.Object({
    code: words(...codes),
    name: text,
    group: text,
    status: status('SUCCESS', 'ERROR'),
    body: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'By the kind of the signal; absent with an error.' }),
    ),
  }),
  meta: Type.Optional(object({ retrievedAt: whole, oemUpdatedAt: whole })),
  links: self,
});

const executions = {
  'command-execution': Type.Object({
    commandType: words(
      'charge-start',
      'charge-stop',
      'charge-set-limit',
      'security-lock',
      'security-unlock',
      'navigation-set-destination',
    ),
    parameters: Type.Object({
      percent: Type.Optional(number),
      latitude: Type.Optional(number),
      longitude: Type.Optional(number),
    }),
    status: status('SUCCESS', 'PENDING', 'ERROR'),
    executionMode: words('sync', 'async'),
  }),
  'charge-schedule-execution': Type.Object({
    action: words('create', 'delete'),
    scheduleType: Type.Optional(words('daily', 'weekly', 'workweek')),
    scheduleId: uuid,
    parameters: Type.Object({
      location: Type.Optional(object({ latitude: number, longitude: number })),
      startTime: Type.Optional(text),
      stopTime: Type.Optional(text),
      days: Type.Optional(listOf(text)),
    }),
    status: status('SUCCESS', 'PENDING', 'ERROR'),
    executionMode: words('sync', 'async'),
  }),
} as const;

const execution = (type: keyof typeof executions) =>
  data(
    object({
      id: text,
      type: words(type),
      attributes: executions[type],
      meta: object({ executedAt: moment, completedAt: orNull(moment), durationInSeconds: orNull(number) }),
      links: Type.Object({ self: text, schedule: Type.Optional(text) }),
    }),
  );
const command = execution('command-execution');
const scheduling = execution('charge-schedule-execution');

const connection = object({
  id: text,
  type: words('connection'),
  attributes: object({
    permissions: listOf(permission),
    vehicle: object({ ...known, powertrainType: orNull(powertrain) }),
  }),
  relationships: object({ vehicle: related('vehicle'), user: related('user') }),
  meta: object({ createdAt: moment, updatedAt: moment }),
  links: self,
});

const subscription = object({
  id: uuid,
  type: words('subscription'),
  attributes: object({ vehicle: object(known) }),
  relationships: object({ webhook: related('webhook'), user: related('user'), vehicle: related('vehicle') }),
  meta: object({ createdAt: moment, updatedAt: moment }),
  links: self,
});

const named = object({ group: text, name: text, code: text });
const webhook = object({
  id: uuid,
  type: words('webhook'),
  attributes: object({
    name: text,
    callbackUri: text,
    errorCallbackUri: orNull(text),
    isEnabled: flag,
    autoSubscribe: flag,
    triggers: listOf(named),
    data: listOf(named),
  }),
  links: self,
  meta: object({ createdAt: moment }),
});

const underWay = object({ meta: object({ message: text }) });

/** What every refusal is told as: the list of version 3, and beside it the fields of version 2 (§12.4). */
export const errorSchemaV3 = Type.Object(
  {
    errors: listOf(
      Type.Object({
        status: text,
        type: text,
        code: Type.Optional(text),
        title: text,
        detail: text,
        links: object({ about: text }),
        resolution,
        suggestedUserMessage: Type.Optional(text),
      }),
    ),
    ...errorFields,
  },
  { description: 'vehicle-platform §12.4' },
);

/** By the call's `operationId`; for calls that answer with several statuses the body is the same. */
export const answersV3: Readonly<Record<string, TSchema>> = {
  vehicle: object({
    id: text,
    type: words('vehicle'),
    attributes: object({ make: text, model: text, year: whole, powertrainType: powertrain, mode }),
    links: self,
  }),
  signals: Type.Object({
    data: listOf(signal),
    meta: pageMeta,
    links: pageLinks,
    included: object({
      vehicle: Type.Object({
        id: text,
        type: words('vehicle'),
        attributes: Type.Object({
          make: Type.Optional(text),
          model: Type.Optional(text),
          year: Type.Optional(whole),
        }),
        links: self,
      }),
    }),
  }),
  signal,
  'start-charge': command,
  'stop-charge': command,
  'set-charge-limit': command,
  lock: command,
  unlock: command,
  'set-destination': command,
  'command-execution': command,
  'add-schedule': scheduling,
  'schedule-delete': scheduling,
  'schedule-execution': scheduling,
  schedule: object({
    id: uuid,
    type: words('charge-schedule'),
    attributes: object({
      scheduleType: words('daily', 'weekly', 'workweek'),
      location: orNull(object({ latitude: number, longitude: number })),
      startTime: text,
      stopTime: text,
      days: listOf(text),
    }),
    links: self,
  }),
  connections: page(connection),
  connection: data(connection),
  'connection-delete': data(connection),
  webhooks: page(webhook),
  webhook: data(webhook),
  subscriptions: page(subscription),
  subscription: data(subscription),
  'subscriptions-post': underWay,
  'of-webhook': page(subscription),
  'of-webhook-post': underWay,
  'of-webhook-delete': underWay,
};

/** Whether it is what a call answers that tells a car to do something. */
export const isOrder = (id: string): boolean =>
  [command, scheduling].includes(answersV3[id] as typeof command) && !id.endsWith('-execution');

/** What stands once in the document, by its name there. */
export const partsV3: Readonly<Record<string, TSchema>> = {
  Signal: signal,
  CommandExecution: command,
  ChargeScheduleExecution: scheduling,
  Connection: connection,
  Subscription: subscription,
  Webhook: webhook,
  Permission: permission,
};
