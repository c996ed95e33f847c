// What the platform answers that is no JSON, or JSON of which a standard says the form: by media type, with the standard.
// How these are held against the product: `test/platform-examples.test.ts`.
import Type, { type TSchema } from 'typebox';
import { listOf, moment, object, text, words } from './answer-schemas.ts';

const string = (description: string) => Type.String({ description });
/** Objects whose inside a standard says; these members it has here. */
const standard = (description: string, ...members: readonly string[]) =>
  Type.Object(Object.fromEntries(members.map(name => [name, Type.Unknown()])), { description });

const optional = Type.Optional;
const jsonFeed = Type.Object(
  {
    version: words('https://jsonfeed.org/version/1.1'),
    title: text,
    home_page_url: text,
    feed_url: text,
    authors: listOf(object({ name: text })),
    items: listOf(
      Type.Object({
        id: text,
        url: text,
        title: text,
        content_text: text,
        date_published: moment,
        date_modified: moment,
        tags: optional(listOf(text)),
      }),
    ),
  },
  { description: 'JSON Feed 1.1.' },
);
const rolie = 'ROLIE (RFC 8322), as CSAF 2.0 section 7.1 has it.';
const oscal = (root: string) =>
  object({
    [root]: standard(
      'OSCAL 1.2.',
      'uuid',
      'metadata',
      ...(root === 'component-definition' ? ['components'] : ['import-ap', 'results']),
    ),
  });
const found = object({ found: listOf(object({ href: text, label: text, kind: text })) });
const atom = string('Atom, RFC 4287.');
const pgpKey = string('An OpenPGP key, armored (RFC 9580).');
const bytes = Type.Unsafe<string>({ type: 'string', format: 'binary' });
const csv = string('RFC 4180, with names in the first line.');

/** By the call's `operationId`. */
export const answersFiles: Readonly<Record<string, TSchema>> = {
  'csaf-provider': Type.Object(
    {
      canonical_url: text,
      distributions: listOf(
        Type.Object({
          directory_url: optional(text),
          rolie: optional(standard(rolie, 'categories', 'feeds', 'services')),
        }),
      ),
      last_updated: moment,
      list_on_CSAF_aggregators: Type.Boolean(),
      mirror_on_CSAF_aggregators: Type.Boolean(),
      metadata_version: words('2.0'),
      public_openpgp_keys: listOf(object({ fingerprint: text, url: text })),
      publisher: standard('CSAF 2.0 section 7.1.8.', 'category', 'name', 'namespace', 'contact_details'),
      role: words('csaf_provider', 'csaf_trusted_provider'),
    },
    { description: 'CSAF 2.0 section 7.1.7.' },
  ),
  'csaf-feed': object({ feed: standard(rolie, 'id', 'title', 'link', 'category', 'updated', 'entry') }),
  'csaf-service': object({ service: standard(rolie, 'workspace') }),
  'csaf-categories': object({ categories: standard(rolie, 'fixed', 'category') }),
  'csaf-file': standard(
    'CSAF 2.0; by the ending of the name also a digest or a signature.',
    'document',
    'product_tree',
    'vulnerabilities',
  ),
  artefact: standard(
    'By its name: CSAF 2.0 or 2.1, CVE Record Format 5, OSV, OpenVEX, or a draft for GitHub.',
    'document',
    'product_tree',
    'vulnerabilities',
  ),
  'csaf-index': string('A path in each line (CSAF 2.0 section 7.1.12).'),
  'csaf-changes': string('Path and time in each line (CSAF 2.0 section 7.1.13).'),
  'csaf-key': pgpKey,
  'key-file': pgpKey,
  'former-key-file': pgpKey,
  'key-directory': bytes,
  'key-directory-of-domain': bytes,
  'key-directory-policy': string('Empty: draft-koch-openpgp-webkey-service section 4.5.'),
  'key-directory-policy-of-domain': string('Empty: draft-koch-openpgp-webkey-service section 4.5.'),
  'security-txt': string('RFC 9116, signed where this server keeps the program’s key.'),
  'tesla-key': string('A public key on the curve P-256, as PEM.'),
  gpc: Type.Object(
    { gpc: Type.Boolean(), lastUpdate: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }) },
    { description: 'w3c/gpc, section 4.' },
  ),
  'json-feed': jsonFeed,
  'scope-feed': jsonFeed,
  'updates-feed': jsonFeed,
  atom,
  'scope-atom': atom,
  'updates-atom': atom,
  'issues-atom': atom,
  calendar: string('iCalendar, RFC 5545.'),
  markdown: string('CommonMark.'),
  badge: string('A picture as SVG.'),
  favicon: string('A picture as SVG.'),
  logo: bytes,
  asset: bytes,
  openapi: standard('OpenAPI 3.1.', 'openapi', 'info', 'paths', 'components'),
  'oscal-results': oscal('assessment-results'),
  'oscal-component': oscal('component-definition'),
  'questions-csv': csv,
  'processing-csv': csv,
  'bod-csv': csv,
  'vehicle-csv': csv,
  ssvc: Type.Object(
    {
      timestamp: moment,
      schemaVersion: words('2.0.0'),
      target_ids: listOf(text),
      selections: listOf(standard('SSVC, SelectionList 2.0.0.', 'namespace', 'key', 'version', 'name', 'values')),
    },
    { description: 'SSVC, SelectionList 2.0.0.' },
  ),
  log: string('NDJSON: first what the log is, then a line for each event of a report, under a pseudonym.'),
  schema: standard(
    'JSON Schema, draft 2020-12.',
    '$schema',
    'title',
    'type',
    'required',
    'properties',
    'additionalProperties',
  ),
  'find-json': found,
  'embed-script': string('JavaScript: defines the element.'),
  robots: string('RFC 9309.'),
  'queue-live': string('Server-sent events: the ids of reports that changed.'),
  'order-file': object({
    format: words('telltale-deletion-order-1'),
    id: text,
    server: text,
    application: text,
    user: text,
    vehicles: listOf(text),
    cause: words('erased', 'asked'),
    order: text,
    basis: text,
    issued_at: moment,
    due_at: moment,
    acknowledge_at: text,
    keyId: text,
    signature: text,
  }),
};

