// One exchange without anything around it, for what is sent by the million: no streams, one timer, nothing left behind.
import type { Agent, Dispatcher } from 'undici';

export type PlainRequest = {
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
  readonly timeoutMs: number;
  /** Ends the exchange; nothing is written any more when it comes before the connection stands. */
  readonly signal: AbortSignal | undefined;
  readonly limitBytes: number;
  /** Keeps the first `limitBytes` of a larger answer and hangs up, instead of failing. */
  readonly beginningOnly: boolean;
};

export type PlainAnswer = {
  readonly status: number;
  /** None when the status is 2xx: whoever sends by the million reads them only to learn why something was not taken. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** More came back than was allowed. */
export class TooLarge extends Error {}
/** The time was over, or the caller ended it. */
class Ended extends Error {}

/**
 * Sends a request and gives back what came.
 * @throws TooLarge; otherwise whatever broke the exchange, an error of the connection as its cause or itself
 */
export function exchangePlain(url: URL, agent: Agent, request: PlainRequest): Promise<PlainAnswer> {
  const { method, body, limitBytes, beginningOnly, signal } = request;
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let isOver = false;
    let status = 0;
    let headers: Record<string, string> = {};
    const chunks: Buffer[] = [];
    let size = 0;

    const end = (): boolean => {
      if (isOver) return false;
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      return true;
    };
    const fail = (error: Error): void => {
      if (end()) reject(error);
      controller?.abort(error);
    };
    const finish = (): void => {
      if (!end()) return;
      const whole = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      resolve({ status, headers, body: whole.subarray(0, limitBytes) });
    };
    const stop = (): void => fail(new Ended('ended'));
    const timer = setTimeout(() => fail(new Ended('no answer in time')), request.timeoutMs);
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop);

    agent.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method, headers: request.headers, body: body ?? null },
      {
        onRequestStart: own => {
          controller = own;
          // It ended while the connection was made: nothing is written on it.
          if (isOver) own.abort(new Ended('ended'));
        },
        onResponseStart: (_, statusCode, said) => {
          status = statusCode;
          if (status >= 200 && status < 300) return;
          headers = Object.fromEntries(
            Object.entries(said).map(([name, value]) => [
              name,
              Array.isArray(value) ? value.join(', ') : (value ?? ''),
            ]),
          );
        },
        onResponseData: (own, chunk) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > limitBytes && !beginningOnly) fail(new TooLarge('answer too large'));
          else if (size >= limitBytes && beginningOnly) {
            finish();
            own.abort(new Ended('enough'));
          }
        },
        onResponseEnd: finish,
        onResponseError: (_, error) => {
          if (end()) reject(error);
        },
      },
    );
  });
}
