-- What the queue needs beyond the report itself: labels, what each person has seen, views that are kept.

alter table reports.report
  add column labels text[] not null default '{}',
  add column language text;
create index report_labels on reports.report using gin (labels) where labels <> '{}';
create index report_changed on reports.report (changed_at desc, id desc);
-- The orders of the open queue, as its statements write them, so that a page costs the same however many have ended.
create index report_by_due on reports.report ((coalesce(due_at, 'infinity'::timestamptz)), id)
  where state not in ('resolved', 'closed');
create index report_by_priority on reports.report ((coalesce(priority, 6)), (coalesce(due_at, 'infinity'::timestamptz)), id)
  where state not in ('resolved', 'closed');
select core.classify('reports.report', $$
  labels   public: the team's own words for sorting, never a reporter's
  language public: the language the report is written in, as far as it could be told
$$);

-- The labels in use, for lists to choose from.
create table reports.label (
  name       text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  created_at timestamptz not null,
  created_by text not null
);
select core.classify('reports.label', $$
  name       public: the team's own word
  created_at public
  created_by public: opaque id
$$);

-- When a member of staff last looked at a report: what the reporter said since is unread.
create table reports.seen (
  person text not null,
  report text not null references reports.report on delete cascade,
  at     timestamptz not null,
  primary key (person, report)
);
create index seen_report on reports.seen (report);
select core.classify('reports.seen', $$
  person public: opaque id
  report public
  at     public
$$);

-- A way of looking at the queue that somebody kept: filters and order as they stand in the address.
create table reports.saved_view (
  id         text primary key,
  owner      text not null,
  shared     boolean not null,
  name       text not null check (length(name) between 1 and 60),
  query      text not null,
  position   integer not null,
  created_at timestamptz not null,
  deleted_at timestamptz
);
create index saved_view_owner on reports.saved_view (owner) where deleted_at is null;
create index saved_view_shared on reports.saved_view (position) where shared and deleted_at is null;
select core.classify('reports.saved_view', $$
  id         public
  owner      public: opaque id of who made it
  shared     public: whether the whole team has it
  name       public: what the team calls it
  query      public: filters and order, as an address has them
  position   public: order in the list
  created_at public
  deleted_at public: deleted views can be brought back for a day
$$);
