// Starting, stopping, crashing and every fault that only the operator can repair, with the real process.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { systemClock } from '../src/core/clock.ts';
import { openKeyring } from '../src/core/crypto/keyring.ts';
import { systemRandom } from '../src/core/crypto/random.ts';
import { testDatabase } from './support/database.ts';
import { type Exit, type ProductProcess, runCommand, startProduct } from './support/product-process.ts';

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-start-'));
fs.chmodSync(home, 0o755);
const dataDir = path.join(home, 'data');
const running = new Set<ProductProcess>();
after(async () => {
  for (const { child, exit } of running) {
    child.kill('SIGTERM');
    await exit;
  }
  fs.rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

async function start(environment: Readonly<Record<string, string>> = {}): Promise<ProductProcess> {
  const product = await startProduct({ DATA_DIR: dataDir, ...environment });
  running.add(product);
  void product.exit.then(() => running.delete(product));
  return product;
}

/** One message that names the fault; no stack trace, no half-started server left behind. */
function assertTold({ code, out, err }: Exit, words: RegExp): void {
  assert.ok(code !== 0 && code !== null, `exit code ${code}`);
  assert.match(err, words);
  assert.doesNotMatch(out + err, /^\s+at |\\n\s+at |node:internal|"stack"/m);
  assert.equal(out.trim(), '');
  assert.ok(err.trim().split('\n').length <= 6, err);
}

const postgresPid = (): number | undefined => {
  try {
    return Number(fs.readFileSync(path.join(dataDir, 'db/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
};

/** Once all background work that is due is done, so that nothing but what the test does adds to it. */
async function countMails(): Promise<number> {
  const client = new pg.Client({ host: path.join(dataDir, 'db'), user: 'telltale', database: 'postgres' });
  await client.connect();
  try {
    for (let waited = 0; waited < 20_000; waited += 50) {
      const { rows } = await client.query<{ mails: number; busy: boolean }>(`
        select (select count(*)::int from core.mail) as mails,
               exists(select 1 from core.event where dispatched_at is null) or exists(select 1 from graphile_worker._private_jobs where run_at <= now()) as busy`);
      if (rows[0]?.busy === false) return rows[0].mails;
      await pause(50);
    }
    throw new Error('background work does not end');
  } finally {
    await client.end();
  }
}

const signInForm = (email: string): string => new URLSearchParams({ email }).toString();
const askForLink = ({ url }: ProductProcess, email: string): Promise<Response> =>
  fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    body: signInForm(email),
  });

test('a first start makes everything, and says where to look and that its secrets are a demo', async () => {
  const product = await start();
  await product.ready();
  for (let waited = 0; waited < 120_000 && !fs.existsSync(path.join(dataDir, 'demo.json')); waited += 50)
    await pause(50);
  assert.equal(fs.statSync(path.join(dataDir, 'demo.json')).mode & 0o777, 0o600);
  assert.equal((await fetch(`${product.url}/`)).status, 200);
  assert.equal(fs.statSync(path.join(dataDir, 'keys/keyring.json')).mode & 0o077, 0);
});

test('killed in the middle it loses nothing that was answered, and the next start takes over its database', async () => {
  const [product] = running;
  assert.ok(product);
  const before = await countMails();
  const answers = await Promise.all(Array.from({ length: 5 }, (_, i) => askForLink(product, `crash-${i}@example.com`)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303, 303, 303, 303],
  );
  product.child.kill('SIGKILL');
  await product.exit;
  const orphan = postgresPid();
  assert.ok(orphan !== undefined && process.kill(orphan, 0), 'PostgreSQL lives on');

  const next = await start();
  await next.ready();
  assert.equal(postgresPid(), orphan, 'the same PostgreSQL');
  assert.equal(await countMails(), before + 5);
});

test('asked to stop, it finishes the request that is under way, takes no new one, and takes its database along', async () => {
  const [product] = running;
  assert.ok(product);
  const before = await countMails();
  const body = signInForm('slow@example.com');
  const socket = net.connect(product.port, '127.0.0.1');
  let answer = '';
  socket.on('data', chunk => {
    answer += String(chunk);
  });
  const closed = new Promise(resolve => socket.once('close', resolve));
  socket.write(
    `POST /sign-in HTTP/1.1\r\nhost: 127.0.0.1:${product.port}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
  );
  await pause(200);
  product.child.kill('SIGTERM');
  await pause(300);
  assert.equal(product.child.exitCode, null, 'it waits for the request');
  await assert.rejects(fetch(`${product.url}/health/live`), 'nobody new is let in');
  socket.write(body.slice(10));
  const written = performance.now();
  const { code } = await product.exit;
  assert.ok(performance.now() - written < 40_000, 'it does not wait for a connection that nobody uses any more');
  await closed;
  assert.match(answer, /^HTTP\/1\.1 303 /);
  assert.equal(code, 0);
  assert.equal(postgresPid(), undefined, 'PostgreSQL is gone, and cleanly');

  const next = await start();
  await next.ready();
  assert.equal(await countMails(), before + 1, 'what it answered is there');
});

test('beside a running server: a busy port is told, and doctor tells what it finds, and neither disturbs it', async () => {
  const [product] = running;
  assert.ok(product);
  const [busy, doctor] = await Promise.all([
    start({ PORT: String(product.port) }).then(({ exit }) => exit),
    runCommand(['doctor'], { DATA_DIR: dataDir }),
  ]);
  assertTold(busy, new RegExp(`port ${product.port} on 127\\.0\\.0\\.1 is already in use.*PORT`));
  assert.equal(doctor.code, 0, doctor.out + doctor.err);
  assert.ok(doctor.out.split('\n').filter(line => line.startsWith('ok')).length > 8, doctor.out);
  assert.equal((await fetch(`${product.url}/health/ready`)).status, 200);

  product.child.kill('SIGINT');
  assert.equal((await product.exit).code, 0);
});

test('the wrong keys and demo data in production are refused, and a stopped PostgreSQL is left behind each time', async () => {
  const keyring = path.join(dataDir, 'keys/keyring.json');
  const right = fs.readFileSync(keyring, 'utf8');
  const refused = async (environment: Readonly<Record<string, string>> = {}): Promise<Exit> => {
    const { exit } = await start(environment);
    return exit;
  };
  try {
    fs.writeFileSync(
      keyring,
      right.replace(/[A-Za-z](?=[^A-Za-z]*\}[^}]*$)/, letter => (letter === 'A' ? 'B' : 'A')),
    );
    assert.notEqual(fs.readFileSync(keyring, 'utf8'), right);
    assertTold(await refused(), /keyring/i);

    const other = path.join(home, 'other-keys');
    await openKeyring(other, { clock: systemClock, random: systemRandom, createIfMissing: true });
    fs.writeFileSync(keyring, fs.readFileSync(path.join(other, 'keyring.json')));
    assertTold(await refused(), /keyring .* does not match this database/);
    assert.equal(postgresPid(), undefined);
  } finally {
    fs.writeFileSync(keyring, right);
  }
  assertTold(
    await refused({ NODE_ENV: 'production', SMTP_URL: 'smtps://user:hunter2@127.0.0.1:1' }),
    /demo's people and secrets.*another DATA_DIR/,
  );
  assert.equal(postgresPid(), undefined);
});

test('every other fault of the surroundings is told before anything is touched', async () => {
  const file = path.join(home, 'a-file');
  fs.writeFileSync(file, '');
  const locked = path.join(home, 'locked');
  fs.mkdirSync(locked, { mode: 0o500 });
  // Root may write anywhere but where there is nothing to write to.
  const readOnly = process.getuid?.() === 0 ? '/proc/telltale' : path.join(locked, 'data');
  const cert = path.join(home, 'cert.pem');
  fs.writeFileSync(cert, 'no certificate');
  const database = await testDatabase();
  const newer =
    database.options.url ??
    `postgresql://telltale@/${database.options.database}?host=${encodeURIComponent(database.options.host ?? '')}`;
  await database.pool.query(`insert into public.migration (name, checksum) values ('9999_future.sql', 'x')`);
  const elsewhere = { DATA_DIR: path.join(home, 'elsewhere') };
  const faults: [Readonly<Record<string, string>>, RegExp][] = [
    [{ DATA_DIR: file }, /cannot use the data folder .*a-file/],
    [{ DATA_DIR: path.join(file, 'below') }, /cannot use the data folder .*a file of that name is in the way/],
    [{ DATA_DIR: readOnly }, /cannot use the data folder .*Set DATA_DIR/],
    [
      { ...elsewhere, DATABASE_URL: 'postgresql://ada:hunter2@127.0.0.1:1/telltale' },
      /cannot reach the database: nothing answers there/,
    ],
    [{ ...elsewhere, DATABASE_URL: newer }, /used by a newer version \(it has 9999_future\.sql\)/],
    [{ PORT: 'x', HOST: '0.0.0.0', LOG_LEVEL: 'loud' }, /has 3 faults:\n {2}PORT: .*\n {2}HOST: .*\n {2}LOG_LEVEL: /],
  ];
  try {
    for (const pair of [faults.slice(0, 2), faults.slice(2, 4), faults.slice(4)])
      await Promise.all(
        pair.map(async ([environment, words]) => {
          const exit = await (await startProduct({ DATA_DIR: dataDir, ...environment })).exit;
          assertTold(exit, words);
          assert.doesNotMatch(exit.err, /hunter2/);
        }),
      );
    const [doctor, nonsense] = await Promise.all([
      runCommand(['doctor'], { ...elsewhere, DATABASE_URL: 'postgresql://ada:hunter2@127.0.0.1:1/telltale' }),
      runCommand(['frobnicate'], elsewhere),
    ]);
    assertTold(doctor, /cannot reach the database/);
    assert.doesNotMatch(doctor.err, /hunter2/);
    assert.equal(nonsense.code, 2);
  } finally {
    await database.close();
  }
});
