// A CPU profile by where in the product the time went: each sample counts for the innermost frame that has a file.
import { readFileSync } from 'node:fs';

type ProfileNode = {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
};
type CpuProfile = {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
};

/** Milliseconds by place, the most first; waiting and starting are left out. */
export function placesIn(file: string): [place: string, milliseconds: number][] {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const byId = new Map(nodes.map(node => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id] as const)));
  const places = new Map<number, string | undefined>();
  const placeOf = (id: number | undefined): string | undefined => {
    if (id === undefined) return 'node';
    if (places.has(id)) return places.get(id);
    const node = byId.get(id);
    const own = node && placeIn(node.callFrame);
    // Modules are loaded at the start; what runs while one is loaded is the start as well.
    const isStart = node?.callFrame.url.startsWith('node:internal/modules') === true;
    const place = isStart || isWithinStart(id) ? undefined : (own ?? placeOf(parents.get(id)));
    places.set(id, place);
    return place;
  };
  const isWithinStart = (id: number): boolean => {
    for (let at = parents.get(id); at !== undefined; at = parents.get(at))
      if (byId.get(at)?.callFrame.url.startsWith('node:internal/modules')) return true;
    return false;
  };
  const spent = new Map<string, number>();
  for (const [index, sample] of samples.entries()) {
    const name = byId.get(sample)?.callFrame.functionName;
    if (name === '(idle)' || name === '(program)') continue;
    const place = name === '(garbage collector)' ? 'garbage collection' : placeOf(sample);
    if (place !== undefined) spent.set(place, (spent.get(place) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  }
  return [...spent].sort(([, one], [, other]) => other - one);
}

/** A folder of ours, a package, a part of Node; undefined for what is built into the engine. */
function placeIn({ url }: ProfileNode['callFrame']): string | undefined {
  if (url === '') return undefined;
  if (url.startsWith('node:')) return 'node';
  const [, own] = /\/src\/((?:[^/]+\/)*)[^/]+$/.exec(url) ?? [];
  if (own !== undefined && !url.includes('node_modules')) return `src/${own.replace(/\/$/, '')}`;
  return /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? 'other';
}
