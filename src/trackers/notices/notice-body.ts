// How a notice is written for each kind of receiver: a Standard Webhook, Slack, Microsoft Teams.
import type { Notice } from './notice.ts';

export const receiverKinds = ['webhook', 'slack', 'teams'] as const;
export type ReceiverKind = (typeof receiverKinds)[number];

/** The body that is posted; what signs it comes later, at the moment of sending. */
export const bodyFor = (kind: ReceiverKind, notice: Notice): string => JSON.stringify(shapes[kind](notice));

const shapes: Readonly<Record<ReceiverKind, (notice: Notice) => unknown>> = {
  // Standard Webhooks, "Payload structure": type, timestamp, data; ours are thin.
  webhook: ({ type, at, data, url }) => ({ type, timestamp: at.toISOString(), data: { ...data, url } }),
  // Slack, "Sending messages using incoming webhooks"; Mattermost and Rocket.Chat take the same.
  slack: ({ about, says, url }) => ({ text: `<${url}|${escapeSlack(about)}> ${escapeSlack(says)}.` }),
  // Teams, "Create incoming webhooks with Workflows": an Adaptive Card.
  teams: ({ about, says, url }) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [{ type: 'TextBlock', text: `**${about}** ${says}.`, wrap: true }],
          actions: [{ type: 'Action.OpenUrl', title: 'Open in Telltale', url }],
        },
      },
    ],
  }),
};

const escapeSlack = (text: string): string =>
  text.replace(/[&<>]/g, mark => (mark === '&' ? '&amp;' : mark === '<' ? '&lt;' : '&gt;'));
