// Which packages are installed here: as npm notes it beside them, or as the lock file of this version says.
import { readFile } from 'node:fs/promises';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { Package } from './osv.ts';

const root = new URL('../../../', import.meta.url);

/** Packages that this version runs with, each version once, by name. Those for development alone are left out. */
export async function listInstalled(): Promise<readonly Package[]> {
  const read = (name: string) => readFile(new URL(name, root), 'utf8');
  return packagesIn(await read('node_modules/.package-lock.json').catch(() => read('package-lock.json')));
}

type Entry = { readonly version?: string; readonly name?: string; readonly dev?: boolean; readonly link?: boolean };

/** @param text a lock file of npm, version 2 or 3 */
export function packagesIn(text: string): readonly Package[] {
  const { packages = {} } = JSON.parse(text) as { packages?: Readonly<Record<string, Entry>> };
  const found = new Map<string, Package>();
  for (const [place, { version, name, dev, link }] of Object.entries(packages)) {
    const folder = place.split('node_modules/').at(-1) ?? '';
    if (place === '' || version === undefined || dev || link || !place.includes('node_modules/')) continue;
    const one = { name: name ?? folder, version };
    found.set(`${one.name}@${version}`, one);
  }
  return [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
}

/** Names the packages as a whole: another set has another one. */
export const markOf = (packages: readonly Package[]): string =>
  hashToken(packages.map(({ name, version }) => `${name}@${version}`).join('\n')).toString('hex');
