// Every input of the product, read from its routes: which addresses take something, and what would fit there.
import type { TSchema } from 'typebox';
import type { RoutePath } from '../../catalog/routes.ts';
import type { AnyRoute } from '../http/define-route.ts';

/** An address that takes something: a body, fields of a form, files, or values behind the question mark. */
export type Input = {
  /** Method and path. */
  readonly name: string;
  readonly method: AnyRoute['method'];
  readonly path: string;
  readonly route: AnyRoute | undefined;
};

/** Fields of OAuth 2.0 and OpenID Connect, for the addresses that the authorization server answers by itself. */
const OAUTH_FIELDS =
  'client_id scope state nonce login_hint redirect_uri code code_verifier code_challenge token refresh_token grant_type client_assertion client_secret request_uri prompt user single_select';

/** @param mounted paths that are served without a declared route */
export function listInputs(routes: readonly AnyRoute[], mounted: readonly RoutePath[]): Input[] {
  const declared = routes
    .filter(route => route.method !== 'GET' || route.query !== undefined)
    .map(route => ({ name: `${route.method} ${route.at.path}`, method: route.method, path: route.at.path, route }));
  const served = new Set(routes.map(({ at }) => at.path));
  const others = mounted
    .filter(({ path }) => !served.has(path))
    .flatMap(({ path }) =>
      (['GET', 'POST'] as const).map(method => ({ name: `${method} ${path}`, method, path, route: undefined })),
    );
  return [...declared, ...others];
}

/** Whether an address belongs to a path of the catalog; its parameters when it does. */
export function matchPath(path: string, address: string): Readonly<Record<string, string>> | undefined {
  const names: string[] = [];
  const pattern = path
    .split('/')
    .map(part => {
      const [, before = '', name = '', , rest = ''] = /^([^:]*):(\w+)(\(.*\))?(.*)$/.exec(part) ?? [];
      if (name === '') return escaped(part);
      names.push(name);
      return `${escaped(before)}([^/?]+)${escaped(rest)}`;
    })
    .join('/');
  const found = new RegExp(`^${pattern}$`).exec(address.split(/[?#]/)[0] ?? '');
  return found ? Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ''])) : undefined;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A body or a query that fits the schema, with the mark wherever a text may stand. */
export function markedValue(schema: TSchema | undefined, mark: string): unknown {
  if (schema === undefined) return Object.fromEntries(OAUTH_FIELDS.split(' ').map(name => [name, mark]));
  return valueFor(schema as Shape, '', mark);
}

/** The parts of a JSON schema that decide what fits. */
type Shape = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly pattern?: string;
  readonly format?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly patternProperties?: unknown;
};

function valueFor(schema: Shape, name: string, mark: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) {
    // A text takes a mark; a choice between words does not.
    const text = schema.anyOf.find(({ type, const: fixed }) => type === 'string' && fixed === undefined);
    return valueFor(text ?? schema.anyOf[0] ?? {}, name, mark);
  }
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(part => valueFor(part, name, mark)));
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? { [mark]: { type: 'string' } }).map(([key, part]) => [
          key,
          valueFor(part, key, mark),
        ]),
      );
    case 'array':
      return [valueFor(schema.items ?? {}, name, mark)];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return textFor(schema, name, mark);
  }
}

function textFor({ pattern, format, maxLength = 10_000 }: Shape, name: string, mark: string): string {
  const candidates = [
    ...(/e-?mail/i.test(name) || format === 'email' ? [`${mark}@${mark}.example`] : []),
    ...(/url|uri|address|origin/i.test(name) || format === 'uri' ? [`https://${mark}.example/${mark}`] : []),
    ...(/vector|cvss/i.test(name) ? ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N'] : []),
    ...(/date|_at$|until|from$/i.test(name) ? ['2027-01-02'] : []),
    `${name} ${mark}: what a person wrote here is nobody's business but the reader's.`,
    mark,
    `${mark}@${mark}.example`,
    `https://${mark}.example/`,
    mark.toUpperCase(),
    '2027-01-02',
    '2027-01-02T03:04:05Z',
    '1',
    '0'.repeat(64),
    'x',
  ];
  const fits = (text: string): boolean =>
    text.length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(text));
  return candidates.find(fits) ?? mark.slice(0, maxLength);
}
