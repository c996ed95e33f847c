// Writes openapi/*.json from the declared routes: v2.json for the vehicle API, platform.json for everything machine-readable beside it.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { TSchema } from 'typebox';
import { modules } from '../src/app.ts';
import { errors } from '../src/catalog/errors.ts';
import type { Family } from '../src/catalog/routes.ts';
import type { AnyRoute } from '../src/core/http/define-route.ts';

type Document = {
  readonly file: string;
  readonly title: string;
  readonly about: string;
  readonly families: readonly Family[];
  /** Of these families, only addresses that this fits. */
  readonly paths?: RegExp;
  /** Of bodies, answers and errors, where it is not plain JSON with problem+json. */
  readonly mediaType?: string;
};

const documents: readonly Document[] = [
  {
    file: 'openapi/v2.json',
    title: 'Telltale vehicle API',
    about: "Reads cars with their owners' permission; the shapes of the Smartcar API v2.",
    families: ['vehicle'],
    paths: /^\/v:version/,
  },
  {
    file: 'openapi/v3.json',
    title: 'Telltale vehicle API v3',
    about: 'Signals, commands, schedules and connections; the shapes of the Smartcar API v3.',
    families: ['vehicle'],
    paths: /^\/v3\//,
  },
  {
    file: 'openapi/platform.json',
    title: 'Telltale platform',
    about: 'Machine-readable answers of the programs, keys, receipts and health.',
    families: ['api'],
  },
  {
    file: 'openapi/reports-v1.json',
    title: 'Telltale reports API',
    about: 'Reports by JSON:API 1.1: read, judge, move, answer and submit them with an API token.',
    families: ['jsonapi'],
    mediaType: 'application/vnd.api+json',
  },
  {
    file: 'openapi/bugcrowd.json',
    title: 'Telltale in the shape of Bugcrowd’s API',
    about: 'Submissions as connectors made for Bugcrowd read them; the base is /compat/bugcrowd.',
    families: ['bugcrowd'],
    mediaType: 'application/vnd.bugcrowd+json',
  },
];

/** Writes the documents. @returns the files that changed (or would, when only checking) */
export async function makeOpenapi(isCheck: boolean): Promise<string[]> {
  const routes = modules.flatMap(module => module.routes.map(route => ({ module: module.name, route })));
  const changed: string[] = [];
  await mkdir('openapi', { recursive: true });
  for (const document of documents) {
    const own = routes.filter(
      ({ route: { at, demoOnly } }) =>
        document.families.includes(at.family) && !demoOnly && (document.paths?.test(at.path) ?? true),
    );
    const text = `${JSON.stringify(describe(document, own), null, 2)}\n`;
    if (existsSync(document.file) && (await readFile(document.file, 'utf8')) === text) continue;
    changed.push(document.file);
    if (!isCheck) await writeFile(document.file, text);
  }
  return changed;
}

type Owned = { readonly module: string; readonly route: AnyRoute };

function describe({ title, about, mediaType }: Document, owned: readonly Owned[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { module, route } of owned) {
    const path = openapiPath(route.at.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(module, route, mediaType) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1', description: about, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b))),
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer' },
        client: {
          type: 'http',
          scheme: 'basic',
          description: 'Client id and secret, or the management token as password.',
        },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-telltale-session' },
      },
      schemas: mediaType === undefined ? { Problem: problem } : { Errors: jsonApiErrors },
    },
  };
}

const problem = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(errors) },
    requestId: { type: 'string', format: 'uuid' },
  },
};

const jsonApiErrors = {
  type: 'object',
  description: 'JSON:API 1.1, error objects',
  required: ['errors'],
  properties: {
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['status', 'code', 'title'],
        properties: {
          id: { type: 'string' },
          status: { type: 'string' },
          code: { type: 'string' },
          title: { type: 'string' },
          detail: { type: 'string' },
          source: { type: 'object' },
        },
      },
    },
  },
};

const openapiPath = (path: string): string => path.replace(/:(\w+)(?:\([^)]*\))?/g, '{$1}');

function operation(
  module: string,
  { at, summary, query, body, access, answers }: AnyRoute,
  mediaType?: string,
): unknown {
  const isVehicle = at.family === 'vehicle';
  const failure = isVehicle
    ? { description: 'Refused, in the form of the vehicle API.' }
    : {
        description: 'Refused.',
        content:
          mediaType === undefined
            ? { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
            : { [mediaType]: { schema: { $ref: '#/components/schemas/Errors' } } },
      };
  const type = mediaType ?? 'application/json';
  return {
    tags: [module],
    summary,
    parameters: [
      ...[...at.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...Object.entries(propertiesOf(query)).map(([name, schema]) => ({
        name,
        in: 'query',
        required: requiredOf(query).includes(name),
        schema,
      })),
    ],
    ...(body && { requestBody: { required: true, content: { [type]: { schema: body } } } }),
    responses: {
      ...(answers
        ? Object.fromEntries(
            Object.entries(answers).map(([status, schema]) => [
              status,
              { description: summary, content: { [type]: { schema } } },
            ]),
          )
        : { 200: { description: summary } }),
      default: failure,
    },
    security:
      access.rule === 'public'
        ? access.scope === undefined
          ? []
          : [{}, { accessToken: [] }]
        : access.rule === 'client'
          ? [{ client: [] }]
          : access.credential === 'authorization'
            ? [{ accessToken: [] }]
            : [{ session: [] }],
    ...(access.scope && { 'x-permission': access.scope }),
  };
}

const propertiesOf = (schema: TSchema | undefined): Record<string, unknown> =>
  (schema as { properties?: Record<string, unknown> } | undefined)?.properties ?? {};
const requiredOf = (schema: TSchema | undefined): readonly string[] =>
  (schema as { required?: readonly string[] } | undefined)?.required ?? [];
