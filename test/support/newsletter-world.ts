// A world with an admin, and what readers and whoever writes the newsletter do there through the doors.
import assert from 'node:assert/strict';
import { href, routes } from '../../src/catalog/routes.ts';
import { SECOND } from '../../src/core/clock.ts';
import type { StoredMail } from '../../src/core/mail/mail.ts';
import { signInAs } from './sign-in.ts';
import type { Page, Visitor } from './visitor.ts';
import { openWorld, type World } from './world.ts';

const { newsletter } = routes;

export type NewsletterWorld = {
  readonly world: World;
  /** An admin. */
  readonly anna: Visitor;
  /** Again, since the clock outlives sessions. */
  signIn(): Promise<void>;
  /** Newest first. */
  mailTo(address: string): Promise<StoredMail[]>;
  ask(email: string, topics?: readonly string[], visitor?: Visitor): Promise<Page>;
  /** Asks and confirms. */
  subscribe(email: string, topics?: readonly string[]): Promise<void>;
  /** @returns the id of a draft */
  write(title: string): Promise<string>;
  send(id: string): Promise<Page>;
  /** Runs the jobs of some steps. */
  settleAll(): Promise<void>;
};

/** Call it in `before`, and `world.close()` in `after`. */
export async function openNewsletter(): Promise<NewsletterWorld> {
  const world = await openWorld({ limitsOff: true });
  let anna = await signInAs(world, 'admin');
  const mailTo = async (address: string) => (await world.mails()).filter(({ to }) => to === address);
  const ask = (email: string, topics: readonly string[] = ['newsletter'], visitor = world.visitor()) => {
    // Mails of one moment have no order.
    world.clock.advance(SECOND);
    return visitor.post(href(newsletter.subscribe), { email, topics, from: '/program' });
  };
  return {
    world,
    get anna() {
      return anna;
    },
    signIn: async () => {
      anna = await signInAs(world, 'admin');
    },
    mailTo,
    ask,
    subscribe: async (email, topics) => {
      assert.equal((await ask(email, topics)).status, 303);
      const link = linkIn((await mailTo(email))[0]?.text ?? '', href(newsletter.confirm));
      const t = new URL(link, 'http://x').searchParams.get('t') ?? '';
      assert.match((await world.visitor().post(href(newsletter.confirm), { t })).body, /it is confirmed/);
    },
    write: async title => {
      const made = await anna.post(href(newsletter.newIssue), {
        title,
        body: `Words of *${title}*, with a [link](https://telltale.example/).`,
        revision: '0',
      });
      assert.equal(made.status, 303, made.body);
      return /issues\/(iss_[0-9a-z]{26})/.exec(made.location ?? '')?.[1] ?? '';
    },
    send: id => anna.post(href(newsletter.send, { id }), { revision: '1' }),
    settleAll: async () => {
      for (let step = 0; step < 4; step += 1) {
        world.clock.advance(6 * SECOND);
        await world.settle();
      }
    },
  };
}

/** The path with its query of the link to that page in a mail. */
export const linkIn = (text: string, path: string): string =>
  new RegExp(`http://127\\.0\\.0\\.1:8080(${path}\\?\\S+)`).exec(text)?.[1] ?? '';
