// A panel: a card that one module adds to a page of another, which thereby never learns of it.
import type { ComponentChildren } from 'preact';
import type { Actor } from './actor.ts';
import type { Kernel } from './kernel.ts';

export type Panel = {
  readonly name: string;
  /** The page: a report or an issue as staff sees it, the program or the trust center in public, or a researcher's own reports. */
  readonly on: 'report' | 'issue' | 'program' | 'trust' | 'own-reports';
  /** Beside what the page is about, below it in full width, or above everything. */
  readonly place: 'side' | 'main' | 'top';
  /** Panels of one place stand in this order. */
  readonly order: number;
  /**
   * The card, or null when there is nothing to show to this actor. The page has already found that the actor may see
   * the subject; the panel still asks its own stores as this actor.
   */
  readonly load: (kernel: Kernel, actor: Actor, subject: string) => Promise<ComponentChildren | null>;
};

export type LoadedPanel = Pick<Panel, 'name' | 'place'> & { readonly content: ComponentChildren };

/** The panels of a page that have something to show, in their order. */
export async function loadPanels(
  kernel: Kernel,
  actor: Actor,
  panels: readonly Panel[],
  { on, subject }: { readonly on: Panel['on']; readonly subject: string },
): Promise<LoadedPanel[]> {
  const wanted = panels.filter(panel => panel.on === on).toSorted((one, other) => one.order - other.order);
  const loaded = await Promise.all(
    wanted.map(async ({ name, place, load }) => ({ name, place, content: await load(kernel, actor, subject) })),
  );
  return loaded.filter(({ content }) => content !== null);
}
