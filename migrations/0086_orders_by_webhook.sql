-- Orders to delete go to webhooks that want them, too.
alter table webhooks.webhook add column takes_orders boolean not null default false;
select core.classify('webhooks.webhook', $$
  takes_orders public: whether orders to delete what is held of somebody go there
$$);
alter table rights.deletion_order add column taken_at timestamptz;
select core.classify('rights.deletion_order', $$
  taken_at public: when a server of the application first took the order
$$);
