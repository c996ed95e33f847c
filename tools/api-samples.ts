// What the API documents show as requests, and what the recorded answers were asked with. Things that differ in each
// installation stand as places, each with the value that the documents show.

/** What stands in the documents for a thing of the installation where the answers were recorded. */
export const places = {
  vehicle: '36ab27d0-fd9d-4455-823a-ce30af709ffc',
  user: 'e0514ef4-5226-41e8-8c13-8f6e8f02e27e',
  connection: 'grt_01kaqz3x5v8w2m4n6p7r9s0t1b.36ab27d0-fd9d-4455-823a-ce30af709ffc',
  webhook: '9af13248-3a73-4c9a-8d5a-f5d2c0e3b1a7',
  subscription: '4c1f2a7e-6a0b-4f5e-9c57-1d2e3f405162',
  schedule: 'b5a0c7de-2f7e-4a43-9f0e-0d8f6c1a2b3c',
  commandExecution: 'exec_6f1d2c3b-4a59-4e87-9c10-2b3a4d5e6f70',
  scheduleExecution: 'exec_0c9b8a7f-6e5d-4c4b-8a39-281706f5e4d3',
  report: 'rpt_01kaqz3x5v8w2m4n6p7r9s0t1b',
  submission: '7d1c5e0a-9b3f-5a64-8c2d-4e6f8a0b1c2d',
} as const;

export type Place = keyof typeof places;

