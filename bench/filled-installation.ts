// Installations with very many reports, kept between runs because filling one takes minutes, and a signed-in triager's way in.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findOrCreatePersonByEmail } from '../src/accounts/index.ts';
import { updateStaffRole } from '../src/accounts/people/person-store.ts';
import { beginSession } from '../src/accounts/sessions/begin-session.ts';
import { openApp } from '../src/app.ts';
import { anonymous } from '../src/core/actor.ts';
import { readConfig } from '../src/core/config.ts';
import { type OpenKernel, openKernel } from '../src/core/open-kernel.ts';
import { type Filled, fillReports } from './fill-reports.ts';
import { productionEnvironment } from './product-server.ts';

export type Installation = Filled & {
  readonly environment: Record<string, string>;
};

/** Sizes to measure: BENCH_SIZES, smallest first. */
export const sizes = (process.env['BENCH_SIZES'] ?? '10000,100000').split(',').map(Number);

/** An installation of that many reports; BENCH_FOLDER says where they are kept (a folder of the system's temporary one). */
export async function filledInstallation(count: number, port: number): Promise<Installation> {
  const dataDir = path.join(
    process.env['BENCH_FOLDER'] ?? path.join(os.tmpdir(), 'telltale-bench-reports'),
    String(count),
  );
  const environment = {
    ...productionEnvironment(port, dataDir),
    TRUSTED_PROXIES: '1',
    PUBLIC_URL: 'https://telltale.example',
  };
  const done = path.join(dataDir, 'filled.json');
  if (!fs.existsSync(done)) {
    fs.rmSync(dataDir, { recursive: true, force: true });
    fs.mkdirSync(dataDir, { recursive: true });
    fs.chmodSync(dataDir, 0o755);
    console.error(`filling ${count} reports into ${dataDir}`);
    const { config, secrets } = readConfig(environment);
    const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
    // Makes what the first start makes: the program's first versions.
    await (await openApp(open, secrets, { work: false })).close();
    const filled = await fillReports(open.kernel, dataDir, count);
    await open.close();
    fs.writeFileSync(done, JSON.stringify(filled));
  }
  const filled = JSON.parse(fs.readFileSync(done, 'utf8')) as Partial<Pick<Filled, 'count'>> & Omit<Filled, 'count'>;
  // What was filled before the count was kept has all that was wanted.
  return { ...filled, count: filled.count ?? count, environment };
}

export function openInstallation(environment: Record<string, string>): Promise<OpenKernel> {
  const { config, secrets } = readConfig(environment);
  return openKernel({ ...config, logLevel: 'silent' }, secrets);
}

/** The cookie of a triager's fresh session. */
export async function triagerCookie({ kernel }: OpenKernel): Promise<string> {
  const person = await findOrCreatePersonByEmail(kernel, 'triager@telltale.example', 'Bench');
  await updateStaffRole(kernel, person.id, 'triager');
  const { token } = await kernel.transaction(kernel =>
    beginSession(kernel, {
      person: { id: person.id, staffRole: 'triager' },
      method: 'demo',
      userAgent: undefined,
      before: anonymous,
    }),
  );
  return `__Host-telltale-session=${token}`;
}
