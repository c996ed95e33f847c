// Comments of a ticket beside its issue: theirs and ours, with an unmistakable note on who reads what is written.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Message } from '../../web/ui/message.tsx';
import { Badge } from '../../web/ui/text.tsx';
import type { TicketComment } from '../links/comment-store.ts';

type Props = {
  readonly link: string;
  readonly tracker: string;
  readonly comments: readonly TicketComment[];
  readonly nameOf: (person: string) => string;
  readonly canWrite: boolean;
  readonly refused: { readonly typed: string; readonly fault: string } | undefined;
};

export const CommentSection = ({ link, tracker, comments, nameOf, canWrite, refused }: Props) => (
  <Section
    title="Comments"
    id="comments"
    intro={<p>Those of the ticket. No reporter sees them; everybody who may read the ticket does.</p>}
  >
    {comments.length === 0 && <p class="field-hint">No comments yet.</p>}
    {comments.map(({ id, origin, author, authorName, body, state, at }) => (
      <Message
        key={id}
        from={origin === 'ours' ? nameOf(author ?? '') : `${authorName ?? 'somebody'}, in ${tracker}`}
        at={at}
        audience="shared"
        seenBy={`everybody in ${tracker}`}
        mine={origin === 'ours'}
      >
        <Markdown source={body} topLevel={4} />
        {state === 'waiting' && <Badge tone="info">Waiting</Badge>}
        {state === 'failed' && <Badge tone="bad">Not sent</Badge>}
      </Message>
    ))}
    {canWrite && (
      <Form
        action={href(routes.trackers.linkComment, { id: link })}
        values={{ text: refused?.typed }}
        errors={refused ? { text: refused.fault } : {}}
        label="Comment"
        guarded
      >
        <FormErrors kept="What you typed was kept. Nothing was sent." />
        <TextArea
          name="text"
          label="Comment"
          hint={`Everybody who may read the ticket in ${tracker} reads it.`}
          rows={4}
        />
        <ButtonRow>
          <Button icon="send" size="small">
            Send comment
          </Button>
        </ButtonRow>
      </Form>
    )}
  </Section>
);
