-- Reports of vulnerabilities: what was sent, its story, its conversation, its receipt.

create schema reports;

-- One report. What somebody wrote is sealed under the report's own data key (its subject is the report's id);
-- in the clear is only what the queue filters and sorts by.
create table reports.report (
  id               text primary key,
  number           text not null unique,
  form_hash        bytea unique,
  source           text not null check (source in ('form')),
  state            text not null check (state in ('new', 'needs_info', 'triaged', 'accepted', 'fixed', 'resolved', 'closed')),
  close_reason     text,
  facts            jsonb not null,
  revision         integer not null default 0,
  -- What was sent, and under which rules.
  title            bytea not null,
  content          bytea not null,
  policy_version   text not null,
  scope_version    text not null,
  scope_rule_id    text not null,
  scope_verdict    text not null check (scope_verdict in ('in', 'out')),
  ai_assistance    text not null check (ai_assistance in ('none', 'drafting', 'discovery', 'both', 'unsaid')),
  -- Who sent it.
  reporter         text,
  contact          bytea,
  credit           bytea,
  -- As judged now: the reporter's own judgement until staff has one.
  target_id        text,
  taxonomy_id      text,
  taxonomy_version text,
  cvss_vector      bytea,
  cvss_score       double precision check (cvss_score between 0 and 10),
  priority         smallint check (priority between 1 and 5),
  assessed_at      timestamptz,
  exploited        text check (exploited in ('yes', 'no', 'unknown')),
  assignee         text,
  fix_reference    bytea,
  -- When.
  submitted_at     timestamptz not null,
  told_at          timestamptz,
  read_at          timestamptz,
  answered_at      timestamptz,
  decided_at       timestamptz,
  fixed_at         timestamptz,
  ended_at         timestamptz,
  changed_at       timestamptz not null,
  -- What is owed by when; `due_at` is the next of them that counts in this state.
  acknowledge_due  timestamptz not null,
  decide_due       timestamptz,
  update_due       timestamptz,
  remediate_due    timestamptz,
  answer_due       timestamptz,
  retest_due       timestamptz,
  due_at           timestamptz generated always as (
    case
      when state in ('resolved', 'closed') then null
      when state = 'needs_info' then answer_due
      else least(
        case when answered_at is null then acknowledge_due end,
        case when state = 'new' then decide_due end,
        case when state in ('triaged', 'accepted') then remediate_due end,
        case when state = 'fixed' then retest_due end,
        update_due
      )
    end
  ) stored,
  check ((state = 'closed') = (close_reason is not null))
);
create index report_open on reports.report (due_at, id) where due_at is not null;
create index report_untold on reports.report (id) where told_at is null;
create index report_newest on reports.report (submitted_at desc, id desc);
create index report_reporter on reports.report (reporter, submitted_at desc) where reporter is not null;
create index report_assignee on reports.report (assignee, due_at) where assignee is not null;
select core.classify('reports.report', $$
  id               public
  number           public: VDP-2026-0001, by year; a number may be missing, none is given twice
  form_hash        hashed: of the token of the form it came from, so that sending twice makes one report
  source           public
  state            public
  close_reason     public
  facts            public: what the state machine remembers: opaque ids and times
  revision         public: counts changes, so that nobody decides on an outdated page
  title            sealed
  content          sealed: the canonical report, the very bytes that the receipt vouches for
  policy_version   public: in force when it was sent
  scope_version    public: in force when it was sent
  scope_rule_id    public: the rule that decided
  scope_verdict    public
  ai_assistance    public: what the reporter said about it
  reporter         public: opaque id of the person, when the report belongs to an account
  contact          sealed: e-mail address, when one was given
  credit           sealed: the name that the reporter wants to be thanked by
  target_id        public
  taxonomy_id      public
  taxonomy_version public
  cvss_vector      sealed: as judged now
  cvss_score       public: orders the queue
  priority         public: 1 to 5
  assessed_at      public: when staff judged it
  exploited        public: whether it is known to be exploited
  assignee         public: opaque id of the person who works on it
  fix_reference    sealed: what the fix is called where it is made
  submitted_at     public
  told_at          public: when the team was told by mail that it waits
  read_at          public: when staff first opened it
  answered_at      public: the first answer by a human
  decided_at       public: first confirmed or closed
  fixed_at         public
  ended_at         public
  changed_at       public
  acknowledge_due  public
  decide_due       public
  update_due       public
  remediate_due    public
  answer_due       public: when the question to the reporter expires
  retest_due       public: when silence after the fix counts as agreement
  due_at           public
$$);

