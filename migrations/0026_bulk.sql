-- Changing many reports at once: what was asked for, what the preview said of each report, what became of it.

create table reports.bulk_change (
  id          text primary key,
  actor       text not null,
  kind        text not null check (kind in ('assign', 'label', 'priority', 'ask', 'close')),
  phase       text not null check (phase in ('draft', 'previewing', 'previewed', 'running', 'done')),
  input       bytea,
  back_to     text not null,
  created_at  timestamptz not null,
  finished_at timestamptz
);
select core.classify('reports.bulk_change', $$
  id          public
  actor       public: opaque id of who asked for it
  kind        public: what is done to each report
  phase       public
  input       sealed, keep 90 days: the form, with the words that go to reporters
  back_to     public: the filters of the queue it was begun from
  created_at  public
  finished_at public
$$);

create table reports.bulk_item (
  bulk         text not null references reports.bulk_change on delete cascade,
  position     integer not null,
  report       text not null references reports.report on delete cascade,
  revision     integer,
  preview_ok   boolean,
  preview_says text,
  result_ok    boolean,
  result_says  text,
  done_at      timestamptz,
  primary key (bulk, position),
  unique (bulk, report)
);
create index bulk_item_report on reports.bulk_item (report);
select core.classify('reports.bulk_item', $$
  bulk         public
  position     public
  report       public
  revision     public: as the preview saw it; a report that was changed since is left alone
  preview_ok   public
  preview_says public: the rules' own sentence
  result_ok    public
  result_says  public: the rules' own sentence
  done_at      public
$$);
