// The newsletter's form in the footer of public pages: one field, and what happens after it.
import { href, routes } from '../../catalog/routes.ts';
import { Button } from './button.tsx';

/** Works without script; the answer is a page that says thanks, or what to correct. */
export function NewsletterForm({ path }: { path: string }) {
  return (
    <form class="newsletter-form" method="post" action={href(routes.newsletter.subscribe)}>
      <label for="newsletter-email">News about cars, data and security, once a month</label>
      <div class="newsletter-line">
        <input
          class="input"
          id="newsletter-email"
          name="email"
          type="email"
          autocomplete="email"
          placeholder="you@example.com"
          maxlength={254}
          required
        />
        <Button>Subscribe</Button>
      </div>
      <input type="hidden" name="topics" value="newsletter" />
      <input type="hidden" name="from" value={path} />
      <p class="field-hint">
        You confirm by mail first. One click ends it. Nothing in it tells us whether you read it.
      </p>
    </form>
  );
}
