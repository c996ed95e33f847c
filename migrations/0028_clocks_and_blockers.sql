-- Who was waited for, since when, until when: the ledger of pauses. The open ones are those of the report's facts.
create table reports.blocker (
  id          text primary key,
  report      text not null references reports.report on delete cascade,
  party       text not null check (party in ('reporter', 'owner', 'thirdparty')),
  kind        text not null check (kind in ('reproduction', 'impact', 'access', 'credentials', 'comment', 'other')),
  opened_at   timestamptz not null,
  opened_by   text not null,
  resolved_at timestamptz,
  resolved_by text
);
create unique index blocker_open on reports.blocker (report, party, kind) where resolved_at is null;
create index blocker_report on reports.blocker (report, opened_at);
select core.classify('reports.blocker', $$
  id          public
  report      public
  party       public: who is waited for
  kind        public: what is missing
  opened_at   public
  opened_by   public: opaque id
  resolved_at public
  resolved_by public: opaque id
$$);

-- What was said about a clock, each stage once in a run of it.
create table reports.clock_warning (
  report text not null references reports.report on delete cascade,
  clock  text not null,
  run    timestamptz not null,
  stage  text not null check (stage in ('soon', 'over', 'escalated')),
  at     timestamptz not null,
  primary key (report, clock, run, stage)
);
select core.classify('reports.clock_warning', $$
  report public
  clock  public: acknowledge, decide, update, remediate or answer
  run    public: when this run of the clock began, or for a date that was named, that date
  stage  public
  at     public
$$);

-- When the clocks of a report want to be looked at again; at once after each change of them.
alter table reports.report add column clock_check_at timestamptz not null default '-infinity';
create index report_clock_check on reports.report (clock_check_at) where state not in ('resolved', 'closed');
select core.classify('reports.report', $$
  clock_check_at public
$$);

create function reports.clocks_changed() returns trigger language plpgsql as $$
begin
  new.clock_check_at := '-infinity';
  return new;
end $$;
create trigger report_clocks_changed before update on reports.report for each row
  when ((new.state, new.acknowledge_due, new.decide_due, new.update_due, new.remediate_due, new.answer_due, new.answered_at)
    is distinct from (old.state, old.acknowledge_due, old.decide_due, old.update_due, old.remediate_due, old.answer_due, old.answered_at))
  execute function reports.clocks_changed();
