// The requests that each SDK sends for a quick start, as its source and its own suites have them (vehicle-platform §1.2,
// §1.3, §21, §27): for tests where the SDK itself cannot be had.
import type { SdkId } from '../../src/developers/quick-start/sdks.ts';

export type SdkRequest = {
  readonly method: 'GET' | 'POST';
  /** As the SDK puts it together from its variables. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
};

type Variables = Readonly<Record<string, string>>;

const variable = (variables: Variables, name: string): string => variables[name] ?? `missing ${name}`;

/** What leads the browser to Connect. */
export function connectAddress(sdk: SdkId, variables: Variables, scope: string): string {
  const origin = variable(variables, sdk === 'node' ? 'SMARTCAR_API_ORIGIN' : 'SMARTCAR_CONNECT_ORIGIN');
  const site = sdk === 'ruby' ? variable(variables, 'SMARTCAR_AUTH_ORIGIN') : origin;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: variable(variables, 'SMARTCAR_CLIENT_ID'),
    redirect_uri: variable(variables, 'SMARTCAR_REDIRECT_URI'),
    // Each SDK would send auto; a test goes through the steps each time.
    approval_prompt: 'force',
    scope,
    mode: 'test',
  });
  return `${site}/oauth/authorize?${query}`;
}

/** Exchanges a code. */
export function exchange(sdk: SdkId, variables: Variables, code: string): SdkRequest {
  const origin = variable(variables, 'SMARTCAR_AUTH_ORIGIN');
  const [id, secret] = [variable(variables, 'SMARTCAR_CLIENT_ID'), variable(variables, 'SMARTCAR_CLIENT_SECRET')];
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: variable(variables, 'SMARTCAR_REDIRECT_URI'),
  };
  return {
    method: 'POST',
    // Python takes the variable as the whole address.
    url: sdk === 'python' ? origin : `${origin}/oauth/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...(sdk !== 'ruby' && { authorization: basic }) },
    form: sdk === 'ruby' ? { ...form, client_id: id, client_secret: secret } : form,
  };
}

/** Reads something with a token. @param path below the version, without a slash before it */
export function read(sdk: SdkId, variables: Variables, token: string, path: string): SdkRequest {
  const origin = variable(variables, 'SMARTCAR_API_ORIGIN');
  const tail = sdk === 'node' ? '/' : '';
  return {
    method: 'GET',
    url: `${origin}/v2.0/${path}${sdk === 'ruby' ? '?' : tail}`,
    headers: {
      authorization: `Bearer ${token}`,
      'sc-unit-system': 'metric',
      // Without a body.
      ...((sdk === 'node' || sdk === 'ruby') && { 'content-type': 'application/json' }),
    },
  };
}
