// The API document of Connect and the authorization server. A library answers these addresses, so nothing of it can be
// read from our routes; the parameters are those of vehicle-platform §3 and §4.2 and of the standards.
import { type RoutePath, routes } from '../src/catalog/routes.ts';
import { places } from './api-samples.ts';

const FORM = 'application/x-www-form-urlencoded';
const CLIENT_ID = '8229df9f-91a0-4ff0-a1ae-a1f38ee24d07';
const REDIRECT = 'https://app.example/callback';
const ACCESS = 'Q3p0c2V0VGhpc0lzT25seUFuRXhhbXBsZTAx';
const REFRESH = 'bm90QVJlYWxPbmVFaXRoZXJKdXN0QVNhbXBs';

type Field = {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  readonly example?: string;
  readonly enum?: readonly string[];
};

const field = (name: string, description: string, more: Omit<Field, 'name' | 'description'> = {}): Field => ({
  name,
  description,
  ...more,
});

const schemaOf = ({ enum: words }: Field) => ({ type: 'string', ...(words && { enum: words }) });

const query = (fields: readonly Field[]) =>
  fields.map(one => ({
    name: one.name,
    in: 'query',
    required: one.required === true,
    description: one.description,
    ...(one.example !== undefined && { example: one.example }),
    schema: schemaOf(one),
  }));

const form = (fields: readonly Field[]) => ({
  required: true,
  content: {
    [FORM]: {
      schema: {
        type: 'object',
        required: fields.flatMap(({ name, required }) => (required ? [name] : [])),
        properties: Object.fromEntries(
          fields.map(one => [one.name, { ...schemaOf(one), description: one.description }]),
        ),
      },
      example: Object.fromEntries(
        fields.flatMap(({ name, example }) => (example === undefined ? [] : [[name, example]])),
      ),
    },
  },
});

type Call = {
  readonly id: string;
  readonly method: 'get' | 'post';
  readonly at: RoutePath;
  readonly summary: string;
  readonly query?: readonly Field[];
  readonly form?: readonly Field[];
  readonly status?: 200 | 201 | 303;
  readonly answer?: unknown;
  readonly location?: string;
  /** How the client proves who it is. */
  readonly client?: 'required' | 'optional';
  readonly errors: readonly string[];
};

const ofConnect: readonly Field[] = [
  field('response_type', 'code; none for applications that only use tokens of their own.', {
    required: true,
    example: 'code',
    enum: ['code', 'none'],
  }),
  field('client_id', 'The application. Newer front-end SDKs send it as application_id.', {
    required: true,
    example: CLIENT_ID,
  }),
  field('redirect_uri', 'One of the registered redirect URIs, letter by letter; without it, the first one.', {
    example: REDIRECT,
  }),
  field(
    'scope',
    'Permissions, separated by spaces. With required: before it, the owner cannot leave it out. Without scope, what Vehicle access says.',
    { example: 'required:read_vehicle_info read_odometer' },
  ),
  field('mode', 'Real cars, test accounts (any brand, e-mail and password), or your simulated cars.', {
    example: 'test',
    enum: ['live', 'test', 'simulated'],
  }),
  field('state', 'Comes back unchanged. Tie it to the browser’s session, and compare it.', { example: 'f7c0a1' }),
  field('approval_prompt', 'force asks again although the same was granted before.', { enum: ['auto', 'force'] }),
  field('make', 'Leads straight to this make’s sign-in.', { example: 'CHEVROLET' }),
  field('single_select', 'true: the owner picks exactly one car.', { enum: ['true', 'false'] }),
  field('single_select_vin', 'Only the car with this VIN can be granted.'),
  field('flags', 'key:value, separated by spaces; country:DE chooses the region of the brands.', {
    example: 'country:DE',
  }),
  field('external_id', 'Your own id of the owner; comes back with the answer.'),
  field('code_challenge', 'PKCE (RFC 7636), needed by applications without a secret.'),
  field('code_challenge_method', 'How the challenge was made.', { enum: ['S256'] }),
];

const refused = ['invalid_request', 'invalid_scope', 'unauthorized_client'];
const byClient = ['invalid_client', 'invalid_request'];
const tokens = { access_token: ACCESS, token_type: 'Bearer', expires_in: 7200, refresh_token: REFRESH };

