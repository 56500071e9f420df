alter table plan_freeze add column green bigint;
alter table plan_freeze add column yellow bigint;
create table plan_frozen_light (
    freeze_id text not null references plan_freeze (id),
    code text not null,
    action text not null,
    light text not null,
    unit text not null,
    counted_in text not null,
    actual bigint,
    due bigint,
    reason text not null,
    remedy text not null,
    missing text not null,
    primary key (freeze_id, code)
);
