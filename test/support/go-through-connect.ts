// A new owner of test mode goes through Connect without a screen, for tests of what comes after.
import assert from 'node:assert/strict';
import type { RunningWorld } from './running-world.ts';

let owners = 0;

/**
 * From the application's link to its own address. The name signed in with is new each time, so the owner and the cars are too.
 * @param link the whole address, or the path of it
 * @returns the address at which the browser ends; `error: ` and a status where it ended elsewhere
 */
export async function goThroughConnect(world: RunningWorld, link: string, make = 'CHEVROLET'): Promise<string> {
  const owner = world.visitor();
  const { location: path = '' } = await owner.get(link);
  assert.match(path, /^\/connect\/[\w-]+$/, link);
  await owner.follow(await owner.post(path, {}));
  await owner.follow(await owner.post(`${path}/brands`, { make }));
  const signedIn = await owner.post(`${path}/login`, { username: `owner-${owners++}@email.com`, password: 'password' });
  const { body } = await owner.follow(signedIn);
  const hidden = [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
  const back = await owner.follow(await owner.post(`${path}/consent`, fields));
  return back.location ?? `error: ${back.status}`;
}
