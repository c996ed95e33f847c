// An instant as people say it: the date in the reader's zone, and how far away it is.
import { usePageTime } from '../page-time.ts';
import { absoluteTime, dateText, relativeTime } from '../time-text.ts';

type TimeProps = {
  at: Date;
  /** Both the date and the distance, one of them, or the day alone. The other is in the tooltip. */
  show?: 'both' | 'absolute' | 'relative' | 'date' | undefined;
  /** For due dates: `soon` is amber, `late` is red; say so in words too. */
  due?: 'soon' | 'late' | undefined;
  /** Another zone than the page's, for times that belong to a place. */
  timeZone?: string | undefined;
};

/** A time. With script, absolute times move to the reader's own zone, unless `timeZone` fixes it. */
export function Time({ at, show = 'both', due, timeZone }: TimeProps) {
  const clock = usePageTime();
  const zone = timeZone ?? clock.timeZone;
  const absolute = absoluteTime(at, zone, clock.now);
  const relative = relativeTime(at, clock.now);
  if (show === 'date') return <time dateTime={at.toISOString()}>{dateText(at, zone)}</time>;
  return (
    <span class={due ? `time time-${due}` : 'time'}>
      <time
        dateTime={at.toISOString()}
        title={show === 'relative' ? absolute : undefined}
        data-island={show !== 'relative' && timeZone === undefined ? 'local-time' : undefined}
      >
        {show === 'relative' ? relative : absolute}
      </time>
      {show === 'both' && <span class="time-relative">{relative}</span>}
    </span>
  );
}