/** Media types of those that are not plain JSON. */
export const typesFiles: Readonly<Record<string, string>> = {
  'csaf-index': 'text/plain',
  'csaf-changes': 'text/csv',
  'csaf-key': 'application/pgp-keys',
  'key-file': 'application/pgp-keys',
  'former-key-file': 'application/pgp-keys',
  'key-directory': 'application/octet-stream',
  'key-directory-of-domain': 'application/octet-stream',
  'key-directory-policy': 'application/octet-stream',
  'key-directory-policy-of-domain': 'application/octet-stream',
  'security-txt': 'text/plain',
  'tesla-key': 'application/x-pem-file',
  'json-feed': 'application/feed+json',
  'scope-feed': 'application/feed+json',
  'updates-feed': 'application/feed+json',
  atom: 'application/atom+xml',
  'scope-atom': 'application/atom+xml',
  'updates-atom': 'application/atom+xml',
  'issues-atom': 'application/atom+xml',
  calendar: 'text/calendar',
  markdown: 'text/markdown',
  badge: 'image/svg+xml',
  favicon: 'image/svg+xml',
  logo: 'image/webp',
  asset: 'application/octet-stream',
  'questions-csv': 'text/csv',
  'processing-csv': 'text/csv',
  'bod-csv': 'text/csv',
  'vehicle-csv': 'text/csv',
  log: 'application/x-ndjson',
  'embed-script': 'text/javascript',
  robots: 'text/plain',
  'queue-live': 'text/event-stream',
};

const ceremony =
  'A step between this server’s pages and the authenticator in the browser; each challenge is good once.';
const oneOf = 'Only whom it is about gets one, and it names ids of theirs; `telltale verify` says what it is worth.';

/** Why there is no example, where there is none. */
export const unshownFiles: Readonly<Record<string, string>> = {
  passkeys: ceremony,
  'passkey-options': ceremony,
  'sign-in-passkey': ceremony,
  'sign-in-passkey-options': ceremony,
  'sign-in-enroll-passkey': ceremony,
  'sign-in-enroll-passkey-options': ceremony,
  inclusion: oneOf,
  'certificate-file': oneOf,
  'order-file': oneOf,
  asset: 'Files of the pages, named by the hash of their bytes; pages link to them.',
  openapi: 'These very documents.',
  'queue-live': 'A stream that ends only when the page is closed.',
  'key-directory': 'The bytes of a key; key.asc shows the same key as text.',
  'key-directory-of-domain': 'The bytes of a key; key.asc shows the same key as text.',
  'key-directory-policy': 'An empty file.',
  'key-directory-policy-of-domain': 'An empty file.',
  logo: 'A picture.',
  'tesla-key': 'Only where this server signs commands to Teslas.',
  hook: 'The answer has no body.',
  'security-txt-old': 'It leads on, and has no body.',
};

/** Statuses of answers without a body. */
export const bareFiles: Readonly<Record<string, number>> = { hook: 204, 'security-txt-old': 301 };
