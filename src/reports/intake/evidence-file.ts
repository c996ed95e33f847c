// What a file of evidence may be: its limits, its type by content, and a name that can do no harm.
import { fileTypeFromBuffer } from 'file-type';

export const evidenceLimits = {
  files: 10,
  bytesEach: 25 * 1024 * 1024,
  bytesTogether: 50 * 1024 * 1024,
} as const;

/** How much of a file is needed to tell its type. */
export const HEAD_BYTES = 4100;

export type TypeVerdict =
  | { readonly ok: true; readonly mediaType: string }
  | { readonly ok: false; readonly reason: 'empty' | 'type' };

/**
 * The type of a file by its first bytes; what its name or its sender says counts for nothing. Text of any kind, HTML and
 * SVG included, is `text/plain`, since it is only ever saved, never shown.
 */
export async function detectType(head: Buffer): Promise<TypeVerdict> {
  if (head.length === 0) return { ok: false, reason: 'empty' };
  const detected = await fileTypeFromBuffer(head);
  if (detected && ACCEPTED.has(detected.mime)) return { ok: true, mediaType: detected.mime };
  if (isText(head)) return { ok: true, mediaType: 'text/plain' };
  return { ok: false, reason: 'type' };
}

/** In words, for the form. */
export const acceptedWords = 'Text of any kind, images, PDF, video, network captures (pcap, HAR) or archives';

/**
 * A file name without folders, control and direction characters, leading dots, characters that file systems refuse,
 * and names that Windows reserves; at most 100 characters, the ending kept.
 */
export function harmlessName(typed: string): string {
  const last = typed.toWellFormed().normalize('NFC').split(/[/\\]/u).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/gu, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[.\s]+|[.\s]+$/gu, '');
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 ? [...clean.slice(dot)].slice(0, 20).join('') : '';
  const stem = [...(dot > 0 ? clean.slice(0, dot) : clean)].slice(0, 100 - [...ending].length).join('');
  const name = stem + ending;
  if (name === '') return 'file';
  return RESERVED.test(name) ? `_${name}` : name;
}

/** Device names that Windows opens instead of a file, with any ending. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

const ACCEPTED: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'video/mp4',
  'video/webm',
  'video/quicktime',
  'application/vnd.tcpdump.pcap',
  'application/zip',
  'application/gzip',
  'application/x-tar',
  'application/x-7z-compressed',
  'application/x-bzip2',
  'application/x-xz',
  'application/zstd',
]);

/** UTF-8 without control characters but line ends and tabs; the last character may be cut off. */
function isText(head: Buffer): boolean {
  const text = new TextDecoder('utf-8', { fatal: false }).decode(head);
  const whole = head.length < HEAD_BYTES ? text : text.replace(/\ufffd{1,3}$/u, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary from text
  return !/[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\ufffd]/u.test(whole);
}
