// The canary scan as operators run it: inputs covered of inputs existing, bytes searched, found.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Figure } from './bench.ts';
import { freshDataDir, productionEnvironment } from './product-server.ts';

export const figure: Figure = {
  name: 'canaries',
  about: 'telltale canary-scan: marked text into every input of a throw-away product, then a search of every byte.',
  run: async () => {
    const dataDir = freshDataDir('bench-canaries');
    try {
      const started = performance.now();
      const scan = spawn(process.execPath, ['tools/start.js', 'src/cli.ts', 'canary-scan'], {
        env: { ...process.env, ...productionEnvironment(0, dataDir) },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said, code] = await Promise.all([
        text(scan.stdout),
        new Promise<number | null>(resolve => scan.once('exit', resolve)),
      ]);
      const [, sent = '?', inputs = '?', taken = '?'] =
        /^(\d+) of (\d+) inputs .* own, (\d+) took it/m.exec(said) ?? [];
      const [, files = '?', bytes = '?'] = /^(\d+) files with (\d+) bytes/m.exec(said) ?? [];
      const found = [...said.matchAll(/^FOUND .*/gm)].map(([line]) => line);
      return {
        ok: code === 0,
        rows: [
          ['inputs covered of inputs existing', `${sent} of ${inputs}, ${taken} took the text`],
          ['bytes scanned', `${bytes} in ${files} files`],
          ['found', String(found.length)],
          ...found.slice(0, 20).map(line => ['', line] as const),
          ['public by their class', String([...said.matchAll(/^open {2}/gm)].length)],
          ['minutes', ((performance.now() - started) / 60_000).toFixed(1)],
        ],
      };
    } finally {
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  },
};
