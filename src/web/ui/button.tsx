// Buttons and the links that look like them; the label is a verb with its object ("Send report").
import type { ComponentChildren } from 'preact';
import type { IconName } from './icons.tsx';
import { Icon } from './icons.tsx';

/** One `primary` a page; `quiet` for the rest; `danger` only on the page that names the consequence. */
export type ButtonKind = 'primary' | 'quiet' | 'danger';

type Look = {
  kind?: ButtonKind | undefined;
  size?: 'regular' | 'small' | 'large' | undefined;
  icon?: IconName | undefined;
  /** Fills the width of its column, as on a card of one decision. */
  wide?: boolean | undefined;
  children: ComponentChildren;
};

type ButtonProps = Look & {
  id?: string | undefined;
  type?: 'submit' | 'button' | undefined;
  name?: string | undefined;
  value?: string | undefined;
  /** Id of the form it sends, when it stands outside of it. */
  form?: string | undefined;
  /** Sends the form elsewhere, for a second choice in the same form. */
  formAction?: string | undefined;
  /** Sends without asking the browser to check the fields first ("Save draft"). */
  formNoValidate?: boolean | undefined;
  disabled?: boolean | undefined;
  describedBy?: string | undefined;
  /** A letter that presses it while `KeyHelp` is on the page. */
  keyShortcut?: string | undefined;
};

/** A button; `submit` unless told otherwise. */
export function Button({ type = 'submit', ...props }: ButtonProps) {
  return (
    <button
      id={props.id}
      type={type}
      class={lookOf(props)}
      name={props.name}
      value={props.value}
      form={props.form}
      formaction={props.formAction}
      formnovalidate={props.formNoValidate}
      disabled={props.disabled}
      aria-describedby={props.describedBy}
      data-key={props.keyShortcut}
    >
      <Inside icon={props.icon}>{props.children}</Inside>
    </button>
  );
}

type ButtonLinkProps = Look & {
  href: string;
  /** Saves instead of opening; the value is the file's name. */
  download?: string | undefined;
  /** Opens beside the page, which stays: another site that one comes back from. */
  newTab?: boolean | undefined;
  keyShortcut?: string | undefined;
};

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink(props: ButtonLinkProps) {
  return (
    <a
      class={lookOf(props)}
      href={props.href}
      download={props.download}
      data-key={props.keyShortcut}
      {...(props.newTab && { target: '_blank', rel: 'noopener' })}
    >
      <Inside icon={props.icon}>{props.children}</Inside>
    </a>
  );
}

/** Buttons in a row, wrapping on narrow screens; `even` gives each the same width (Allow, Don't allow). */
export function ButtonRow({ even = false, children }: { even?: boolean | undefined; children: ComponentChildren }) {
  return <div class={even ? 'button-row button-row-even' : 'button-row'}>{children}</div>;
}

function Inside({ icon, children }: { icon: IconName | undefined; children: ComponentChildren }) {
  return (
    <>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </>
  );
}

function lookOf({ kind = 'quiet', size = 'regular', wide }: Look): string {
  return ['button', `button-${kind}`, size !== 'regular' && `button-${size}`, wide && 'button-wide']
    .filter(Boolean)
    .join(' ');
}
