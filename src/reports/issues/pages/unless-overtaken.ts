// Runs a change on the page of an issue; when somebody was faster, the page says so and keeps what was typed.
import { isRefusal } from '../../../core/errors.ts';
import type { Answer } from '../../../core/http/answer.ts';
import type { RouteContext } from '../../../core/http/define-route.ts';
import type { IssuePageState } from './issue-page-state.ts';
import { showIssue } from './show-issue.tsx';

export type IssueActContext = Pick<RouteContext, 'kernel' | 'actor' | 'request' | 'panels'> & {
  readonly params: { readonly id: string };
};

/** What `change` answers; after a conflict, the page as it is now with `state` in its forms. */
export async function unlessOvertaken(
  context: IssueActContext,
  state: IssuePageState,
  change: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await change();
  } catch (error) {
    if (!isRefusal(error, 'conflict')) throw error;
    return showIssue(context, context.params.id, { ...state, isOvertaken: true });
  }
}
