-- What a new report looked like when it came in: a hint for who reads the queue, never a decision.
create table reports.duplicate_hint (
  report   text primary key references reports.report on delete cascade,
  other    text not null references reports.report on delete cascade,
  strength text not null check (strength in ('strong', 'some', 'weak')),
  at       timestamptz not null
);
create index duplicate_hint_other on reports.duplicate_hint (other);
select core.classify('reports.duplicate_hint', $$
  report   public
  other    public: the earlier report that is most like it
  strength public: how much like it
  at       public: when they were compared
$$);
