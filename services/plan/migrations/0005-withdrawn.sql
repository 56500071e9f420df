create table plan_withdrawn_proof (
    task_id text not null references plan_task (id),
    period text not null,
    done_on text not null,
    note text not null,
    url text not null,
    file_id text,
    proven_at text not null,
    proven_by text not null,
    withdrawn_at text not null,
    withdrawn_by text not null,
    reason text not null,
    primary key (task_id, period, proven_at)
);
alter table plan_meeting add column withdrawn_at text;
alter table plan_frame add column withdrawn_at text;
