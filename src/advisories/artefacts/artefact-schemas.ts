// JSON schemas of OSV, OpenVEX and GitHub's drafts, written from their public specifications: the parts that an artefact
// of ours may have, and nothing beside them.
import { creditTypes, vexJustifications, vexStatuses } from '../advisory-record.ts';
import { closed, cveId, cweId, instant, list, type Schema, text, uri } from './schema-parts.ts';

const osvEvent = {
  ...closed([], { introduced: text, fixed: text, last_affected: text }),
  minProperties: 1,
  maxProperties: 1,
};

/** Source: ossf.github.io/osv-schema 1.7. */
export const osvSchema: Schema = closed(['schema_version', 'id', 'modified'], {
  schema_version: { const: '1.7.0' },
  id: { type: 'string', pattern: '^[A-Za-z0-9]+-[A-Za-z0-9-]+$' },
  modified: instant,
  published: instant,
  aliases: list(text),
  summary: text,
  details: { type: 'string' },
  severity: list({
    ...closed(['type', 'score'], { type: { enum: ['CVSS_V3', 'CVSS_V4'] }, score: { type: 'string' } }),
    oneOf: [
      { properties: { type: { const: 'CVSS_V3' }, score: { pattern: '^CVSS:3\\.[01]/' } } },
      { properties: { type: { const: 'CVSS_V4' }, score: { pattern: '^CVSS:4\\.0/' } } },
    ],
  }),
  affected: list(
    closed(['package', 'ranges'], {
      package: closed(['ecosystem', 'name'], {
        ecosystem: text,
        name: text,
        purl: { type: 'string', pattern: '^pkg:' },
      }),
      ranges: list(
        {
          ...closed(['type', 'events'], {
            type: { enum: ['SEMVER', 'ECOSYSTEM'] },
            events: { type: 'array', minItems: 1, items: osvEvent, contains: { required: ['introduced'] } },
          }),
          not: {
            properties: {
              events: { allOf: [{ contains: { required: ['fixed'] } }, { contains: { required: ['last_affected'] } }] },
            },
          },
        },
        1,
      ),
      database_specific: { type: 'object' },
    }),
  ),
  references: list(
    closed(['type', 'url'], {
      type: { enum: ['ADVISORY', 'ARTICLE', 'DETECTION', 'REPORT', 'FIX', 'INTRODUCED', 'PACKAGE', 'EVIDENCE', 'WEB'] },
      url: uri,
    }),
  ),
  credits: list(
    closed(['name'], {
      name: text,
      contact: list(text),
      type: { enum: creditTypes.map(type => type.toUpperCase().replaceAll(' ', '_')) },
    }),
  ),
  database_specific: { type: 'object' },
});

const vexReason = {
  allOf: [
    {
      if: { properties: { status: { const: 'not_affected' } } },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
      then: { oneOf: [{ required: ['justification'] }, { required: ['impact_statement'] }] },
      else: { not: { required: ['justification'] } },
    },
    {
      if: { properties: { status: { const: 'affected' } } },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
      then: { required: ['action_statement'] },
    },
  ],
};

/** Source: the OpenVEX specification 0.2.0. */
export const openVexSchema: Schema = closed(['@context', '@id', 'author', 'timestamp', 'version', 'statements'], {
  '@context': { const: 'https://openvex.dev/ns/v0.2.0' },
  '@id': uri,
  author: text,
  role: text,
  timestamp: instant,
  last_updated: instant,
  version: { type: 'integer', minimum: 1 },
  tooling: text,
  statements: list(
    {
      ...closed(['vulnerability', 'products', 'status', 'timestamp'], {
        '@id': uri,
        vulnerability: closed(['name'], { '@id': uri, name: text, description: text, aliases: list(text, 1) }),
        timestamp: instant,
        products: list(
          closed(['@id'], { '@id': uri, identifiers: closed([], { purl: { type: 'string', pattern: '^pkg:' } }) }),
          1,
        ),
        status: { enum: vexStatuses },
        supplier: text,
        status_notes: text,
        justification: { enum: vexJustifications },
        impact_statement: text,
        action_statement: text,
      }),
      ...vexReason,
    },
    1,
  ),
});

/** Source: GitHub REST API, “Create a repository security advisory”. */
export const ghsaSchema: Schema = closed(['summary', 'description', 'vulnerabilities'], {
  summary: { ...text, maxLength: 1024 },
  description: { ...text, maxLength: 65_535 },
  cve_id: { anyOf: [cveId, { type: 'null' }] },
  cwe_ids: list(cweId),
  cvss_vector_string: { type: 'string', pattern: '^CVSS:(3\\.[01]|4\\.0)/' },
  vulnerabilities: {
    type: 'array',
    items: closed(['package'], {
      package: closed(['ecosystem'], {
        ecosystem: {
          enum: [
            'rubygems',
            'npm',
            'pip',
            'maven',
            'nuget',
            'composer',
            'go',
            'rust',
            'erlang',
            'actions',
            'pub',
            'other',
            'swift',
          ],
        },
        name: text,
      }),
      vulnerable_version_range: { type: 'string' },
      patched_versions: { type: 'string' },
      vulnerable_functions: list(text),
    }),
  },
  credits: list(
    closed(['login', 'type'], { login: text, type: { enum: creditTypes.map(type => type.replaceAll(' ', '_')) } }),
  ),
});
