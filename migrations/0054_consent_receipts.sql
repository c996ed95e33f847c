-- Signed receipts of what owners allowed and took back; and the policies of applications as they were last seen.

create table connect.receipt (
  id         text primary key,
  "grant"    text not null references connect."grant" on delete cascade,
  owner      text not null,
  event      text not null check (event in ('given', 'ended')),
  receipt    bytea not null,
  created_at timestamptz not null,
  unique ("grant", event)
);
create index receipt_owner on connect.receipt (owner);
select core.classify('connect.receipt', $$
  id         public: UUID, as in the receipt
  grant      public: opaque id
  owner      public: opaque id of the person
  event      public: whether a permission was given or has ended
  receipt    sealed: the signed receipt as JSON
  created_at public
$$);
select core.moves($$
  connect.receipt left: no part of the program
$$);
