-- What was made unreadable in a report, by whom, where and why, never what; and what reporters ask for.
create table reports.redaction (
  id         text primary key,
  report     text not null references reports.report on delete cascade,
  at         timestamptz not null,
  person     text not null,
  place      text not null,
  kind       text not null,
  count      integer not null check (count > 0),
  characters integer not null check (characters >= 0),
  salt       bytea not null,
  passage    bytea not null,
  reason     bytea not null
);
create index redaction_report on reports.redaction (report, at);
select core.classify('reports.redaction', $$
  id         public
  report     public
  at         public
  person     public: opaque id of who did it
  place      public: which text or file; ids and names of fields alone
  kind       public: what it was taken for: password, e-mail address, typed, file
  count      public: how many times it stood there
  characters public: how many characters it had each time; of a file, its bytes
  salt       public: random, so that equal passages have different hashes
  passage    hashed: keyed hash over salt and passage, by which who knows the passage can show what it was
  reason     sealed
$$);

create table reports.redaction_request (
  id       text primary key,
  report   text not null references reports.report on delete cascade,
  at       timestamptz not null,
  place    text not null,
  why      bytea not null,
  ended_at timestamptz,
  ended_by text,
  outcome  text check (outcome in ('done', 'declined')),
  check ((ended_at is null) = (outcome is null))
);
create index redaction_request_report on reports.redaction_request (report, at);
select core.classify('reports.redaction_request', $$
  id       public
  report   public
  at       public
  place    public: which text or file the reporter means
  why      sealed: in the reporter's words
  ended_at public
  ended_by public: opaque id
  outcome  public
$$);
