// What time it is for a page and in which zone its reader lives; shells provide it, `Time` and friends read it.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** The instant of the request and the reader's IANA time zone. */
export type PageClock = { now: Date; timeZone: string };

export const PageTime = createContext<PageClock | null>(null);

/** The page's clock. Throws outside a shell and a `PageTime.Provider`: a page must not invent a time. */
export function usePageTime(): PageClock {
  const clock = useContext(PageTime);
  if (!clock) throw new Error('Wrap the page in a shell or in <PageTime.Provider value={{ now, timeZone }}>.');
  return clock;
}
