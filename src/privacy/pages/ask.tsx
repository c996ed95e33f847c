// A question of `change-words.ts` as the content of a page.
import type { ComponentChildren } from 'preact';
import { Confirm } from '../../web/ui/dialog.tsx';
import type { Question } from '../change-words.ts';

/** @param children fields that the answer needs */
export function Ask({
  title,
  consequences,
  confirm,
  keep,
  tone,
  hidden,
  values,
  action,
  cancelHref,
  children,
}: Question & { action: string; cancelHref: string; children?: ComponentChildren }) {
  return (
    <Confirm
      title={title}
      consequence={consequences.map(sentence => <p key={sentence}>{sentence}</p>)}
      action={action}
      confirmLabel={confirm}
      cancelHref={cancelHref}
      cancelLabel={keep}
      tone={tone}
      hidden={hidden}
      values={values}
    >
      {children}
    </Confirm>
  );
}
