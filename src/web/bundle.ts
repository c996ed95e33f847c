// Builds what browsers load: one style sheet, the islands, fonts and favicons, named by content and compressed once.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { assetsPath } from '../catalog/assets.ts';

/** A built file. `name` is what pages ask for (`app.css`), `file` what is served (`app.3F2A.css`). */
export type BuiltAsset = {
  name: string;
  file: string;
  contentType: string;
  body: Buffer;
  br: Buffer | undefined;
  gzip: Buffer | undefined;
};

const root = fileURLToPath(new URL('../../', import.meta.url));
const here = fileURLToPath(new URL('./', import.meta.url));
const sourceFolders = ['styles', 'islands', 'images'];
const sourceFiles = [
  'bundle.ts',
  'time-text.ts',
  '../program/cvss.ts',
  '../program/cvss-metrics.ts',
  '../program/calculator/cvss-island.ts',
  '../program/calculator/metric-groups.ts',
  '../program/calculator/score-parts.ts',
];
const packages = [
  'esbuild',
  '@fontsource-variable/inter',
  '@fontsource-variable/jetbrains-mono',
  '@simplewebauthn/browser',
  'openpgp',
  'ae-cvss-calculator',
];

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** A name for everything a build depends on: same text, same build. Hex SHA-256, 32 letters of it. */
export async function sourceKey(): Promise<string> {
  const parts: string[] = [assetsPath];
  for (const path of sourcePaths()) parts.push(path, readFileSync(here + path, 'utf8'));
  for (const name of packages) parts.push(readFileSync(`${root}node_modules/${name}/package.json`, 'utf8'));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(parts.join('\0')));
  return Buffer.from(digest).toString('hex').slice(0, 32);
}

/** Bundles, minifies and compresses everything. Throws when a source does not build or is not part of `sourceKey`. */
export async function bundleAssets(): Promise<BuiltAsset[]> {
  // Loaded only on this path: a start with a warm cache never pays for it.
  const { build } = await import('esbuild');
  const result = await build({
    absWorkingDir: root,
    entryPoints: {
      app: `${here}styles/app.css`,
      inside: `${here}styles/inside.css`,
      cvss: `${here}../program/calculator/cvss-island.ts`,
      'cvss-style': `${here}styles/cvss.css`,
      'trust-style': `${here}styles/trust.css`,
      islands: `${here}islands/mount.ts`,
      'telltale-report': `${here}islands/telltale-report.ts`,
      'solve-work': `${here}islands/solve-work.ts`,
      favicon: `${here}images/favicon.svg`,
      'favicon-due': `${here}images/favicon-due.svg`,
    },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    write: false,
    outdir: '/',
    entryNames: '[name].[hash]',
    chunkNames: '[name].[hash]',
    assetNames: '[name].[hash]',
    publicPath: assetsPath,
    loader: { '.woff2': 'file', '.svg': 'copy' },
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  });
  refuseUnkeyedSources(Object.keys(result.metafile.inputs));
  return Promise.all(result.outputFiles.map(output => finish(basename(output.path), Buffer.from(output.contents))));
}

async function finish(file: string, body: Buffer): Promise<BuiltAsset> {
  const extension = extname(file);
  const contentType = contentTypes[extension];
  if (!contentType) throw new Error(`No content type is known for the asset ${file}.`);
  // Fonts are compressed already.
  const isText = extension !== '.woff2';
  return {
    name: file.replace(/\.[A-Z0-9]{8}(?=\.\w+$)/, ''),
    file,
    contentType,
    body,
    br: isText
      ? await promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
      : undefined,
    gzip: isText ? await promisify(gzip)(body, { level: 9 }) : undefined,
  };
}

function sourcePaths(): string[] {
  const inFolders = sourceFolders.flatMap(folder =>
    readdirSync(here + folder)
      .filter(name => !name.includes('.test.'))
      .map(name => `${folder}/${name}`),
  );
  return [...sourceFiles, ...inFolders].sort();
}

/** Without this, editing a file the key does not cover would go on serving the old build. */
function refuseUnkeyedSources(inputs: string[]): void {
  const keyed = new Set(sourcePaths());
  for (const input of inputs) {
    if (input.startsWith('node_modules/')) continue;
    const path = relative(here, root + input)
      .split(sep)
      .join('/');
    if (!keyed.has(path)) throw new Error(`The asset source ${input} is not part of sourceKey in src/web/bundle.ts.`);
  }
}
