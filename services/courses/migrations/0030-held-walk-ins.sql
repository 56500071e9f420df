create table courses_held_walk_in (
    act_id text primary key,
    walk_in text not null,
    course_id text not null references courses_course (id),
    session_id text not null references courses_session (id),
    device_id text not null references courses_device (id),
    sequence bigint not null,
    what text not null,
    seat text not null,
    undoes text,
    fields text not null,
    at text not null,
    device_at text not null,
    received_at text not null,
    why text not null,
    decided_at text,
    decided_by text,
    outcome text
);
create index courses_held_walk_in_of_session on courses_held_walk_in (session_id, received_at);
create index courses_held_walk_in_of_walk_in on courses_held_walk_in (walk_in);
create index courses_held_walk_in_of_device on courses_held_walk_in (device_id);
