-- The newsletter: who wants which mails and how we know, what was written, and what went to whom.
create schema newsletter;

create table newsletter.subscriber (
  id            text primary key,
  state         text not null check (state in ('asked', 'confirmed', 'ended')),
  address       bytea,
  address_index bytea unique,
  topics        text[] not null default '{}',
  asked_topics  text[] not null default '{}',
  words         text not null,
  asked_on      text not null,
  asked_at      timestamptz not null,
  token_hash    bytea unique,
  token_until   timestamptz,
  confirmed_at  timestamptz,
  ended_at      timestamptz,
  ended_by      text check (ended_by in ('reader', 'returned', 'erased')),
  check ((state = 'ended') = (address is null))
);
create index subscriber_confirmed on newsletter.subscriber (id) where state = 'confirmed';
create index subscriber_asked on newsletter.subscriber (asked_at) where state = 'asked';
select core.classify('newsletter.subscriber', $$
  id            public: opaque id
  state         public
  address       sealed: none once it has ended
  address_index hashed: keyed hash of the address, to find it; none once it has ended
  topics        public: what was confirmed
  asked_topics  public: what waits to be confirmed
  words         public: the sentence that was agreed to, as it stood beside the button
  asked_on      public: the path of the page where it was agreed to
  asked_at      public
  token_hash    hashed: SHA-256 of the secret in the confirming link
  token_until   public
  confirmed_at  public
  ended_at      public
  ended_by      public: the reader, a mail that came back for good, or the erasure of a person
$$);

create table newsletter.issue (
  id         text primary key,
  topic      text not null check (topic in ('newsletter', 'updates', 'subprocessors')),
  number     integer unique,
  title      text not null,
  body       text not null,
  state      text not null check (state in ('draft', 'sending', 'sent')),
  revision   integer not null default 1,
  edited_at  timestamptz not null,
  edited_by  text not null,
  tested_at  timestamptz,
  started_at timestamptz,
  done_at    timestamptz,
  reached    text not null default '',
  written    integer not null default 0
);
create index issue_by_number on newsletter.issue (number desc) where number is not null;
select core.classify('newsletter.issue', $$
  id         public: opaque id, or which edition of the trust center it tells of
  topic      public
  number     public: counts issues of the newsletter from 1; none for notices of the trust center and for drafts
  title      public: everybody reads it once it is sent
  body       public: Markdown
  state      public
  revision   public: counts its edits
  edited_at  public
  edited_by  public: opaque id of the admin
  tested_at  public: when it was last mailed to who writes it
  started_at public: who confirmed later does not get it
  done_at    public
  reached    public: the last subscriber whose mail was written
  written    public: how many mails were written
$$);

create table newsletter.delivery (
  mail       text primary key,
  issue      text not null references newsletter.issue,
  subscriber text not null,
  written_at timestamptz not null,
  unique (issue, subscriber)
);
select core.classify('newsletter.delivery', $$
  mail       public: id of the mail, by which one that comes back is known
  issue      public
  subscriber public: opaque id
  written_at public
$$);

-- A mail to a list is handed over at most once: what was begun when a process died is in doubt, and not sent again.
alter table core.mail drop constraint mail_state_check;
alter table core.mail add constraint mail_state_check
  check (state in ('waiting', 'handing-over', 'sent', 'failed'));

select core.moves($$
  newsletter.subscriber carried
  newsletter.issue      carried
  newsletter.delivery   left: mails stay where they were sent
$$);
