// The label, hint and error around a single control, and around a group of them, tied together by ids.
import type { ComponentChildren } from 'preact';
import { Icon } from './icons.tsx';

type FrameProps = {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  required?: boolean | undefined;
  /** What says so, on pages that are not English. */
  requiredWord?: string | undefined;
  children: ComponentChildren;
};

/** Around one control whose id is `id`. */
export function FieldFrame(props: FrameProps) {
  return (
    <div class={props.error ? 'field field-wrong' : 'field'}>
      <label class="field-label" for={props.id}>
        <LabelText {...props} />
      </label>
      <HintAndError {...props} />
      {props.children}
    </div>
  );
}

/** Around several controls that answer one question. The id is on the group, where the error summary leads. */
export function GroupFrame(props: FrameProps & { describedBy: string | undefined; role?: 'radiogroup' | undefined }) {
  return (
    <fieldset
      class={props.error ? 'field field-group field-wrong' : 'field field-group'}
      id={props.id}
      role={props.role}
      tabIndex={-1}
      aria-describedby={props.describedBy}
    >
      <legend class="field-label">
        <LabelText {...props} />
      </legend>
      <HintAndError {...props} />
      {props.children}
    </fieldset>
  );
}

function LabelText({ label, required, requiredWord = 'required' }: FrameProps) {
  return (
    <>
      {label}
      {required && <span class="field-required"> {requiredWord}</span>}
    </>
  );
}

function HintAndError({ id, hint, error }: FrameProps) {
  return (
    <>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="circle-alert" />
          <span>{error}</span>
        </p>
      )}
    </>
  );
}
