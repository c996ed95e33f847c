// Reads a HAR file (HTTP Archive 1.2) into requests and responses as text, without cookies and credentials.

export type HarExchange = {
  /** `GET https://… → 200`. */
  readonly title: string;
  readonly request: string;
  readonly response: string;
};

/** The most that is shown; the whole file can be saved. */
const MOST_ENTRIES = 100;
const LONGEST_BODY = 4000;

/** What stands in for a cookie or a credential. */
const MASK = '(masked)';

/** The exchanges in order; undefined when the text is no HAR. `left` says how many more there are. */
export function readHar(text: string): { readonly exchanges: HarExchange[]; readonly left: number } | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/u, ''));
  } catch {
    return undefined;
  }
  const entries = field(field(parsed, 'log'), 'entries');
  if (!Array.isArray(entries)) return undefined;
  return {
    exchanges: entries.slice(0, MOST_ENTRIES).map(readEntry),
    left: Math.max(0, entries.length - MOST_ENTRIES),
  };
}

function readEntry(entry: unknown): HarExchange {
  const [request, response] = [field(entry, 'request'), field(entry, 'response')];
  const [method, url] = [textOf(request, 'method'), maskUrl(textOf(request, 'url'))];
  const status = `${textOf(response, 'status')} ${textOf(response, 'statusText')}`.trim();
  return {
    title: `${method} ${url} → ${status}`.slice(0, 300),
    request: [
      `${method} ${url} ${textOf(request, 'httpVersion')}`.trim(),
      ...headersOf(request),
      '',
      bodyOf(field(request, 'postData')),
    ]
      .join('\n')
      .trimEnd(),
    response: [
      `${textOf(response, 'httpVersion')} ${status}`.trim(),
      ...headersOf(response),
      '',
      bodyOf(field(response, 'content')),
    ]
      .join('\n')
      .trimEnd(),
  };
}

const SECRET_HEADER =
  /^(?:(?:proxy-)?authorization|cookie|set-cookie|x-api-key|api-key|x-auth-token|x-csrf-token|x-xsrf-token)$/i;

function headersOf(message: unknown): string[] {
  const headers = field(message, 'headers');
  if (!Array.isArray(headers)) return [];
  return headers.slice(0, 100).map(header => {
    const name = textOf(header, 'name');
    return `${name}: ${SECRET_HEADER.test(name) ? MASK : textOf(header, 'value').slice(0, 1000)}`;
  });
}

/** Credentials that a URL carries: user and password, and parameters that are named like secrets. */
function maskUrl(url: string): string {
  return url
    .replace(/^(\w+:\/\/)[^/@\s]*@/u, `$1${MASK}@`)
    .replace(
      /([?&#](?:access_token|refresh_token|id_token|token|code|api_?key|key|secret|password|client_secret|sig|signature)=)[^&#]+/giu,
      `$1${MASK}`,
    );
}

function bodyOf(body: unknown): string {
  const type = textOf(body, 'mimeType');
  const text = textOf(body, 'text');
  if (text === '') return '';
  if (textOf(body, 'encoding') === 'base64') return `(${type || 'bytes'}, ${text.length} characters of base64)`;
  return text.length > LONGEST_BODY
    ? `${text.slice(0, LONGEST_BODY)}\n(${text.length - LONGEST_BODY} more characters)`
    : text;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** A member as text; anything that is neither text nor number counts as none. */
function textOf(value: unknown, name: string): string {
  const found = field(value, name);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : '';
}
