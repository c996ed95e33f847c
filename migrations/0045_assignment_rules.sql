-- Who gets which new report: rules in numbered versions, who is away, and what the rules did.
create table reports.assignment_rules (
  version    integer primary key,
  rules      bytea not null,
  changed_at timestamptz not null,
  changed_by text not null,
  in_force_at timestamptz,
  put_by     text,
  check ((in_force_at is null) = (put_by is null))
);
-- One draft at a time: two would overwrite each other when put in force.
create unique index assignment_rules_draft on reports.assignment_rules ((true)) where in_force_at is null;
select core.classify('reports.assignment_rules', $$
  version     public
  rules       sealed: conditions and actions, and what the team calls the rules
  changed_at  public
  changed_by  public: opaque id
  in_force_at public: none while it is a draft
  put_by      public: opaque id
$$);

create table reports.absence (
  person text primary key,
  until  timestamptz not null,
  at     timestamptz not null,
  set_by text not null
);
select core.classify('reports.absence', $$
  person public: opaque id of a member of staff
  until  public: gets nothing by the rules before
  at     public
  set_by public: opaque id
$$);

-- What the rules gave to whom; the turn of a group follows from it.
create table reports.assigned_by_rule (
  report  text primary key references reports.report on delete cascade,
  version integer not null,
  rule    text not null,
  person  text not null,
  at      timestamptz not null
);
create index assigned_by_rule_turn on reports.assigned_by_rule (rule, at);
select core.classify('reports.assigned_by_rule', $$
  report  public
  version public
  rule    public: id of the rule within its version
  person  public: opaque id
  at      public
$$);