const calls: readonly Call[] = [
  {
    id: 'authorize',
    method: 'get',
    at: routes.connect.authorize,
    summary: 'Opens Connect in the owner’s browser: they sign in at the maker, see what you ask for, and decide.',
    query: ofConnect,
    status: 303,
    location: `${REDIRECT}?code=90abecb6e7ab4c25b9a1aa0cba0d80d9WXYZ&user_id=${places.user}&state=f7c0a1`,
    errors: [
      ...refused,
      'access_denied',
      'vehicle_incompatible',
      'invalid_subscription',
      'no_vehicles',
      'server_error',
    ],
  },
  {
    id: 'reauthenticate',
    method: 'get',
    at: routes.connect.reauthenticate,
    summary: 'Lets the owner sign in at the maker again for one car that is connected already; what was granted stays.',
    query: [
      field('response_type', 'What comes back: the car’s id, or nothing.', {
        required: true,
        example: 'vehicle_id',
        enum: ['vehicle_id', 'none'],
      }),
      field('client_id', 'The application.', { required: true, example: CLIENT_ID }),
      field('vehicle_id', 'The car.', { required: true, example: places.vehicle }),
      field('redirect_uri', 'One of the registered redirect URIs.', { example: REDIRECT }),
      field('state', 'Comes back unchanged.', { example: 'f7c0a1' }),
    ],
    status: 303,
    location: `${REDIRECT}?vehicle_id=${places.vehicle}&state=f7c0a1`,
    errors: ['access_denied', 'invalid_request', 'server_error'],
  },
  {
    id: 'par',
    method: 'post',
    at: routes.connect.par,
    summary: 'Leaves the parameters of authorize here first, and gets a short name for them (RFC 9126).',
    form: ofConnect.filter(({ name }) =>
      ['response_type', 'client_id', 'redirect_uri', 'scope', 'state'].includes(name),
    ),
    status: 201,
    answer: { request_uri: 'urn:ietf:params:oauth:request_uri:3f1c9a', expires_in: 60 },
    client: 'required',
    errors: [...byClient, 'invalid_scope'],
  },
  {
    id: 'token',
    method: 'post',
    at: routes.connect.token,
    summary:
      'Turns a code, or a refresh token, into an access token for two hours and a new refresh token for 60 days.',
    form: [
      field('grant_type', 'What you have.', {
        required: true,
        example: 'authorization_code',
        enum: ['authorization_code', 'refresh_token', 'client_credentials'],
      }),
      field('code', 'From the redirect; works once, for ten minutes.', {
        example: '90abecb6e7ab4c25b9a1aa0cba0d80d9WXYZ',
      }),
      field('redirect_uri', 'The one of the request, where it named one.', { example: REDIRECT }),
      field('refresh_token', 'In the place of a code. Each use gives a new one.'),
      field('code_verifier', 'What the code_challenge was made of.'),
    ],
    answer: tokens,
    client: 'required',
    errors: [...byClient, 'unsupported_grant_type', 'invalid_dpop_proof', 'use_dpop_nonce'],
  },
  {
    id: 'application-token',
    method: 'post',
    at: routes.connect.applicationToken,
    summary:
      'A token of the application itself, for one hour: for version 3 and for managing webhooks and connections.',
    form: [
      field('grant_type', 'Always this.', {
        required: true,
        example: 'client_credentials',
        enum: ['client_credentials'],
      }),
      field('client_id', 'The application.', { example: CLIENT_ID }),
      field('client_secret', 'Its secret; or send both by Basic authentication.', { example: 'YOUR_CLIENT_SECRET' }),
    ],
    answer: { access_token: ACCESS, token_type: 'Bearer', expires_in: 3600 },
    client: 'required',
    errors: [...byClient, 'unsupported_grant_type'],
  },
  {
    id: 'introspect',
    method: 'post',
    at: routes.connect.introspect,
    summary: 'Says whether one of your own tokens is good, and for what (RFC 7662).',
    form: [field('token', 'An access or refresh token.', { required: true, example: ACCESS })],
    answer: { active: true, client_id: CLIENT_ID, scope: 'read_vehicle_info read_odometer', token_type: 'Bearer' },
    client: 'required',
    errors: byClient,
  },
  {
    id: 'revoke',
    method: 'post',
    at: routes.connect.revoke,
    summary: 'Ends one of your own tokens (RFC 7009). The owner’s grant stays.',
    form: [field('token', 'An access or refresh token.', { required: true, example: REFRESH })],
    client: 'required',
    errors: byClient,
  },
  {
    id: 'metadata',
    method: 'get',
    at: routes.connect.metadata,
    summary: 'Where everything is and what is supported, for generic OAuth clients (RFC 8414).',
    errors: [],
  },
];

/** As OpenAPI. */
export const oauthDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Telltale Connect',
    version: '1',
    description:
      'How owners give access, and how applications get tokens: OAuth 2.0 in the dialect of the Smartcar SDKs.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  paths: Object.fromEntries(
    calls.map(call => [
      call.at.path,
      {
        [call.method]: {
          operationId: call.id,
          tags: ['connect'],
          summary: call.summary,
          parameters: query(call.query ?? []),
          ...(call.form && { requestBody: form(call.form) }),
          responses: {
            [call.status ?? 200]: {
              description: call.summary,
              ...(call.location !== undefined && {
                headers: {
                  location: {
                    description: 'Where the browser goes.',
                    schema: { type: 'string' },
                    example: call.location,
                  },
                },
              }),
              ...(call.answer !== undefined && { content: { 'application/json': { example: call.answer } } }),
            },
            default: { description: 'Refused, in the form of OAuth (RFC 6749 §5.2).' },
          },
          security: call.client === 'required' ? [{ client: [] }] : [],
          'x-errors': call.errors,
        },
      },
    ]),
  ),
  components: { securitySchemes: { client: { type: 'http', scheme: 'basic', description: 'Client id and secret.' } } },
};
