-- Reports by mail: what came in, kept as it came before anybody reads it, and where answers go.

-- Answers to our own mails find their way by these.
alter table core.mail add column headers bytea;
select core.classify('core.mail', $$
  headers sealed, keep 30 days: where an answer goes, and what it answers
$$);

create table reports.mail (
  id            text primary key,
  created_at    timestamptz not null,
  via           text not null check (via in ('smtp', 'imap', 'demo')),
  file          text not null,
  size          bigint not null,
  origin_hash   bytea unique,
  message_hash  bytea,
  sender_hash   bytea,
  envelope      bytea,
  facts         bytea,
  state         text not null check (state in ('waiting', 'done')),
  outcome       text check (outcome in ('report', 'message', 'automatic', 'bounce', 'duplicate', 'loop', 'probe')),
  report        text,
  is_new_report boolean not null default false,
  tries         smallint not null default 0,
  thanked       boolean not null default false,
  processed_at  timestamptz,
  check ((state = 'done') = (outcome is not null))
);
create index mail_newest on reports.mail (id desc);
create index mail_waiting on reports.mail (created_at) where state = 'waiting';
create index mail_message on reports.mail (message_hash) where message_hash is not null;
create index mail_sender on reports.mail (sender_hash, created_at) where sender_hash is not null;
create index mail_report on reports.mail (report) where report is not null;
select core.classify('reports.mail', $$
  id            public: also the subject of the data key that seals the mail
  created_at    public: when it was taken in
  via           public: by which door
  file          public: id of the sealed file with the mail as it came
  size          public: bytes
  origin_hash   hashed: keyed, of mailbox and number, so that one IMAP mail is taken once
  message_hash  hashed: keyed, of Message-ID and body, so that a mail sent twice makes one report
  sender_hash   hashed: keyed, of the sender's address, so that automatic answers are counted
  envelope      sealed: who handed it over to whom; the client's address until it was checked
  facts         sealed: sender, subject, and what DKIM, SPF and DMARC said
  state         public
  outcome       public: what became of it
  report        public: the report that it began or belongs to
  is_new_report public: whether it began the report
  tries         public: how often it was processed
  thanked       public: whether it was answered with the number
  processed_at  public
$$);

-- Whoever writes to the address with this token writes as the reporter.
create table reports.reply_address (
  report     text primary key references reports.report on delete cascade,
  token_hash bytea not null unique
);
select core.classify('reports.reply_address', $$
  report     public
  token_hash hashed: SHA-256 of the token, which is derived from the keyring
$$);
