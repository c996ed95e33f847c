// Small pieces of text with a meaning: badges, severity, codes that copy, notes, pairs of term and detail.
import type { ComponentChildren } from 'preact';
import type { IconName } from './icons.tsx';
import { Icon } from './icons.tsx';

/** `attention` is the telltale: it needs the reader. */
export type Tone = 'neutral' | 'good' | 'bad' | 'attention' | 'info';

/** A state in a word or two. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone | undefined; children: ComponentChildren }) {
  return <span class={`badge tone-${tone}`}>{children}</span>;
}

export type SeverityLevel = 1 | 2 | 3 | 4 | 5;

const severities: Record<SeverityLevel, { word: string; shape: string }> = {
  1: { word: 'Critical', shape: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z' },
  2: { word: 'High', shape: 'M8 1.5 15.5 14.5H.5z' },
  3: { word: 'Medium', shape: 'M8 .8 15.2 8 8 15.2.8 8z' },
  4: { word: 'Low', shape: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z' },
  5: { word: 'Informational', shape: 'M2 6.5h12v3H2z' },
};

/** P1 to P5 by shape, number and word; `short` leaves out the word to the eye, not to a screen reader. */
export function Severity({ level, short = false }: { level: SeverityLevel; short?: boolean | undefined }) {
  const { word, shape } = severities[level];
  return (
    <span class={`severity severity-${level}`}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
        <path d={shape} />
      </svg>
      P{level} <span class={short ? 'visually-hidden' : undefined}>{word}</span>
    </span>
  );
}

/** An id, a code, a vector; long ones break after a slash. */
export function Mono({ children }: { children: ComponentChildren }) {
  const parts = typeof children === 'string' ? children.split(/(?<=\/)/) : [children];
  return (
    <code class="mono">{parts.flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]))}</code>
  );
}

type CodeBlockProps = {
  label: string;
  wrap?: boolean | undefined;
  /** What may be very long is seen through a window of some lines. */
  window?: boolean | undefined;
  /** What the button copies, as its name says it: "Copy program". Without it there is none. */
  copies?: string | undefined;
  children: string;
};

/** Several lines of code or a raw answer, scrolled sideways by keyboard too. */
export function CodeBlock({ label, wrap, window, copies, children }: CodeBlockProps) {
  const classes = ['code-block', wrap && 'code-block-wrap', window && 'code-block-window'].filter(Boolean).join(' ');
  const block = (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section class={classes} aria-label={label} tabIndex={0}>
      <pre>
        <code data-copy={copies === undefined ? undefined : true}>{children}</code>
      </pre>
    </section>
  );
  if (copies === undefined) return block;
  return (
    <div class="copyable-block" data-island="copy">
      {block}
      <CopyButton what={copies} />
    </div>
  );
}

/** Shown by the island, which finds it beside what it copies. */
const CopyButton = ({ what }: { what: string }) => (
  <>
    <button type="button" class="button button-quiet button-small" hidden>
      <Icon name="copy" size={14} />
      <span>
        Copy<span class="visually-hidden"> {what}</span>
      </span>
    </button>
    <span class="copy-note" role="status" />
  </>
);

type CopyableProps = {
  /** What is copied. */
  text: string;
  /** What it is, for the button's name: "Copy receipt code". */
  what: string;
  /** Receipt codes and secrets that are shown once. */
  large?: boolean | undefined;
};

/** A code with a copy button where script runs; plain selectable text where it does not. */
export function Copyable({ text, what, large = false }: CopyableProps) {
  return (
    <span class={large ? 'copyable copyable-large' : 'copyable'} data-island="copy">
      <code class="mono" data-copy>
        {text}
      </code>
      <CopyButton what={what} />
    </span>
  );
}

const calloutIcons: Record<Tone, IconName> = {
  neutral: 'info',
  info: 'info',
  good: 'circle-check',
  bad: 'circle-alert',
  attention: 'triangle-alert',
};

type CalloutProps = { tone?: Tone | undefined; title?: string | undefined; children?: ComponentChildren };

/** A note that stands out from the text around it. */
export function Callout({ tone = 'info', title, children }: CalloutProps) {
  return (
    <div class={`callout tone-${tone}`}>
      <Icon name={calloutIcons[tone]} size={20} />
      <div class="callout-text">
        {title && <p class="callout-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** Terms and what they are, in two columns that stack on a phone. */
export function DefinitionList({ items }: { items: readonly { term: string; detail: ComponentChildren }[] }) {
  return (
    <dl class="definitions">
      {items.map(({ term, detail }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{detail}</dd>
        </div>
      ))}
    </dl>
  );
}
