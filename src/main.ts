// Starts the product: read the configuration, open the ground floor, build the app, listen; on a signal close in reverse.
import { type App, modules, openApp } from './app.ts';
import { readConfig } from './core/config.ts';
import { takeConfirmedImport } from './core/move/take-confirmed.ts';
import { type OpenKernel, openKernel } from './core/open-kernel.ts';
import { describeStartFault } from './core/start-faults.ts';
import { prepareDemo, refuseDemoInProduction, tellDemo } from './demo.ts';

const started = performance.now();

async function start(): Promise<void> {
  const { config, secrets } = readConfig();
  let open = await openKernel(config, secrets);
  let app: App | undefined;
  try {
    if (await takeConfirmedImport(open.kernel)) {
      await open.close();
      open = await openKernel(config, secrets);
    }
    await refuseDemoInProduction(open.kernel);
    app = await openApp(open, secrets, { work: true });
    await app.server.listen({ host: config.host, port: config.port });
    stopOnSignal(open, app);
    const demo = config.environment === 'production' ? undefined : await prepareDemo(open.kernel, modules);
    console.log(`Telltale answers on ${config.publicUrl} (started in ${Math.round(performance.now() - started)} ms)`);
    if (demo) console.log(tellDemo(config, demo));
  } catch (error) {
    await app?.close().catch(() => undefined);
    await open.close();
    throw error;
  }
}

/** How long after the first signal another one is still the same request: npm and a terminal both pass it on. */
const SAME_SIGNAL_MS = 1500;

/** First signal: finish what was begun. A later one: give up at once. */
function stopOnSignal(open: OpenKernel, app: App): void {
  let asked: number | undefined;
  const stop = async (): Promise<void> => {
    if (asked !== undefined) {
      if (performance.now() - asked > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    asked = performance.now();
    await app.close();
    await open.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
}

start().catch((error: unknown) => {
  console.error(`Telltale did not start: ${describeStartFault(error)}`);
  process.exit(1);
});
