// Asks whether a target is in scope: a plain GET form, answered in place where script runs.
import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';
import { Field, Form } from './form.tsx';
import { Icon } from './icons.tsx';

type ScopeCheckProps = {
  /** The page that answers `?u=…`; the same page must show the answer with `ScopeAnswer`. */
  action: string;
  value?: string | undefined;
  error?: string | undefined;
  /** The answer to `value`, when there is one. */
  children?: ComponentChildren;
};

/** A field for a URL or host, and room for the answer. */
export function ScopeCheck({ action, value, error, children }: ScopeCheckProps) {
  return (
    <div class="scope-check" data-island="scope-check" data-href={action}>
      <Form action={action} method="get" label="Check a target">
        <Field
          name="u"
          label="Is this target in scope?"
          hint="Paste a URL or a host name."
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          mono
          value={value}
          error={error}
          after={<Button icon="search">Check target</Button>}
        />
      </Form>
      <div class="scope-answers" role="status">
        {children}
      </div>
    </div>
  );
}

/** The verdict on a target in one sentence, and why. */
export function ScopeAnswer({
  verdict,
  target,
  children,
}: {
  verdict: 'in' | 'out';
  target: string;
  children: ComponentChildren;
}) {
  return (
    <div class={`callout tone-${verdict === 'in' ? 'good' : 'bad'}`} data-scope-answer>
      <Icon name={verdict === 'in' ? 'circle-check' : 'x'} size={20} />
      <div class="callout-text">
        <p class="callout-title">
          <span class="mono">{target}</span> is {verdict === 'in' ? 'in scope' : 'not in scope'}
        </p>
        {children}
      </div>
    </div>
  );
}
