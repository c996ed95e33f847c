// One message of a conversation, with an unmistakable line between what the other side sees and what stays inside.
import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';
import { Time } from './time.tsx';

type MessageProps = {
  from: string;
  at: Date;
  /** `internal` never leaves the team; `shared` is seen by the person named in `seenBy`. */
  audience: 'shared' | 'internal';
  /** "the reporter": who sees a shared message. */
  seenBy: string;
  /** Written by the reader: drawn on the other side. */
  mine?: boolean | undefined;
  children: ComponentChildren;
};

/** A message; surface, icon and words say who sees it. */
export function Message({ from, at, audience, seenBy, mine = false, children }: MessageProps) {
  const isInternal = audience === 'internal';
  return (
    <article class={['message', `message-${audience}`, mine && 'message-mine'].filter(Boolean).join(' ')}>
      <header class="message-head">
        <strong>{from}</strong>
        <Time at={at} />
        <span class="message-audience">
          <Icon name={isInternal ? 'lock' : 'eye'} size={14} />
          {isInternal ? `Internal: ${seenBy} does not see this` : `Seen by ${seenBy}`}
        </span>
      </header>
      <div class="message-body">{children}</div>
    </article>
  );
}
