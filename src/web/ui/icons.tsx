// The one icon set (Lucide), read from its package at start; always decoration beside a word.
import { readFileSync } from 'node:fs';
import type { VNode } from 'preact';
import { h } from 'preact';

const names = [
  'archive',
  'arrow-down',
  'arrow-left',
  'arrow-right',
  'arrow-up',
  'bell',
  'car',
  'check',
  'chevron-down',
  'chevron-left',
  'chevron-right',
  'circle-alert',
  'circle-check',
  'circle-help',
  'clock',
  'code',
  'copy',
  'download',
  'external-link',
  'eye',
  'eye-off',
  'file-text',
  'filter',
  'flag',
  'gauge',
  'globe',
  'history',
  'inbox',
  'info',
  'key',
  'key-round',
  'keyboard',
  'link',
  'list',
  'lock',
  'log-out',
  'mail',
  'map-pin',
  'menu',
  'message-square',
  'minus',
  'paperclip',
  'pause',
  'pencil',
  'play',
  'plus',
  'refresh-cw',
  'rss',
  'search',
  'send',
  'settings',
  'shield',
  'shield-check',
  'trash-2',
  'triangle-alert',
  'upload',
  'user',
  'users',
  'webhook',
  'x',
] as const;

export type IconName = (typeof names)[number];

/** An icon of 16 px (or `size`), hidden from screen readers: the word beside it says the same. */
export function Icon({ name, size = 16 }: { name: IconName; size?: 14 | 16 | 20 | 24 | undefined }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      {shapes.get(name)}
    </svg>
  );
}

/** Lucide's files hold only flat shapes with quoted attributes, so they become elements without raw HTML. */
function readShapes(name: IconName): VNode[] {
  const source = readFileSync(new URL(import.meta.resolve(`lucide-static/icons/${name}.svg`)), 'utf8');
  const inner = source.slice(source.indexOf('>', source.indexOf('<svg')) + 1);
  return [...inner.matchAll(/<(\w+)((?:\s+[\w-]+="[^"]*")*)\s*\/>/g)].map(([, tag = '', attributes = '']) =>
    h(tag, Object.fromEntries([...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]))),
  );
}

const shapes = new Map(names.map(name => [name, readShapes(name)]));
