// What a handler gives back: a value that says everything about the reply, so that handlers stay functions.
import type { Readable } from 'node:stream';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable | undefined;
  /** The name of the error that it tells, for logs. */
  readonly fault?: string;
};

type Extra = { readonly status?: number; readonly headers?: Readonly<Record<string, string>> };

const answer = (type: string | undefined, body: Answer['body'], { status = 200, headers = {} }: Extra): Answer => ({
  status,
  headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers },
  body,
});

/** The type of every page. */
export const HTML = 'text/html; charset=utf-8';

/** A page, already rendered. */
export const html = (page: string, extra: Extra = {}): Answer => answer(HTML, page, extra);

/** A JSON value. */
export const json = (value: unknown, extra: Extra = {}): Answer =>
  answer('application/json; charset=utf-8', JSON.stringify(value), extra);

/** JSON that is already text. */
export const jsonText = (text: string, extra: Extra = {}): Answer =>
  answer('application/json; charset=utf-8', text, extra);

/** Plain text. */
export const text = (body: string, extra: Extra = {}): Answer => answer('text/plain; charset=utf-8', body, extra);

/** Bytes of any type. */
export const bytes = (body: Buffer, type: string, extra: Extra = {}): Answer => answer(type, body, extra);

/** After a POST: look there with GET (RFC 9110 §15.4.4). */
export const seeOther = (href: string, extra: Extra = {}): Answer =>
  answer(undefined, undefined, { status: 303, headers: { location: href, ...extra.headers } });

/** What the client has is what there is (RFC 9110 §15.4.5). */
export const notModified = (extra: Extra = {}): Answer => answer(undefined, undefined, { status: 304, ...extra });

/** Done, nothing to say. */
export const noContent = (extra: Extra = {}): Answer => answer(undefined, undefined, { status: 204, ...extra });

/**
 * Somebody's file: always saved, never shown, and powerless even if it were.
 * @param name may hold anything; it is encoded by RFC 6266 and RFC 8187
 */
export function download(body: Readable | Buffer, name: string, mediaType: string): Answer {
  const harmless = harmlessName(name);
  const plain = harmless.replace(/[^\w.\- ]/g, '_').slice(0, 100);
  const encoded = encodeURIComponent(harmless).replace(
    /['()*]/g,
    mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  // Types that a browser would run or render are sent as bytes.
  const safeType =
    /^(?:image\/(?:png|jpeg|gif|webp)|application\/(?:pdf|json|x-ndjson|zip|vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet)|text\/(?:plain|csv)|video\/\w+)$/.test(
      mediaType,
    )
      ? mediaType
      : 'application/octet-stream';
  return answer(safeType, body, {
    headers: {
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
    },
  });
}

/** No folders, no invisible or direction-changing characters (they disguise what kind of file it is), no endless length. */
function harmlessName(name: string): string {
  const visible = name.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/gu, '_');
  return visible.slice(0, 200).toWellFormed() || 'file';
}
