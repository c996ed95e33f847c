// The story of a report, a grant or a request, told like a parcel's: what was, what is now, what comes.
import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';
import { Time } from './time.tsx';

export type TimelineItem = {
  /** Stable within its timeline. */
  id: string;
  title: string;
  state: 'past' | 'present' | 'future';
  /** When it happened, or when it is due. */
  at?: Date | undefined;
  /** "Maya of Smartcar Security". */
  who?: string | undefined;
  /** For the present and the future: due soon or late. */
  due?: 'soon' | 'late' | undefined;
  text?: ComponentChildren;
  /** More beneath: a message, evidence, a button. */
  slot?: ComponentChildren;
};

const stateWords = { past: 'Done', present: 'Now', future: 'Next' } as const;

/** Steps from first to last; the present one is explained and marked for all senses. */
export function Timeline({ label, items }: { label: string; items: readonly TimelineItem[] }) {
  return (
    <ol class="timeline" aria-label={label}>
      {items.map(item => (
        <li
          key={item.id}
          class={`timeline-item timeline-${item.state}`}
          aria-current={item.state === 'present' ? 'step' : undefined}
        >
          <span class="timeline-mark">{item.state === 'past' && <Icon name="check" size={14} />}</span>
          <div class="timeline-body">
            <p class="timeline-title">
              <span class="visually-hidden">{stateWords[item.state]}: </span>
              {item.title}
            </p>
            {(item.at || item.who) && (
              <p class="timeline-meta">
                {item.who && <span>{item.who}</span>}
                {item.at && (
                  <span>
                    {item.state !== 'past' && 'by '}
                    <Time at={item.at} due={item.due} />
                  </span>
                )}
              </p>
            )}
            {item.text && <div class="timeline-text">{item.text}</div>}
            {item.slot && <div class="timeline-slot">{item.slot}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
