// Health: alive means the process answers; ready means that it can do its work.
import { routes } from '../catalog/routes.ts';
import { askDatabaseTime } from '../core/database/installation-store.ts';
import { publicly } from '../core/http/access.ts';
import { json } from '../core/http/answer.ts';
import { defineRoute } from '../core/http/define-route.ts';
import type { Kernel } from '../core/kernel.ts';

const live = defineRoute({
  method: 'GET',
  at: routes.health.live,
  access: publicly(),
  limit: 'free',
  summary: 'Whether the process answers.',
  handle: async () => json({ status: 'alive' }),
});

const ready = defineRoute({
  method: 'GET',
  at: routes.health.ready,
  access: publicly(),
  limit: 'free',
  summary: 'Whether the database and the keys can be used.',
  handle: async ({ kernel }) => {
    const checks = { database: await databaseAnswers(kernel), keys: (await kernel.keyring.provider.health()).ok };
    const isReady = Object.values(checks).every(Boolean);
    return json({ status: isReady ? 'ready' : 'not ready', checks }, { status: isReady ? 200 : 503 });
  },
});

export const healthRoutes = [live, ready];

const databaseAnswers = (kernel: Kernel): Promise<boolean> =>
  askDatabaseTime(kernel.db).then(
    () => true,
    () => false,
  );
