// A small server for tests that look at the kit page: the strict policy of the product, nothing else.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assetFiles } from '../assets.ts';
import type { KitShell } from '../kit-page.tsx';
import { KitPage } from '../kit-page.tsx';
import { renderPage } from '../render.tsx';

/** The content security policy that every page of the product has to live with. */
export const strictPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves `?shell=console|public|focus|confirm` on a free port of this machine; close it after use. */
export async function serveKit(): Promise<{ url: string; close: () => void }> {
  const files = assetFiles();
  const server = createServer((request, reply) => {
    const address = new URL(request.url ?? '', 'http://kit.invalid');
    const file = files.get(address.pathname);
    reply.setHeader('content-security-policy', strictPolicy);
    if (file) return reply.setHeader('content-type', file.contentType).end(file.body);
    // An unknown shell shows the console.
    const shell = (address.searchParams.get('shell') ?? 'console') as KitShell;
    reply.setHeader('content-type', 'text/html; charset=utf-8').end(renderPage(<KitPage shell={shell} />));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
