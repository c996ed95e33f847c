-- How the doors for reports are guarded: budgets, proof of work, pauses, and reports that are held back.

-- A held report is whole, with number, receipt and audit entry; only staff does not see it before it is released.
alter table reports.report
  add column is_held boolean not null default false,
  add column held_rule text check (held_rule in ('repeated', 'links', 'sender', 'network', 'paused')),
  add column held_decided_at timestamptz,
  add column held_decided_by text,
  add constraint report_held_why check (not is_held or held_rule is not null);
create index report_held on reports.report (submitted_at desc, id desc) where is_held;
create index report_was_held on reports.report (submitted_at) where held_rule is not null;
select core.classify('reports.report', $$
  is_held         public: held back: its sender sees no difference, staff finds it on the page of held reports only
  held_rule       public: which rule held it back; stays when it is released
  held_decided_at public: when somebody released it or decided to keep it out
  held_decided_by public: opaque id of who decided, or of the product
$$);

create table reports.intake_setting (
  only_one     boolean primary key default true check (only_one),
  network_free integer not null check (network_free between 1 and 10000),
  network_most integer not null check (network_most between 1 and 100000),
  sender_week  integer not null check (sender_week between 1 and 10000),
  text_repeats integer not null check (text_repeats between 1 and 1000),
  work_first   integer not null check (work_first between 1000 and 1000000),
  changed_at   timestamptz not null,
  changed_by   text not null
);
select core.classify('reports.intake_setting', $$
  only_one     public
  network_free public: reports a day from one network without proof of work
  network_most public: reports a day from one network before they are held back
  sender_week  public: reports a week from one account or mail address before they are held back
  text_repeats public: how often a day the same text is taken
  work_first   public: largest number of the first challenge
  changed_at   public
  changed_by   public: opaque id
$$);

create table reports.intake_pause (
  id         text primary key,
  reason     text not null check (length(reason) between 1 and 500),
  started_at timestamptz not null,
  started_by text not null,
  ends_at    timestamptz check (ends_at > started_at),
  ended_at   timestamptz,
  ended_by   text
);
create unique index intake_pause_open on reports.intake_pause ((true)) where ended_at is null;
select core.classify('reports.intake_pause', $$
  id         public
  reason     public: what everybody is told; published on the program page
  started_at public
  started_by public: opaque id
  ends_at    public: when it ends by itself; empty: when somebody ends it
  ended_at   public
  ended_by   public: opaque id of who ended it, or of the product
$$);

-- Counters need not survive a crash.
create unlogged table reports.intake_count (
  key_hash   bytea primary key,
  count      integer not null,
  created_at timestamptz not null
);
create index intake_count_created on reports.intake_count (created_at);
select core.classify('reports.intake_count', $$
  key_hash   hashed, keep 2 days: keyed hash of a day with a network (IPv4 /24, IPv6 /48) or a text; names no report
  count      public
  created_at public
$$);

-- Each solution and each wait counts for one form.
create table reports.spent_work (
  work_hash  bytea primary key,
  form_hash  bytea not null,
  created_at timestamptz not null
);
create index spent_work_created on reports.spent_work (created_at);
select core.classify('reports.spent_work', $$
  work_hash  hashed, keep 2 days: of the challenge that was solved, or of the ticket that was waited with
  form_hash  hashed: of the token of the form it was spent on
  created_at public
$$);

-- What the policy did, in numbers.
create table reports.intake_tally (
  day     date not null,
  source  text not null,
  outcome text not null check (outcome in ('asked', 'worked', 'waited', 'held', 'turned_away')),
  count   integer not null,
  primary key (day, source, outcome)
);
select core.classify('reports.intake_tally', $$
  day     public
  source  public: the door
  outcome public: asked for work, gave it, waited instead, was held back, was turned away by a pause
  count   public
$$);

-- Which sites may show the report form in a frame.
create table reports.embed_origin (
  origin     text primary key check (origin ~ '^https?://[a-z0-9.-]+(:[0-9]{1,5})?$' and length(origin) <= 300),
  created_at timestamptz not null,
  created_by text not null
);
select core.classify('reports.embed_origin', $$
  origin     public: scheme, host and port; it stands in a header of the embedded form
  created_at public
  created_by public: opaque id
$$);
