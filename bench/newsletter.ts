// A newsletter to very many subscribers, with the server killed twice on the way: what came how often at the mail server.
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { system } from '../src/core/actor.ts';
import { readConfig } from '../src/core/config.ts';
import { newToken } from '../src/core/crypto/tokens.ts';
import { openPool } from '../src/core/database/db.ts';
import { startEmbeddedPostgres } from '../src/core/database/embedded-postgres.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { addIssue, findIssue } from '../src/newsletter/issues/issue-store.ts';
import { sendIssue } from '../src/newsletter/issues/send-issue.ts';
import { confirmSubscriber, insertSubscriber } from '../src/newsletter/subscribers/subscriber-store.ts';
import type { Figure } from './bench.ts';
import { openMailSink } from './mail-sink.ts';
import { answers, freshDataDir, productionEnvironment, startProduct, stopProcess } from './product-server.ts';

const PORT = 18_212;
const SMTP_PORT = 18_213;
const SUBSCRIBERS = Number(process.env['BENCH_SUBSCRIBERS'] ?? 100_000);
const PER_SECOND = process.env['BENCH_PER_SECOND'] ?? '1000';

export const figure: Figure = {
  name: 'newsletter',
  about: `an issue to ${SUBSCRIBERS} subscribers (BENCH_SUBSCRIBERS) by SMTP to this machine, at most ${PER_SECOND} a second (BENCH_PER_SECOND), the server killed after a third and after two thirds; promised: sent twice 0, missed 0`,
  run: async () => {
    const dataDir = freshDataDir('newsletter');
    // PostgreSQL is this process's, so that it outlives the server that is killed.
    const postgres = await startEmbeddedPostgres(dataDir);
    const environment = {
      ...productionEnvironment(PORT, dataDir),
      SMTP_URL: `smtp://127.0.0.1:${SMTP_PORT}`,
      NEWSLETTER_PER_SECOND: PER_SECOND,
      DATABASE_URL: `postgresql://telltale@/postgres?host=${encodeURIComponent(postgres.socketDir)}`,
    };
    const { config, secrets } = readConfig(environment);
    const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
    await fill(open.kernel);
    // The server is alone on the database, as it is where one process runs.
    await open.close();
    const database = openPool(
      { host: postgres.socketDir, user: 'telltale', database: 'postgres', max: 1 },
      () => undefined,
    );
    const taken = new Map<string, number>();
    const sink = await openMailSink(SMTP_PORT, address => taken.set(address, (taken.get(address) ?? 0) + 1));
    const begun = performance.now();
    let server = await start(environment);
    const kills: { after: number; at: number }[] = [];
    for (const part of [1 / 3, 2 / 3]) {
      while (taken.size < SUBSCRIBERS * part) await pause(50);
      kills.push({ after: taken.size, at: performance.now() });
      await kill(server);
      server = await start(environment);
    }
    await done(database);
    const seconds = (performance.now() - begun) / 1000;
    const { rows } = await database.query<{ state: string; count: number }>(
      'select state, count(*)::int from core.mail group by state order by state',
    );
    await stopProcess(server);
    sink.close();
    await database.end();
    await postgres.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
    const [one, other] = kills;
    const pace = one && other ? ((other.after - one.after) / (other.at - one.at)) * 1000 : 0;
    const twice = [...taken.values()].filter(times => times > 1).length;
    const missed = SUBSCRIBERS - taken.size;
    return {
      ok: twice === 0 && missed === 0,
      rows: [
        ['mails that came', String(sink.taken())],
        ['killed after', kills.map(({ after }) => after).join(' and ')],
        ['addresses that got it twice', String(twice)],
        ['addresses that did not get it', String(missed)],
        ['mails by what is known of them', rows.map(({ state, count }) => `${state} ${count}`).join(', ')],
        ['mails per second between the kills', pace.toFixed(1)],
        ['seconds, with three starts', seconds.toFixed(1)],
        ['mails per second, starts included', (SUBSCRIBERS / seconds).toFixed(1)],
      ],
    };
  },
};

async function fill(kernel: Kernel): Promise<void> {
  const AT_ONCE = 100;
  for (let index = 0; index < SUBSCRIBERS; index += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, SUBSCRIBERS - index) }, (_, offset) => index + offset);
    await kernel.transaction(async kernel => {
      for (const number of some) await subscribe(kernel, number);
    });
  }
  const self = system('bench');
  const id = 'bench';
  await addIssue(kernel, self, { id, topic: 'newsletter', title: 'News', body: 'What is new. '.repeat(200) });
  const issue = await findIssue(kernel, id);
  if (!issue) throw new Error('the issue is not there');
  await sendIssue(kernel, self, issue);
}

async function subscribe(kernel: Kernel, number: number): Promise<void> {
  const token = newToken(kernel.random);
  const topics = ['newsletter'] as const;
  const tokenUntil = new Date(kernel.clock.now().getTime() + 3_600_000);
  await insertSubscriber(kernel, `reader-${number}@example.com`, {
    topics,
    words: 'May mail me.',
    askedOn: '/',
    token,
    tokenUntil,
  });
  await confirmSubscriber(kernel, token, topics);
}

async function start(environment: Record<string, string>): Promise<ChildProcess> {
  const server = startProduct(environment);
  await answers(`http://127.0.0.1:${PORT}/health/ready`);
  return server;
}

/** As when the power fails: nothing is finished, nothing is said. */
async function kill(server: ChildProcess): Promise<void> {
  const gone = new Promise(resolve => server.once('exit', resolve));
  server.kill('SIGKILL');
  await gone;
}

async function done(database: Pick<pg.Pool, 'query'>): Promise<void> {
  for (let quiet = 0; quiet < 20; ) {
    const { rows } = await database.query(
      "select (select count(*) from newsletter.issue where state <> 'sent')::int + (select count(*) from core.mail where state = 'waiting')::int as open",
    );
    quiet = rows[0].open === 0 ? quiet + 1 : 0;
    await pause(100);
  }
}
