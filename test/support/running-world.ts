// A world that listens on a port of this machine, for browsers and real clients.

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { BrowserContext } from 'playwright-core';
import { signInAs, type Who } from './sign-in.ts';
import type { Visitor } from './visitor.ts';
import { openWorld, type World, type WorldOptions } from './world.ts';

export type RunningWorld = World & { readonly url: string };

/** Opens a world on a free port; its public URL is where it listens. */
export async function openRunningWorld(options: WorldOptions = {}): Promise<RunningWorld & AsyncDisposable> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const world = await openWorld({
    ...options,
    environment: { ...options.environment, PUBLIC_URL: url, PORT: String(port) },
  });
  await world.app.server.listen({ host: '127.0.0.1', port });
  return Object.assign(world, { url });
}

/** Gives a browser profile the session of this person. */
export async function signInBrowser(world: RunningWorld, context: BrowserContext, who: Who): Promise<void> {
  await takeCookies(world, context, await signInAs(world, who));
}

/** Gives a browser profile what a visitor without a screen has. */
export async function takeCookies(world: RunningWorld, context: BrowserContext, { cookies }: Visitor): Promise<void> {
  await context.addCookies(
    [...cookies].map(([name, value]) => ({ name, value, url: world.url, httpOnly: true, sameSite: 'Lax' as const })),
  );
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise(resolve => probe.close(resolve));
  return port;
}
