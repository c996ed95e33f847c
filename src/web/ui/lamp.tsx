// The lamp beside a claim: lit when it was checked lately, amber when that is too long ago, dark when never.
import type { ComponentChildren } from 'preact';

export type LampState = 'lit' | 'amber' | 'dark';

/** A lamp with its words, such as "checked 4 minutes ago"; each state has its own shape as well as its color. */
export function Lamp({ state, children }: { state: LampState; children: ComponentChildren }) {
  return (
    <span class={`lamp lamp-${state}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
        <circle class="lamp-ring" cx="8" cy="8" r="7" />
        {state === 'lit' && <circle class="lamp-light" cx="8" cy="8" r="4" />}
        {state === 'amber' && <path class="lamp-light" d="M8 4a4 4 0 0 1 0 8z" />}
        {state === 'dark' && <path class="lamp-slash" d="M5 8h6" />}
      </svg>
      <span>{children}</span>
    </span>
  );
}

/** A claim as a sentence with its lamp; `children` opens beneath it (what was checked, by which version, evidence). */
export function Claim(props: {
  state: LampState;
  sentence: string;
  checked: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <details class="claim">
      <summary>
        <span class="claim-sentence">{props.sentence}</span>
        <Lamp state={props.state}>{props.checked}</Lamp>
      </summary>
      <div class="claim-body">{props.children}</div>
    </details>
  );
}
