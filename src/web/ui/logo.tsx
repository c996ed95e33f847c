// Telltale's mark: a small amber lamp in a ring.

/** The mark alone, for decoration beside the operator's or the product's name. */
export function LogoMark({ size = 22 }: { size?: number | undefined }) {
  return (
    <svg class="logo-mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <circle class="logo-ring" cx="16" cy="16" r="13.5" />
      <circle class="logo-lamp" cx="16" cy="16" r="6.5" />
    </svg>
  );
}