export type Sample = {
  /** Of the path; a value in braces is a place. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

const onCar = { id: '{vehicle}' };
const attributes = (values: object) => ({ data: { attributes: values } });
const place = { latitude: 52.5096, longitude: 13.3759 };
const night = {
  weekday: [{ start: '22:00', end: '06:00' }],
  weekend: [{ start: '00:00', end: '08:00' }],
};
const linked = (name: string, id: string) => ({ data: { id, type: name } });
const wanted = {
  data: {
    type: 'subscription',
    relationships: {
      webhook: linked('webhook', '{webhook}'),
      user: linked('user', '{user}'),
      vehicle: linked('vehicle', '{vehicle}'),
    },
  },
};

const askBack = {
  kind: 'ask',
  blockedOn: 'reporter',
  blocker: 'reproduction',
  dueAt: '2026-12-10',
  text: 'Which browser did you use for this?',
};

const remark = {
  type: 'comment',
  attributes: { body: 'We can reproduce this.', visibility_scope: 'everyone' },
};

/** Requests by the document's name and the call's `operationId`; a call without one takes its path's usual values. */
export const samples: Readonly<Record<string, Sample>> = {
  'v2 compatibility': { query: { vin: '0SCGMCT0386A85356', scope: 'read_odometer read_fuel', country: 'US' } },
  'v2 compatibility-matrix': { query: { region: 'US', make: 'CHEVROLET', scope: 'read_odometer' } },
  'v2 connections': { query: { limit: '2' } },
  'v2 connections-delete': { query: { vehicle_id: '{vehicle}' } },
  'v2 vehicles': { query: { limit: '10', offset: '0' } },
  'v2 permissions': { params: onCar, query: { limit: '25', offset: '0' } },
  'v2 batch': {
    params: onCar,
    body: { requests: [{ path: '/odometer' }, { path: '/battery' }, { path: '/tesla/compass' }] },
  },
  'v2 service-history': { params: onCar, query: { start_date: '2026-01-01', end_date: '2026-11-20' } },
  'v2 control-security': { params: onCar, body: { action: 'LOCK' } },
  'v2 control-charge': { params: onCar, body: { action: 'START' } },
  'v2 control-charge-limit': { params: onCar, body: { limit: 0.8 } },
  'v2 control-navigation': { params: onCar, body: place },
  'v2 control-charge-ammeter': { params: onCar, body: { amperage: 16 } },
  'v2 control-charge-port': { params: onCar, body: { action: 'OPEN' } },
  'v2 control-charge-schedule': { params: onCar, body: { type: 'START_TIME', enable: true, time: '23:30' } },
  'v2 control-location-schedule': {
    params: onCar,
    query: { latitude: '42.3314', longitude: '-83.0458' },
    body: { chargingLocation: { chargeLimit: 0.8, chargingWindows: night } },
  },
  'v2 subscription-post': { params: { ...onCar, webhookId: '{webhook}' } },
  'v2 subscription-delete': { params: { ...onCar, webhookId: '{webhook}' } },

  'v3 signals': { params: onCar, query: { 'page[number]': '1', 'page[size]': '2' } },
  'v3 signal': { params: { ...onCar, code: 'tractionbattery-stateofcharge' } },
  'v3 set-charge-limit': { params: onCar, body: attributes({ percent: 80 }) },
  'v3 set-destination': { params: onCar, body: attributes(place) },
  'v3 add-schedule': {
    params: { ...onCar, type: 'daily' },
    body: attributes({ location: place, startTime: '22:00', stopTime: '06:00' }),
  },
  'v3 command-execution': { params: { ...onCar, execution: '{commandExecution}' } },
  'v3 schedule-execution': { params: { ...onCar, execution: '{scheduleExecution}' } },
  'v3 schedule': { params: { ...onCar, schedule: '{schedule}' } },
  'v3 schedule-delete': { params: { ...onCar, schedule: '{schedule}' } },
  'v3 connections': { query: { 'filter[vehicleId]': '{vehicle}', 'page[size]': '10' } },
  'v3 connection': { params: { connection: '{connection}' } },
  'v3 connection-delete': { params: { connection: '{connection}' } },
  'v3 user-delete': { params: { user: '{user}' } },
  'v3 webhooks': { query: { 'filter[isEnabled]': 'true' } },
  'v3 webhook': { params: { webhook: '{webhook}' } },
  'v3 of-webhook': { params: { webhook: '{webhook}' } },
  'v3 of-webhook-post': { params: { webhook: '{webhook}' }, body: wanted },
  'v3 of-webhook-delete': { params: { webhook: '{webhook}' }, query: { 'filter[vehicleId]': '{vehicle}' } },
  'v3 subscriptions': { query: { 'filter[webhookId]': '{webhook}' } },
  'v3 subscriptions-post': { body: wanted },
  'v3 subscription': { params: { subscription: '{subscription}' } },

  'reports-v1 reports': { query: { 'filter[state]': 'new,triaged', 'page[size]': '2' } },
  'reports-v1 reports-post': {
    headers: { 'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' },
    body: {
      data: {
        type: 'reports',
        attributes: {
          targetName: 'Key fob',
          title: 'Replay opens the doors',
          description: 'A recorded signal of the key fob opens the doors a day later.',
          taxonomyId: 'other',
          email: 'robin@research.example',
        },
      },
    },
  },
  'reports-v1 report': { params: { id: '{report}' } },
  'reports-v1 report-patch': {
    params: { id: '{report}' },
    headers: { 'if-match': '"the ETag that was read"' },
    body: { data: { type: 'reports', id: '{report}', attributes: { move: askBack } } },
  },
  'reports-v1 comments': { params: { id: '{report}' } },
  'reports-v1 comments-post': {
    params: { id: '{report}' },
    body: {
      data: { type: 'comments', attributes: { body: 'We can reproduce this.', audience: 'reporter' } },
    },
  },

  'platform scope-check': { query: { u: 'https://api.telltale.example/v2.0/vehicles' } },
  'platform find-json': { query: { q: 'VDP-2026-0001' } },
  'platform vehicle-json': { query: { year: '2026' } },
  'platform vehicle-csv': { query: { year: '2026' } },
  'platform artefact': { params: { id: 'TTA-2026-0002', file: 'csaf.json' } },
  'platform csaf-file': { params: { year: '2026', file: 'tta-2026-0002.json' } },
  'platform edition-file': { params: { number: '2' } },
  'platform badge': { params: { id: 'tat_example_pentest' } },
  'platform receipt': { params: { id: '{report}' } },
  'platform canonical': { params: { id: '{report}' } },
  'platform inclusion': { params: { id: '{report}' } },
  'platform ssvc': { params: { id: '{report}' } },
  'platform openapi': { params: { file: 'platform.json' } },
  'platform fleet-cars': { body: { vin: 'WVWZZZAUZFW000001', model: 'e-Crafter', powertrain: 'BEV' } },
  'platform telemetry': {
    body: {
      batches: [
        {
          vin: 'WVWZZZAUZFW000001',
          signals: [{ code: 'odometer-traveleddistance', at: 1795428000000, value: 20500.5 }],
        },
      ],
    },
  },
  'platform passkey-options': { body: {} },
  'platform sign-in-passkey-options': { body: {} },
  'platform sign-in-enroll-passkey-options': { body: {} },

  'bugcrowd submissions': { query: { 'filter[duplicate]': 'false', 'page[limit]': '2', sort: 'submitted-desc' } },
  'bugcrowd submission': { params: { id: '{submission}' } },
  'bugcrowd activities': { params: { id: '{submission}' } },
  'bugcrowd comments': { params: { id: '{submission}' } },
  'bugcrowd submission-patch': {
    params: { id: '{submission}' },
    body: {
      data: {
        type: 'submission',
        attributes: { severity: 2, state: 'triaged' },
        meta: { comment: 'Confirmed on the staging server with two accounts.' },
      },
    },
  },
  'bugcrowd comments-post': { params: { id: '{submission}' }, body: { data: remark } },
  'bugcrowd new-comment': {
    body: { data: { ...remark, relationships: { submission: linked('submission', '{submission}') } } },
  },
};

/** A sample with every place filled in. */
export const filled = <Value>(value: Value, values: Readonly<Record<Place, string>>): Value =>
  JSON.parse(
    JSON.stringify(value).replace(/\{(\w+)\}/g, (text, name: string) =>
      Object.hasOwn(values, name) ? values[name as Place] : text,
    ),
  );
