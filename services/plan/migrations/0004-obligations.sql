alter table plan_task add column obligation text not null default '';
create table plan_occasion (
    task_id text not null references plan_task (id),
    period text not null,
    held_on text not null,
    title text not null,
    added_at text not null,
    added_by text not null,
    primary key (task_id, period)
);
