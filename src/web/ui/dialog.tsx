// The question before harm: a page of its own that names the thing and the consequence, and works without script.
import type { ComponentChildren } from 'preact';
import { Button, ButtonLink, ButtonRow } from './button.tsx';
import { Form, Hidden } from './form.tsx';
import type { FieldErrors, FormValues } from './form-state.ts';
import { Icon } from './icons.tsx';

type ConfirmProps = {
  /** Names the thing: "Revoke Evergreen Charging's access to your Volt?" */
  title: string;
  /** What happens, in one or two sentences. */
  consequence: ComponentChildren;
  /** Where the answer is posted. */
  action: string;
  /** The verb and its object: "Revoke access". */
  confirmLabel: string;
  /** Back to where one came from. */
  cancelHref: string;
  cancelLabel?: string | undefined;
  tone?: 'danger' | 'primary' | undefined;
  /** Values that travel with the answer. */
  hidden?: Readonly<Record<string, string>> | undefined;
  values?: FormValues | undefined;
  errors?: FieldErrors | undefined;
  /** Fields the answer needs: a reason, the name typed again. */
  children?: ComponentChildren;
};

/** A confirmation as the content of a page; the title is its `h1`. */
export function Confirm({ tone = 'danger', cancelLabel = 'Keep it as it is', hidden = {}, ...props }: ConfirmProps) {
  return (
    <section class={`confirm confirm-${tone}`}>
      <header class="confirm-head">
        <Icon name={tone === 'danger' ? 'triangle-alert' : 'circle-help'} size={24} />
        <h1>{props.title}</h1>
      </header>
      <div class="confirm-consequence">{props.consequence}</div>
      <Form action={props.action} values={props.values} errors={props.errors}>
        {Object.entries(hidden).map(([name, value]) => (
          <Hidden key={name} name={name} value={value} />
        ))}
        {props.children}
        <ButtonRow>
          <Button kind={tone}>{props.confirmLabel}</Button>
          <ButtonLink href={props.cancelHref}>{cancelLabel}</ButtonLink>
        </ButtonRow>
      </Form>
    </section>
  );
}
