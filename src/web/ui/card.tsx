// Surfaces that hold things together: cards, drawers that open in place, sections of a page.
import type { ComponentChildren } from 'preact';

type CardProps = {
  title?: string | undefined;
  /** Level of the title; 2 unless the card lies within a section. */
  level?: 2 | 3 | 4 | undefined;
  /** Makes the title a link. */
  href?: string | undefined;
  /** Beside the title: a badge, a menu. */
  aside?: ComponentChildren;
  /** Under a line at the bottom: what one can do with it. */
  actions?: ComponentChildren;
  /** `attention` draws the amber edge: this needs the reader. */
  tone?: 'attention' | undefined;
  children?: ComponentChildren;
};

/** One thing on its own surface: a car, an app, an attestation. */
export function Card({ title, level = 2, href, aside, actions, tone, children }: CardProps) {
  const Heading = `h${level}` as const;
  return (
    <section class={tone ? `card card-${tone}` : 'card'}>
      {(title || aside) && (
        <header class="card-head">
          {title && <Heading class="card-title">{href ? <a href={href}>{title}</a> : title}</Heading>}
          {aside}
        </header>
      )}
      {children && <div class="card-body">{children}</div>}
      {actions && <footer class="card-actions">{actions}</footer>}
    </section>
  );
}

/** Cards side by side, as many as fit. */
export function CardGrid({ children }: { children: ComponentChildren }) {
  return <div class="card-grid">{children}</div>;
}

type SectionProps = {
  title: string;
  /** For links to it, and for the list of sections. */
  id?: string | undefined;
  level?: 2 | 3 | undefined;
  intro?: ComponentChildren;
  aside?: ComponentChildren;
  children?: ComponentChildren;
};

/** A part of a page under its heading. */
export function Section({ title, id, level = 2, intro, aside, children }: SectionProps) {
  const Heading = `h${level}` as const;
  return (
    <section class="section" id={id}>
      <header class="section-head">
        <Heading>{title}</Heading>
        {aside}
      </header>
      {intro && <div class="section-intro">{intro}</div>}
      {children}
    </section>
  );
}

type DisclosureProps = {
  summary: ComponentChildren;
  open?: boolean | undefined;
  /** `drawer` is a full-width row with a line above and below; `plain` sits in text. */
  look?: 'plain' | 'drawer' | undefined;
  id?: string | undefined;
  children: ComponentChildren;
};

/** Details that open in place, without script. */
export function Disclosure({ summary, open, look = 'plain', id, children }: DisclosureProps) {
  return (
    <details class={`disclosure disclosure-${look}`} open={open} id={id}>
      <summary>{summary}</summary>
      <div class="disclosure-body">{children}</div>
    </details>
  );
}
