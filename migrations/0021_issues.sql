-- Issues: one issue is one fix, however many reports tell of it.

create table reports.issue (
  id          text primary key,
  number      text not null unique,
  state       text not null check (state in ('open', 'accepted', 'fixed', 'resolved', 'closed')),
  origin      text not null check (origin in ('report', 'import', 'split')),
  revision    integer not null default 0,
  title       bytea not null,
  content     bytea not null,
  severity    smallint check (severity between 1 and 5),
  cwe_ids     text[] not null,
  cve_ids     text[] not null,
  fix_owner   text,
  due_at      timestamptz,
  merged_into text references reports.issue,
  created_by  text not null,
  created_at  timestamptz not null,
  changed_at  timestamptz not null,
  accepted_at timestamptz,
  fixed_at    timestamptz,
  ended_at    timestamptz
);
create index issue_open on reports.issue (id desc) where state in ('open', 'accepted', 'fixed');
select core.classify('reports.issue', $$
  id          public
  number      public: ISS-2026-0001, by year; a number may be missing, none is given twice
  state       public
  origin      public: from a report, imported as known, or split off another issue
  revision    public: counts changes, so that nobody decides on an outdated page
  title       sealed
  content     sealed: summary, root cause, CVSS vectors, where the fix is
  severity    public: 1 to 5, as finally judged
  cwe_ids     public
  cve_ids     public
  fix_owner   public: opaque id of the person who fixes it
  due_at      public: when the fix is due
  merged_into public: the issue that took over its reports
  created_by  public: opaque id of who made it
  created_at  public
  changed_at  public
  accepted_at public
  fixed_at    public
  ended_at    public
$$);

-- Which reports an issue answers. A report has one issue at most.
create table reports.issue_report (
  report    text primary key references reports.report on delete cascade,
  issue     text not null references reports.issue,
  linked_at timestamptz not null,
  linked_by text not null
);
create index issue_report_issue on reports.issue_report (issue, report);
select core.classify('reports.issue_report', $$
  report    public
  issue     public
  linked_at public
  linked_by public: opaque id
$$);

-- By which words of its title an issue is found; the titles themselves are sealed.
create table reports.issue_word (
  word  bytea not null,
  issue text not null references reports.issue on delete cascade,
  primary key (word, issue)
);
create index issue_word_issue on reports.issue_word (issue);
select core.classify('reports.issue_word', $$
  word  hashed: keyed hash of one word of the title
  issue public
$$);

-- Reports that repeat a given one: asked when that one is confirmed or falls.
create index report_original on reports.report ((facts -> 'original' ->> 'id')) where close_reason = 'duplicate';

create function reports.next_issue_number(year integer) returns text language plpgsql as $$
declare
  name text := 'reports.number_of_issue_' || year;
  serial text;
begin
  if to_regclass(name) is null then
    perform pg_advisory_xact_lock(727021);
    execute format('create sequence if not exists %s as integer', name);
  end if;
  serial := nextval(name);
  return 'ISS-' || year || '-' || lpad(serial, greatest(4, length(serial)), '0');
end $$;
