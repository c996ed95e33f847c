-- Retests: a request to check a fix, whom it was put to, what each answered, and what staff found when they tried.

create table reports.retest (
  id       text primary key,
  issue    text not null references reports.issue on delete cascade,
  asked_at timestamptz not null,
  asked_by text not null,
  due_at   timestamptz not null,
  content  bytea not null,
  ended_at timestamptz,
  ended_by text,
  outcome  text check (outcome in ('resolved', 'back', 'withdrawn')),
  check ((ended_at is null) = (outcome is null))
);
-- One request at a time: whoever is asked twice about one fix answers neither.
create unique index retest_open on reports.retest (issue) where ended_at is null;
create index retest_issue on reports.retest (issue, asked_at);
create index retest_due on reports.retest (due_at) where ended_at is null;
select core.classify('reports.retest', $$
  id       public
  issue    public
  asked_at public
  asked_by public: opaque id
  due_at   public
  content  sealed: what to try and where, in the team's words
  ended_at public
  ended_by public: opaque id
  outcome  public: what became of the issue
$$);

create table reports.retest_ask (
  id          text primary key,
  retest      text not null references reports.retest on delete cascade,
  report      text not null references reports.report on delete cascade,
  answer      text check (answer in ('fixed', 'partial', 'not_fixed', 'declined', 'expired')),
  answered_at timestamptz,
  message     text references reports.message on delete set null,
  reminded_at timestamptz,
  unique (retest, report),
  check ((answer is null) = (answered_at is null))
);
create index retest_ask_report on reports.retest_ask (report);
select core.classify('reports.retest_ask', $$
  id          public
  retest      public
  report      public
  answer      public
  answered_at public
  message     public: id of the message with the words and files of the answer
  reminded_at public
$$);

create table reports.retest_check (
  id      text primary key,
  retest  text not null references reports.retest on delete cascade,
  at      timestamptz not null,
  person  text not null,
  outcome text not null check (outcome in ('fixed', 'partial', 'not_fixed')),
  note    bytea not null
);
create index retest_check_retest on reports.retest_check (retest, at);
select core.classify('reports.retest_check', $$
  id      public
  retest  public
  at      public
  person  public: opaque id
  outcome public
  note    sealed: what was tried and seen
$$);