-- Numbers come from one sequence a year: it lets reports come in side by side, at the price of gaps
-- where a transaction fails. A counter without gaps would make every sender wait for the one before.
create function reports.next_number(year integer) returns text language plpgsql as $$
declare
  name text := 'reports.number_of_' || year;
  serial text;
begin
  if to_regclass(name) is null then
    perform pg_advisory_xact_lock(727020);
    execute format('create sequence if not exists %s as integer', name);
  end if;
  serial := nextval(name);
  -- lpad would cut off what is longer.
  return 'VDP-' || year || '-' || lpad(serial, greatest(4, length(serial)), '0');
end $$;

-- The story of a report: what happened, who did it, what was said about it.
create table reports.timeline_entry (
  id         text primary key,
  report     text not null references reports.report on delete cascade,
  at         timestamptz not null,
  kind       text not null,
  from_state text,
  to_state   text,
  actor      text not null,
  actor_role text not null check (actor_role in ('reporter', 'staff', 'system')),
  audience   text not null check (audience in ('reporter', 'internal')),
  reason     bytea,
  details    jsonb not null
);
create index timeline_entry_report on reports.timeline_entry (report, at, id);
select core.classify('reports.timeline_entry', $$
  id         public
  report     public
  at         public
  kind       public: the move, or assign, assess, claim, add_files
  from_state public
  to_state   public
  actor      public: opaque id of who did it
  actor_role public
  audience   public: whether the reporter sees it
  reason     sealed: what was said about it
  details    public: opaque ids and plain facts
$$);

create table reports.message (
  id         text primary key,
  report     text not null references reports.report on delete cascade,
  at         timestamptz not null,
  author     text not null,
  author_role text not null check (author_role in ('reporter', 'staff', 'system')),
  audience   text not null check (audience in ('reporter', 'internal')),
  body       bytea not null
);
create index message_report on reports.message (report, at, id);
select core.classify('reports.message', $$
  id          public
  report      public
  at          public
  author      public: opaque id
  author_role public
  audience    public: whether the reporter sees it
  body        sealed
$$);

-- Evidence. `report` may be a draft's: a draft and the report that it becomes share one id, hence one data key.
create table reports.attachment (
  file       text primary key,
  report     text not null,
  position   integer not null,
  message    text references reports.message on delete cascade,
  added_by   text not null check (added_by in ('reporter', 'staff')),
  at         timestamptz not null,
  facts      bytea not null,
  unique (report, position)
);
select core.classify('reports.attachment', $$
  file       public: id of the sealed file
  report     public: or the draft
  position   public: order within the report
  message    public: the message it came with; without one it came with the report
  added_by   public
  at         public
  facts      sealed: its harmless name and its SHA-256
$$);

-- A form that was not accepted yet but already has files.
create table reports.draft (
  id         text primary key,
  token_hash bytea not null unique,
  created_at timestamptz not null
);
select core.classify('reports.draft', $$
  id         public: the id of the report that it becomes
  token_hash hashed: of the token in the form
  created_at public
$$);

create table reports.receipt (
  report      text primary key references reports.report on delete cascade,
  code_hash   bytea not null unique,
  report_hash bytea not null,
  entry       text not null,
  log_index   bigint,
  log_hash    bytea,
  key_id      text,
  signature   bytea,
  check ((log_index is null) = (signature is null))
);
select core.classify('reports.receipt', $$
  report      public
  code_hash   hashed: keyed hash of the code with which the reporter comes back
  report_hash hashed: SHA-256 of the canonical report, which holds a secret nonce
  entry       public: the audit entry of the submission
  log_index   public: its place in the audit log
  log_hash    public: the log's hash there
  key_id      public: which key signed
  signature   public: Ed25519 over the canonical receipt
$$);

-- Somebody came back with a receipt code.
create table reports.receipt_session (
  token_hash bytea primary key,
  report     text not null references reports.report on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index receipt_session_report on reports.receipt_session (report);
select core.classify('reports.receipt_session', $$
  token_hash hashed, keep 1 days: of the token in the cookie
  report     public
  created_at public
  expires_at public
$$);
