-- Cars that report by themselves are looked at at once, and for each webhook once in a minute at most.

alter table webhooks.subscription add column looked_at timestamptz, add column reported_at timestamptz;
select core.classify('webhooks.subscription', $$
  looked_at   public: when the car was last looked at
  reported_at public: when the car last told something new by itself
$$);
