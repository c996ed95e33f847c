-- Grants that run out end like those that are taken back; what makers said last is kept for the operator.

alter table connect."grant" drop constraint grant_end_reason_check;
alter table connect."grant" add constraint grant_end_reason_check
  check (end_reason in ('owner', 'application', 'superseded', 'erased', 'expired'));
create index grant_expiry on connect."grant" (expires_at) where revoked_at is null;
create index grant_of_test on connect."grant" (owner) where mode = 'test';

create table vehicles.maker_contact (
  provider    text primary key,
  answered_at timestamptz,
  trouble_at  timestamptz,
  trouble     text
);
select core.classify('vehicles.maker_contact', $$
  provider    public: permanent id of the adapter
  answered_at public: when it last answered, exact to a minute
  trouble_at  public: when it last did not, or refused a sign-in; exact to a minute
  trouble     public: what it did then, as an error code
$$);
select core.moves($$
  vehicles.maker_contact left: no part of the program
$$);
