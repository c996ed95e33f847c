// Figures: a number with its name, a share of a whole, progress through work.
import type { ComponentChildren } from 'preact';

type StatProps = {
  label: string;
  value: string;
  /** Stands small behind the value: "h", "%". */
  unit?: string | undefined;
  /** Beneath: what it is compared with ("promised: 48 h"). */
  note?: ComponentChildren;
  tone?: 'attention' | 'bad' | 'good' | undefined;
};

/** A figure with its name, for use within `StatRow`. */
export function Stat({ label, value, unit, note, tone }: StatProps) {
  return (
    <div class={tone ? `stat stat-${tone}` : 'stat'}>
      <dt>{label}</dt>
      <dd>
        <span class="stat-value">
          {value}
          {unit && <span class="stat-unit"> {unit}</span>}
        </span>
        {note && <span class="stat-note">{note}</span>}
      </dd>
    </div>
  );
}

/** Figures side by side. */
export function StatRow({ children }: { children: ComponentChildren }) {
  return <dl class="stat-row">{children}</dl>;
}

type MeterProps = {
  label: string;
  value: number;
  max: number;
  /** The value in words: "3 of 5 files". */
  text: string;
  tone?: 'attention' | 'bad' | 'good' | undefined;
};

/** How much of a limit is used. */
export function Meter({ label, value, max, text, tone }: MeterProps) {
  const share = max > 0 ? Math.min(100, Math.max(0, (100 * value) / max)) : 0;
  return (
    <div class={tone ? `meter meter-${tone}` : 'meter'}>
      <span class="meter-label">{label}</span>
      <span class="meter-text">{text}</span>
      <svg class="meter-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="meter-track" width="100" height="6" />
        <rect class="meter-fill" width={share.toFixed(2)} height="6" />
      </svg>
    </div>
  );
}

/** Work that is under way; without `value` it only says that it has begun. */
export function Progress({
  label,
  value,
  max = 100,
}: {
  label: string;
  value?: number | undefined;
  max?: number | undefined;
}) {
  return (
    <label class="progress">
      <span>{label}</span>
      <progress value={value} max={max} />
    </label>
  );
}

/** Where one is in a short sequence, in words: "Step 2 of 4". */
export function Steps({ current, total, name }: { current: number; total: number; name?: string | undefined }) {
  return (
    <p class="steps">
      Step {current} of {total}
      {name && <span class="steps-name">: {name}</span>}
    </p>
  );
}
