// The library asks for keys that an application keeps at an address of its own: by our door, and nothing else.
import type { Kernel } from '../../core/kernel.ts';

const PATIENCE = 3_000;
const LARGEST = 64 * 1024;
/** Seconds. */
const LONGEST_KEPT = 900;

/** `fetch` as the library wants it: public https addresses only, small answers, no redirects, no dispatcher of its own. */
export const guardedJwks =
  (kernel: Pick<Kernel, 'fetch'>) =>
  async (url: string | URL): Promise<Response> => {
    const { status, headers, body } = await kernel.fetch(String(url), {
      headers: { accept: 'application/jwk-set+json, application/json' },
      timeoutMs: PATIENCE,
      limitBytes: LARGEST,
    });
    // How long to keep them is all that the library reads besides; a key that leaked must not count for longer than this.
    const age = Math.min(Number(/max-age=(\d+)/.exec(headers['cache-control'] ?? '')?.[1] ?? 0), LONGEST_KEPT);
    return new Response(new Uint8Array(body), { status, headers: { 'cache-control': `max-age=${age}` } });
  };
