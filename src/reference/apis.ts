// The parts of the reference: which calls of which API document belong together, and what all of them have in common.

export type ApiId = 'v2' | 'v3' | 'management' | 'connect' | 'disclosure' | 'bugcrowd';

export type Api = {
  readonly id: ApiId;
  readonly title: string;
  readonly about: string;
  /** Which calls of which documents; several documents put their name before the ids of their calls. */
  readonly documents: readonly { readonly file: string; readonly paths?: RegExp; readonly tags?: readonly string[] }[];
  /** What every request needs, a sentence each. */
  readonly rules: readonly string[];
};

const OF_MANAGEMENT = /\/(?:compatibility|management|webhooks|connections|users|subscriptions)(?:\/|$)/;

export const apis: readonly Api[] = [
  {
    id: 'v2',
    title: 'Vehicle API, version 2',
    about: 'Read a car and tell it what to do, as the Smartcar SDKs do.',
    documents: [{ file: 'v2', paths: new RegExp(`^(?!.*${OF_MANAGEMENT.source})`) }],
    rules: [
      'Send the owner’s access token: Authorization: Bearer.',
      'Each call needs the permission that it names. What the owner did not grant is refused with PERMISSION.',
      'Values are metric; sc-unit-system: imperial changes that.',
      'Any version from 2.0 on behaves as the latest; 1.0 differs in its errors only.',
    ],
  },
  {
    id: 'v3',
    title: 'Vehicle API, version 3',
    about: 'The same cars as signals and commands, in the form of JSON:API.',
    documents: [{ file: 'v3', paths: new RegExp(`^(?!.*${OF_MANAGEMENT.source})`) }],
    rules: [
      'Send a token of the application and name the owner in sc-user-id; or send an owner’s access token alone.',
      'Fractions are told as percent, from 0 to 100.',
      'Commands answer with what they did, never with a new state: read the signal, or wait for the webhook.',
    ],
  },
  {
    id: 'management',
    title: 'Management',
    about: 'Connections, webhooks, subscriptions, and which cars are compatible.',
    documents: [
      { file: 'v2', paths: OF_MANAGEMENT },
      { file: 'v3', paths: OF_MANAGEMENT },
    ],
    rules: [
      'Version 2 takes Basic authentication: for compatibility the client id and secret, for connections any name and the management token.',
      'Version 3 takes a token of the application.',
    ],
  },
  {
    id: 'connect',
    title: 'Connect and OAuth',
    about: 'How an owner gives access, and how an application gets its tokens.',
    documents: [{ file: 'connect' }],
    rules: [
      'OAuth 2.0: generic clients work too. PKCE, pushed requests, DPoP and private keys instead of secrets are supported.',
      'The client proves itself by Basic authentication, by client_id and client_secret in the form, or by a signed assertion.',
    ],
  },
  {
    id: 'disclosure',
    title: 'Disclosure API',
    about: 'Vulnerability reports for programs, and what the security program publishes.',
    documents: [{ file: 'reports-v1' }, { file: 'platform', tags: ['program', 'record', 'advisories'] }],
    rules: [
      'Reports take an API token of a member of the security team: Authorization: Bearer tta_…',
      'What is published needs no token.',
      'Bodies are JSON:API 1.1: application/vnd.api+json.',
    ],
  },
  {
    id: 'bugcrowd',
    title: 'In the shape of Bugcrowd’s API',
    about: 'For connectors that were made for Bugcrowd.',
    documents: [{ file: 'bugcrowd' }],
    rules: ['Authorization: Token, with an API token that may read reports.'],
  },
];

export const findApi = (id: string): Api | undefined => apis.find(api => api.id === id);
