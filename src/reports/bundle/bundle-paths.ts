// How files are called inside an evidence bundle.

export const MANIFEST = 'manifest.json';

/** Every name that a bundle may hold: no folders but two, nothing that a file system or a shell would obey. */
export const isBundlePath = (path: string): boolean =>
  /^(?:evidence\/|proofs\/)?[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,118}[A-Za-z0-9_-])?$/.test(path) && !path.includes('..');

/**
 * The path of the evidence file at `position` (from 1): the position first, so that names stay apart, and of its own
 * name what is harmless everywhere. The name as it was stands in the story.
 */
export function evidencePath(position: number, name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/\.{2,}/g, '.')
    .replace(/^[._-]+|[._-]+$/g, '');
  const dot = plain.lastIndexOf('.');
  const ending = dot > 0 && plain.length - dot <= 12 ? plain.slice(dot) : '';
  const stem =
    plain
      .slice(0, plain.length - ending.length)
      .slice(0, 80)
      .replace(/[._-]+$/, '') || 'file';
  return `evidence/${String(position).padStart(3, '0')}-${stem}${ending}`;
}
