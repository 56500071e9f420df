-- Addresses of other systems that are told what happens, and what they were told.
create table foundation_webhook (
    id text primary key,
    address text not null,
    secret text not null,
    created_at text not null,
    created_by text not null,
    ended_at text
);
create table foundation_delivery (
    id text primary key,
    webhook_id text not null references foundation_webhook (id),
    fact text not null,
    body text not null,
    state text not null,
    tries bigint not null,
    next_at text not null,
    created_at text not null
);
create index foundation_delivery_of_webhook on foundation_delivery (webhook_id, id);
create index foundation_delivery_due on foundation_delivery (next_at) where state = 'waiting';
create index foundation_delivery_by_time on foundation_delivery (created_at);
create table foundation_delivery_try (
    delivery_id text not null references foundation_delivery (id),
    number bigint not null,
    at text not null,
    outcome text not null,
    primary key (delivery_id, number)
);
