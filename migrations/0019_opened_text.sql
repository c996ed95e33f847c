-- What an encrypted report says, brought back by the team that opened it elsewhere.
create table reports.opened_text (
  report     text primary key references reports.report on delete cascade,
  text       bytea not null,
  brought_by text not null,
  created_at timestamptz not null
);
select core.classify('reports.opened_text', $$
  report     public
  text       sealed: what the message says
  brought_by public: opaque id of who pasted it
  created_at public
$$);
