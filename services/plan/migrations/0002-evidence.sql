create table plan_figure (
    measure text not null,
    from_on text not null,
    to_on text not null,
    value bigint not null,
    counted_at text not null,
    primary key (measure, from_on, to_on)
);
create table plan_document (
    id text primary key,
    leaf_id text not null references plan_leaf (id),
    number bigint not null,
    title text not null,
    effective_on text not null,
    expires_on text,
    url text not null,
    file_id text,
    note text not null,
    added_at text not null,
    added_by text not null,
    replaced_by text
);
create index plan_document_of_leaf on plan_document (leaf_id);
create table plan_task (
    id text primary key,
    leaf_id text not null references plan_leaf (id),
    title text not null,
    cadence text not null,
    grace_days bigint not null,
    starts_on text not null,
    ends_on text not null,
    removed boolean not null
);
create index plan_task_of_leaf on plan_task (leaf_id);
create table plan_proof (
    task_id text not null references plan_task (id),
    period text not null,
    done_on text not null,
    note text not null,
    url text not null,
    file_id text,
    proven_at text not null,
    proven_by text not null,
    primary key (task_id, period)
);
create table plan_month (
    leaf_id text not null references plan_leaf (id),
    month text not null,
    actual bigint,
    reason text not null,
    remedy text not null,
    reported_at text not null,
    reported_by text not null,
    primary key (leaf_id, month)
);
create table plan_meeting (
    id text primary key,
    held_on text not null,
    title text not null,
    minutes text not null,
    added_at text not null,
    added_by text not null
);
create table plan_decision (
    id text primary key,
    meeting_id text not null references plan_meeting (id),
    line_id text,
    decision text not null,
    owner_id text not null,
    due_on text not null,
    done_on text,
    outcome text not null
);
create index plan_decision_of_meeting on plan_decision (meeting_id);
create table plan_freeze (
    id text primary key,
    plan_id text not null references plan_plan (id),
    from_on text not null,
    to_on text not null,
    note text not null,
    hash text not null,
    frozen_at text not null,
    frozen_by text not null
);
create index plan_freeze_of_plan on plan_freeze (plan_id, frozen_at);
create table plan_frozen (
    freeze_id text not null references plan_freeze (id),
    code text not null,
    place bigint not null,
    action text not null,
    measure text not null,
    title text not null,
    definition text not null,
    unit text not null,
    value bigint not null,
    target bigint,
    primary key (freeze_id, code, place)
);
create table plan_warned (
    subject text not null,
    step text not null,
    warned_at text not null,
    primary key (subject, step)
);
