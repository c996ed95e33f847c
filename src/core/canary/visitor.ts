// A browser without a screen: keeps cookies, follows nothing by itself, and posts forms as a browser would.
import type { FastifyInstance } from 'fastify';

export type Page = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly body: string;
  /** The body before it was read as text. */
  readonly bytes: Buffer;
  /** Where a redirect points to. */
  readonly location: string | undefined;
  json<T = Record<string, unknown>>(): T;
};

export type FormFields = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Upload = {
  readonly field: string;
  readonly filename: string;
  readonly content: string | Buffer;
  readonly type?: string;
};

export type Visitor = {
  readonly cookies: Map<string, string>;
  get(url: string, headers?: Record<string, string>): Promise<Page>;
  /** Sends a form urlencoded. */
  post(url: string, fields?: FormFields, headers?: Record<string, string>): Promise<Page>;
  /** Sends a form with files as multipart. */
  upload(url: string, fields: FormFields, files: readonly Upload[]): Promise<Page>;
  /** Asks for something to be removed, without a body. */
  delete(url: string, headers?: Record<string, string>): Promise<Page>;
  postJson(url: string, body: unknown, headers?: Record<string, string>): Promise<Page>;
  patchJson(url: string, body: unknown, headers?: Record<string, string>): Promise<Page>;
  putJson(url: string, body: unknown, headers?: Record<string, string>): Promise<Page>;
  /** GET, following redirects within the site. */
  open(url: string): Promise<Page>;
  /** After a post: GET where the answer points to. */
  follow(page: Page): Promise<Page>;
};

const HOST = '127.0.0.1:8080';

/** Makes a visitor of this server. */
export function visitor(server: FastifyInstance): Visitor {
  const cookies = new Map<string, string>();
  const send = async (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: string,
    headers: Record<string, string>,
    payload?: string | Buffer,
  ): Promise<Page> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const path = url.startsWith('http') ? url.replace(/^https?:\/\/[^/]+/, '') : url;
    const reply = await server.inject({
      method,
      url: path,
      headers: {
        host: HOST,
        accept: 'text/html',
        ...(method !== 'GET' ? { 'sec-fetch-site': 'same-origin' } : {}),
        ...(cookie ? { cookie } : {}),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value, maxAge } of reply.cookies as { name: string; value: string; maxAge?: number }[])
      if (value === '' || maxAge === 0) cookies.delete(name);
      else cookies.set(name, value);
    const location = reply.headers.location;
    return {
      status: reply.statusCode,
      headers: reply.headers,
      body: reply.body,
      bytes: reply.rawPayload,
      location: location === undefined ? undefined : String(location),
      json: () => reply.json(),
    };
  };
  const get: Visitor['get'] = (url, headers = {}) => send('GET', url, headers);
  const follow: Visitor['follow'] = page => {
    if (page.location === undefined)
      throw new Error(`expected a redirect, got ${page.status}: ${page.body.slice(0, 300)}`);
    return get(page.location);
  };
  return {
    cookies,
    get,
    follow,
    post: (url, fields = {}, headers = {}) =>
      send(
        'POST',
        url,
        { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        new URLSearchParams(pairs(fields)).toString(),
      ),
    delete: (url, headers = {}) => send('DELETE', url, headers),
    postJson: (url, body, headers = {}) =>
      send('POST', url, { 'content-type': 'application/json', ...headers }, JSON.stringify(body)),
    patchJson: (url, body, headers = {}) =>
      send('PATCH', url, { 'content-type': 'application/json', ...headers }, JSON.stringify(body)),
    putJson: (url, body, headers = {}) =>
      send('PUT', url, { 'content-type': 'application/json', ...headers }, JSON.stringify(body)),
    upload: (url, fields, files) => {
      const boundary = '----telltale-test-boundary';
      return send(
        'POST',
        url,
        { 'content-type': `multipart/form-data; boundary=${boundary}` },
        multipartBody(boundary, fields, files),
      );
    },
    open: async url => {
      let page = await get(url);
      for (let hop = 0; hop < 5 && page.location !== undefined && page.location.startsWith('/'); hop++)
        page = await get(page.location);
      return page;
    },
  };
}

const pairs = (fields: FormFields): [string, string][] =>
  Object.entries(fields).flatMap(([name, value]) =>
    value === undefined
      ? []
      : (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
  );

function multipartBody(boundary: string, fields: FormFields, files: readonly Upload[]): Buffer {
  const parts = pairs(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  for (const { field, filename, content, type = 'application/octet-stream' } of files)
    parts.push(
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${filename}"\r\ncontent-type: ${type}\r\n\r\n`,
      ),
      Buffer.from(content),
      Buffer.from('\r\n'),
    );
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}
