-- Whoever ends a subscription takes back what has not left yet: their deliveries are found by who they are.
create index delivery_subscriber on newsletter.delivery (subscriber);
