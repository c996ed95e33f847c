// What people write is unreadable at rest: the canary scan of the product, on a world that has more in it than the demo.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { modules } from '../src/app.ts';
import { type RoutePath, routes } from '../src/catalog/routes.ts';
import { isClean, scanForCanaries } from '../src/core/canary/canary-scan.ts';
import { aReport } from './support/a-report.ts';
import { openWorld } from './support/world.ts';

test('nothing that people wrote can be found in the raw database files, the write-ahead log, files, logs or a backup', async context => {
  await using world = await openWorld({
    embedded: true,
    limitsOff: true,
    environment: { MAIL_INTAKE_ADDRESS: 'security@canary.example', SMTP_LISTEN: '127.0.0.1:0' },
    logLevel: 'debug',
  });
  const { application } = await world.seed();
  const findings = await scanForCanaries({
    kernel: world.kernel,
    server: world.app.server,
    modules,
    paths: Object.values(routes).flatMap(module => Object.values<RoutePath>(module)),
    client: application && { id: application['clientId'] ?? '', secret: application['clientSecret'] ?? '' },
    also: async markOf => {
      const mark = markOf('a report that is held back');
      const words = `what the held one says: ${mark}`;
      const fields = { title: words, description: words, steps: words, location: words, credit: words };
      await aReport(world, { heldFor: 'links', email: `${mark}@${mark}.example`, fields });
    },
    settle: async () => {
      await world.mails();
      await mkdir(path.join(world.dataDir, 'logs'), { recursive: true });
      await writeFile(path.join(world.dataDir, 'logs', 'server.log'), world.logLines.join(''));
    },
  });
  const { coverage, controls, leaks, open, files, bytes, coreDumps } = findings;
  const { inputs, sent, taken } = coverage;
  context.diagnostic(
    `${inputs.length} inputs, ${sent.size} sent to, ${taken.size} took it; ${files} files, ${bytes} bytes; open by nature: ${open.map(({ input }) => input).join(', ')}`,
  );
  assert.deepEqual(controls, { tables: true, writeAheadLog: true }, 'what lies open on purpose was not found');
  assert.deepEqual(leaks, []);
  assert.deepEqual(
    inputs.filter(input => !sent.has(input)),
    [],
  );
  assert.deepEqual(coverage.faults, []);
  assert.deepEqual(coreDumps.files, []);
  assert.equal(isClean(findings), true);
  for (const needed of [
    /^POST \/report$/,
    /^POST \/report\/embed/,
    /^POST \/triage\/.*\/messages$/,
    /^POST \/reports\/.*\/messages$/,
    /^POST \/sign-in$/,
    /^POST \/newsletter/,
    /^a mail by SMTP$/,
    /^a mail by IMAP$/,
  ])
    assert.ok(
      [...taken].some(input => needed.test(input)),
      `nothing like ${needed} took the marked text; taken: ${[...taken].join(', ')}`,
    );
});
