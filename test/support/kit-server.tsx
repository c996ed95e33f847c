// A small server for tests that look at the kit page: the strict policy of the product, nothing else.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contentSecurityPolicy } from '../../src/core/http/headers.ts';
import { assetFiles } from '../../src/web/assets.ts';
import type { KitShell } from '../../src/web/kit-page.tsx';
import { KitPage } from '../../src/web/kit-page.tsx';
import { renderPage } from '../../src/web/render.tsx';

/** Serves `?shell=console|public|focus|confirm` on a free port of this machine; close it after use. */
export async function serveKit(): Promise<{ url: string; close: () => void }> {
  const files = assetFiles();
  const server = createServer((request, reply) => {
    const address = new URL(request.url ?? '', 'http://kit.invalid');
    const file = files.get(address.pathname);
    reply.setHeader('content-security-policy', contentSecurityPolicy());
    if (file) return reply.setHeader('content-type', file.contentType).end(file.body);
    // An unknown shell shows the console.
    const shell = (address.searchParams.get('shell') ?? 'console') as KitShell;
    reply.setHeader('content-type', 'text/html; charset=utf-8').end(renderPage(<KitPage shell={shell} />));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
