-- Duties to report to authorities: the events from which everything follows, and drills.

create table reports.duty_event (
  id      text primary key,
  subject text not null,
  drill   boolean not null,
  at      timestamptz not null,
  kind    text not null,
  actor   text not null,
  details jsonb not null,
  note    bytea
);
create index duty_event_subject on reports.duty_event (subject, id);
select core.classify('reports.duty_event', $$
  id      public
  subject public: id of the report, or of the drill
  drill   public
  at      public
  kind    public: answered, measure, measure_withdrawn, submitted, relief_proposed, relief_decided, warned
  actor   public: opaque id of who did it
  details public: answers, times and places; no words
  note    sealed: the reason, or the reference that the authority gave
$$);

-- What the list of open duties is made from; follows from the events.
create table reports.duty_subject (
  subject    text primary key,
  drill      boolean not null,
  open       boolean not null,
  unanswered boolean not null,
  next_due   timestamptz
);
create index duty_subject_open on reports.duty_subject (next_due) where open;
select core.classify('reports.duty_subject', $$
  subject    public
  drill      public
  open       public: a stage is still to be submitted
  unanswered public: a question has no answer yet
  next_due   public
$$);

create table reports.drill (
  id         text primary key,
  scenario   text not null check (scenario in ('exploited', 'incident', 'personalData')),
  started_at timestamptz not null,
  started_by text not null,
  ended_at   timestamptz
);
select core.classify('reports.drill', $$
  id         public
  scenario   public
  started_at public
  started_by public: opaque id of who began it
  ended_at   public
$$);
