// A throw-away PostgreSQL server for tests and generators.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../src/core/database/embedded-postgres.ts';

export type TestServer = {
  host?: string;
  url?: string;
  stop(): Promise<void> /** At once, for the end of the process. */;
  kill(): void;
};

/** Starts a throw-away server; crash safety is off, since nothing in it outlives the run. */
export async function startTestServer(): Promise<TestServer> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-test-'));
  fs.chmodSync(dir, 0o755);
  const embedded = await startEmbeddedPostgres(dir, {
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'on',
    max_connections: '300',
  });
  return {
    host: embedded.socketDir,
    kill: () => {
      process.kill(embedded.pid, 'SIGQUIT');
      fs.rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 25 });
    },
    stop: async () => {
      await embedded.stop();
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}
